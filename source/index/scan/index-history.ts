/** Brings the history up to date with the transcripts: the one way into this folder. */
import {availableParallelism} from 'node:os';
import type {DatabaseSync} from 'node:sqlite';
import {priceBook} from '../../accounting/cost.ts';
import type {Problem} from '../../claude/events.ts';
import {isDamaged} from '../../platform/database.ts';
import {openIndex, replaceDamagedIndex} from '../schema.ts';
import {keepPrompts} from '../search/prompts.ts';
import {finishScan} from './finish-scan.ts';
import {createProblems, type ProblemList, type ScanProblems} from './problems.ts';
import {planScan} from './scan-plan.ts';
import {counter, newCounters, runScanThread, type SharedCounters} from './scan-thread.ts';
import type {PlannedScan} from './scan-worker.ts';
import {runScanProcess, startThread} from './start-thread.ts';

export interface IndexOptions {
	databasePath: string;
	configDirs: readonly string[];
	/** Milliseconds since the epoch. */
	now(): number;
	/** Whether what people asked is to be stored from now on, for searching; missing: as it was before. */
	keepPrompts?: boolean | undefined;
	/** Called a few times a second while there is much to read, also by a scan that this one waits for. */
	onProgress?(progress: IndexProgress): void;
	signal?: AbortSignal;
}

type ScannedFolders = Pick<IndexOptions, 'databasePath' | 'configDirs' | 'keepPrompts'>;

export interface IndexProgress {
	bytesDone: number;
	bytes: number;
}

export interface IndexResult {
	/** Files that had changed. */
	files: number;
	bytes: number;
	/** False: stopped or failed before the end; the next scan goes on from there. */
	complete: boolean;
	problems: readonly Problem[];
}

const progressMs = 100;
/** A thread takes about as long to start, and to have its code compiled, as to read this much. */
const bytesPerThread = 128 * 2 ** 20;
const busyTimeoutMs = 60_000;

/**
 * Reads what changed in every transcript since the last time, in one thread, so that a screen keeps a core and a second
 * thread's memory. Never throws. Several processes may do it at once, and one may be killed at any moment: a file's
 * messages and how far it was read are written together.
 */
export async function indexHistory(options: IndexOptions): Promise<IndexResult> {
	const {onProgress, signal} = options;
	if (onProgress) watching.add(onProgress);
	const before = lastScan;
	const scan = endOf(before, signal).then(() => (signal?.aborted ? nothingRead : indexOnce(options)));
	lastScan = Promise.allSettled([before, scan]);
	return scan.finally(() => onProgress && watching.delete(onProgress));
}

const nothingRead: IndexResult = {files: 0, bytes: 0, complete: false, problems: []};

/** When a scan has ended, or nobody waits for that any more. */
function endOf(scan: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
	return new Promise<void>(resolve => {
		const end = () => {
			signal?.removeEventListener('abort', end);
			resolve();
		};
		signal?.addEventListener('abort', end);
		scan.then(end);
		if (signal?.aborted) end();
	});
}

/**
 * The same from time to time while a screen is open, for which a thread's memory, half of which stays with the process
 * that had it, is too much. Never throws; what could not be read is reported by who reads the files for the screen.
 */
export async function indexBeside(options: ScannedFolders): Promise<void> {
	const scan = lastScan.then(() => runScanProcess({...threadInput(options), inBackground: true}));
	lastScan = scan.catch(() => {});
	await lastScan;
}

/** Two scans at once would read the same transcripts twice. */
let lastScan: Promise<unknown> = Promise.resolve();

/** Who is told how far the present scan is: those who asked for it, and those who wait for it to end. */
const watching = new Set<(progress: IndexProgress) => void>();

async function indexOnce(options: IndexOptions): Promise<IndexResult> {
	const counters = newCounters();
	const stop = () => Atomics.store(counters, counter.stop, 1);
	options.signal?.addEventListener('abort', stop, {once: true});
	try {
		return await indexInThread(options, counters);
	} finally {
		options.signal?.removeEventListener('abort', stop);
	}
}

export interface OpenOptions extends Omit<IndexOptions, 'signal'> {
	/** Threads that read; by default at most two, since two read as fast as most disks, and one where there is little. */
	threads?: number;
}

