/** The entry of a scanning thread. It reads and writes by itself and tells the main thread only how far it is. */
import {setPriority} from 'node:os';
import {parentPort, workerData} from 'node:worker_threads';
import {openHistory} from '../schema.ts';
import {createProblems, type ScanProblems} from './problems.ts';
import type {FileScan} from './scan-file.ts';
import {planScan} from './scan-plan.ts';
import {counter, runScanThread, type SharedCounters} from './scan-thread.ts';

export interface ScanWorkerInput {
	databasePath: string;
	configDirs: readonly string[];
	/** What to read; null: this thread is to find out and tell. */
	plan: {files: readonly FileScan[]} | null;
	counters: SharedCounters;
	/** Let the screen go first when all cores are busy. */
	inBackground: boolean;
}

export type ScanWorkerMessage =
	| {type: 'plan'; files: readonly FileScan[]; bytes: number}
	| {type: 'done'; problems: ScanProblems};

const busyTimeoutMs = 60_000;
const backgroundPriority = 5;

const say = (message: ScanWorkerMessage) => parentPort?.postMessage(message);

function work({databasePath, configDirs, plan, counters, inBackground}: ScanWorkerInput): void {
	// Linux keeps a priority per thread; elsewhere this would slow the whole program.
	if (inBackground && process.platform === 'linux') setPriority(0, backgroundPriority);
	const problems = createProblems();
	const {database, problem} = openHistory({path: databasePath, now: Date.now, busyTimeoutMs});
	if (problem) problems.add(problem);
	if (database) {
		try {
			let share = plan;
			if (!share) {
				const made = planScan(database, configDirs, problems.unreadable);
				say({type: 'plan', ...made});
				share = made;
			}
			runScanThread({
				database,
				...share,
				counters,
				onProblem: problems.unreadable,
				onBrokenLines: problems.brokenLines,
			});
		} catch (error) {
			Atomics.store(counters, counter.stop, 1);
			problems.database(databasePath, error);
		} finally {
			database.close();
		}
	}
	say({type: 'done', problems: problems.all()});
}

work(workerData as ScanWorkerInput);
