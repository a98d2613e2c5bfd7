/**
 * The entry point of a scanning thread, which reads and writes on its own and only reports progress and problems to the main
 * thread. It can also be run as a process.
 */
import {setPriority} from 'node:os';
import type {DatabaseSync} from 'node:sqlite';
import {parentPort, workerData} from 'node:worker_threads';
import {setPriceBook} from '../../accounting/cost.ts';
import {createPriceBook} from '../../accounting/price-book.ts';
import {isDamaged} from '../../platform/database.ts';
import {openIndex, replaceDamagedIndex} from '../schema.ts';
import {indexWords} from '../search/index-words.ts';
import {keepPrompts} from '../search/prompts.ts';
import {finishScan} from './finish-scan.ts';
import {createProblems, type ScanProblems} from './problems.ts';
import {planScan, type ScanGroup} from './scan-plan.ts';
import {counter, newCounters, runScanThread, type SharedCounters} from './scan-thread.ts';

export interface ScanWorkerInput {
	databasePath: string;
	configDirs: readonly string[];
	/** For the thread that makes the plan. Undefined: as before. */
	keepPrompts: boolean | undefined;
	/** The arguments that the program's price book was made from. */
	prices: Parameters<typeof createPriceBook>;
	/** The plan that the threads share; null: this thread makes and reports it. */
	groups: readonly ScanGroup[] | null;
	counters: SharedCounters;
	/** Let the screen go first when all cores are busy. */
	inBackground: boolean;
}

export interface PlannedScan {
	files: number;
	bytes: number;
}

export type ScanWorkerMessage = ({type: 'plan'} & PlannedScan) | {type: 'done'; problems: ScanProblems};

const busyTimeoutMs = 60_000;
const backgroundPriority = 5;

const say = (message: ScanWorkerMessage) => (parentPort ? parentPort.postMessage(message) : process.send?.(message));

function work(input: ScanWorkerInput): void {
	const {databasePath, configDirs, prices, groups, counters, inBackground} = input;
	// Linux has a priority per thread; elsewhere this would slow down the whole program.
	if (inBackground && (process.platform === 'linux' || !parentPort)) setPriority(0, backgroundPriority);
	setPriceBook(createPriceBook(...prices));
	const problems = createProblems();
	// Only the thread that makes the plan may replace a damaged database.
	scan(groups === null);
	say({type: 'done', problems: problems.all()});

	/** `mayReplace`: a damaged database may be set aside for a new one, once. */
	function scan(mayReplace: boolean): void {
		const options = {path: databasePath, now: Date.now, busyTimeoutMs};
		const {database, problem} = openIndex(options);
		if (problem) problems.add(problem);
		try {
			if (database) read(database);
		} catch (error) {
			database?.close();
			if (mayReplace && isDamaged(error)) {
				const replaced = replaceDamagedIndex(error, options);
				if (replaced) problems.add(replaced);
				// All is to be read again, also what was taken already.
				for (const count of [counter.next, counter.kilobytesDone]) Atomics.store(counters, count, 0);
				scan(false);
				return;
			}
			Atomics.store(counters, counter.stop, 1);
			problems.database(databasePath, error);
		} finally {
			if (database?.isOpen) database.close();
		}
	}

	function read(database: DatabaseSync): void {
		const {unreadable: onUnreadable} = problems;
		// Damaged records are counted in the index and reported for all transcripts at the end.
		const thread = {database, counters, now: Date.now, onUnreadable, onProblem() {}};
		if (groups) {
			runScanThread({...thread, groups});
			return;
		}
		if (input.keepPrompts !== undefined) keepPrompts(database, input.keepPrompts);
		const plan = planScan({database, configDirs, now: Date.now(), onUnreadable});
		say({type: 'plan', files: plan.files, bytes: plan.bytes});
		runScanThread({...thread, groups: plan.groups});
		finishScan({database, databasePath, configDirs, now: Date.now, plan, problems});
		indexWords(database, () => Atomics.load(counters, counter.stop) !== 0);
	}
}

work(parentPort ? (workerData as ScanWorkerInput) : {...JSON.parse(process.argv[2] ?? ''), counters: newCounters()});
