/**
 * The entry of a scanning thread. It reads and writes by itself and reports only its progress to the main thread. As a process
 * of its own it does the same and reports to nobody.
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
	/** For the thread that is to find out what there is to read. Undefined: as it was before. */
	keepPrompts: boolean | undefined;
	/** What the price book of the program was made from. */
	prices: Parameters<typeof createPriceBook>;
	/** What there is to read, of which each thread takes a part; null: this thread finds out and reports it. */
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

const say = (message: ScanWorkerMessage) => parentPort?.postMessage(message);

function work(input: ScanWorkerInput): void {
	const {databasePath, configDirs, prices, groups, counters, inBackground} = input;
	// Linux keeps a priority per thread; elsewhere this would slow the whole program.
	if (inBackground && (process.platform === 'linux' || !parentPort)) setPriority(0, backgroundPriority);
	setPriceBook(createPriceBook(...prices));
	const problems = createProblems();
	// The others take their parts of what one thread has planned.
	scan(groups === null);
	say({type: 'done', problems: problems.all()});

	/** `mayReplace`: a database that turns out to be damaged makes room for a new one, once. */
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
		// What is damaged is in the index, and said of all transcripts in the end.
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