/** Null where the database cannot be opened; `problems` says why. */
export type OpenedHistory = IndexResult & {database: DatabaseSync | null};

/**
 * The same for commands without a screen to keep alive: the calling thread reads too, and is unavailable meanwhile.
 * Leaves the database open to be read and closed.
 */
export const openIndexedHistory = (options: OpenOptions): Promise<OpenedHistory> =>
	openAndIndex(options, createProblems(), true);

/** `mayReplace`: a database that turns out to be damaged makes room for a new one, once. */
async function openAndIndex(options: OpenOptions, problems: ProblemList, mayReplace: boolean): Promise<OpenedHistory> {
	const {databasePath, configDirs, now, onProgress} = options;
	const counters = newCounters();
	let helpers: readonly Promise<ScanProblems>[] = [];
	const {database, problem} = openIndex({path: databasePath, now, busyTimeoutMs});
	if (problem) problems.add(problem);
	if (!database) return {database, files: 0, bytes: 0, complete: false, problems: problems.all()};
	try {
		const {unreadable: onUnreadable} = problems;
		if (options.keepPrompts !== undefined) keepPrompts(database, options.keepPrompts);
		const plan = planScan({database, configDirs, now: now(), onUnreadable});
		const {groups, files, bytes} = plan;
		helpers = Array.from({length: threadCount(options, bytes) - 1}, () =>
			startThread({...threadInput(options), groups, counters, inBackground: false}),
		);
		const progress = progressOf(onProgress, counters, bytes);
		if (groups.length > 0) {
			const onFile = everySoOften(progress);
			runScanThread({database, groups, counters, now, onFile, onUnreadable, onProblem() {}});
		}
		for (const done of helpers) for (const found of await done) problems.add(found);
		finishScan({database, databasePath, configDirs, now, plan, problems});
		progress();
		const complete = Atomics.load(counters, counter.stop) === 0;
		return {database, files, bytes, complete, problems: problems.all()};
	} catch (error) {
		if (mayReplace && isDamaged(error)) {
			Atomics.store(counters, counter.stop, 1);
			await Promise.allSettled(helpers);
			database.close();
			const replaced = replaceDamagedIndex(error, {path: databasePath, now});
			if (replaced) problems.add(replaced);
			return openAndIndex(options, problems, false);
		}
		problems.database(databasePath, error);
		return {database, files: 0, bytes: 0, complete: false, problems: problems.all()};
	}
}

/** Not before there is something to time: to load Node's clock takes as long as to open the database. */
function everySoOften(act: () => void): () => void {
	let last = performance.now();
	return () => {
		if (performance.now() - last < progressMs) return;
		last = performance.now();
		act();
	};
}

const threadCount = ({threads}: OpenOptions, bytes: number) =>
	threads ?? Math.max(1, Math.min(2, availableParallelism(), Math.ceil(bytes / bytesPerThread)));

async function indexInThread(options: IndexOptions, counters: SharedCounters): Promise<IndexResult> {
	let planned: PlannedScan = {files: 0, bytes: 0};
	let timer: NodeJS.Timeout | undefined;
	const report = (progress: IndexProgress) => {
		for (const watch of watching) watch(progress);
	};
	const input = {...threadInput(options), groups: null, counters, inBackground: true};
	const problems = await startThread(input, plan => {
		planned = plan;
		clearInterval(timer);
		if (plan.files > 0) timer = setInterval(progressOf(report, counters, plan.bytes), progressMs);
	});
	clearInterval(timer);
	if (planned.files > 0) progressOf(report, counters, planned.bytes)();
	return {...planned, complete: Atomics.load(counters, counter.stop) === 0, problems};
}

const threadInput = ({databasePath, configDirs, keepPrompts}: ScannedFolders) => ({
	databasePath,
	configDirs,
	keepPrompts,
	prices: priceBook().madeFrom,
});

function progressOf(onProgress: IndexOptions['onProgress'], counters: SharedCounters, bytes: number): () => void {
	return () => {
		const bytesDone = Math.min(bytes, Atomics.load(counters, counter.kilobytesDone) * 1024);
		onProgress?.({bytesDone, bytes});
	};
}
