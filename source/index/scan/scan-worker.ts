/** The entry of a scanning thread. It reads and writes by itself and tells the main thread only how far it is. */
import {setPriority} from 'node:os';
import type {DatabaseSync} from 'node:sqlite';
import {parentPort, workerData} from 'node:worker_threads';
import {openHistory} from '../schema.ts';
import {createProblems, type ScanProblems} from './problems.ts';
import type {FileScan} from './scan-file.ts';
import {planScan} from './scan-plan.ts';
import {counter, runScanThread, type SharedCounters} from './scan-thread.ts';

export interface ScanWorkerInput {
	databasePath: string;
	configDirs: readonly string[];
	/** What there is to read, of which each thread takes a part; null: this thread is to find out and tell. */
	plan: readonly FileScan[] | null;
	counters: SharedCounters;
	/** Let the screen go first when all cores are busy. */
	inBackground: boolean;
}

export interface Plan {
	files: readonly FileScan[];
	bytes: number;
}

export type ScanWorkerMessage = ({type: 'plan'} & Plan) | {type: 'done'; problems: ScanProblems};

const busyTimeoutMs = 60_000;
const backgroundPriority = 5;

const say = (message: ScanWorkerMessage) => parentPort?.postMessage(message);

function work({databasePath, configDirs, plan, counters, inBackground}: ScanWorkerInput): void {
	// Linux keeps a priority per thread; elsewhere this would slow the whole program.
	if (inBackground && process.platform === 'linux') setPriority(0, backgroundPriority);
	const problems = createProblems();
	const {database, problem} = openHistory({path: databasePath, now: Date.now, busyTimeoutMs});
	if (problem) problems.add(problem);
	try {
		if (database) read(database);
	} catch (error) {
		Atomics.store(counters, counter.stop, 1);
		problems.database(databasePath, error);
	} finally {
		database?.close();
	}
	say({type: 'done', problems: problems.all()});

	function read(database: DatabaseSync): void {
		let files = plan;
		if (!files) {
			const made = planScan({database, configDirs, now: Date.now(), onUnreadable: problems.unreadable});
			say({type: 'plan', ...made});
			files = made.files;
		}
		const {unreadable: onProblem, brokenLines: onBrokenLines} = problems;
		runScanThread({database, files, counters, onProblem, onBrokenLines});
	}
}

work(workerData as ScanWorkerInput);
