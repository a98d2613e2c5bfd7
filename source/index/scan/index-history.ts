/** Brings the index up to date with the transcripts: the entry point of this folder. */
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
	/** Whether to store prompts for searching from now on; missing: as before. */
	keepPrompts?: boolean | undefined;
	/** Called a few times a second while there is much to read, also for a scan that this one is waiting for. */
	onProgress?(progress: IndexProgress): void;
	signal?: AbortSignal;
}

type ScannedFolders = Pick<IndexOptions, 'databasePath' | 'configDirs' | 'keepPrompts'>;

export interface IndexProgress {
	bytesDone: number;
	bytes: number;
}

export interface IndexResult {
	/** Number of changed files. */
	files: number;
	bytes: number;
	/** False: stopped or failed before the end; the next scan continues from there. */
	complete: boolean;
	problems: readonly Problem[];
}

const progressMs = 100;
/** Starting a thread and compiling its code takes about as long as reading this much. */
const bytesPerThread = 128 * 2 ** 20;
const busyTimeoutMs = 60_000;

/**
 * Reads what changed in all transcripts since the last time. One thread, to leave a core and memory to the screen. Never
 * throws. Several processes may do this at once, and may be killed at any moment: a file's requests and how far it was read
 * are written in one transaction.
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

/** Resolves when a scan has ended, or when the caller is no longer interested. */
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
 * The same, at intervals while a screen is open. In a process of its own, since half of a thread's memory would stay with the
 * screen's. Never throws. Gives the problems of the database; files that cannot be read are reported by the screen's own readers.
 */
export async function indexBeside(options: ScannedFolders): Promise<readonly Problem[]> {
	const scan = lastScan.then(() => runScanProcess({...threadInput(options), inBackground: true})).catch(() => []);
	lastScan = scan;
	return (await scan).filter(({path}) => path === options.databasePath);
}

/** Two concurrent scans would read the same transcripts twice. */
let lastScan: Promise<unknown> = Promise.resolve();

/** Callbacks for the progress of the current scan: of those who asked for it, and of those waiting for it to end. */
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
	/** Reading threads. Default: one for little data, else two, which read as fast as most disks. */
	threads?: number;
}

/** `database` is null if it cannot be opened; `problems` says why. */
export type OpenedHistory = IndexResult & {database: DatabaseSync | null};

/**
 * The same for commands without a screen: the calling thread reads as well, and is blocked meanwhile. The caller gets the
 * open database, and closes it.
 */
export const openIndexedHistory = (options: OpenOptions): Promise<OpenedHistory> =>
	openAndIndex(options, createProblems(), true);

/** `mayReplace`: a damaged database may be set aside for a new one, once. */
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
		Atomics.store(counters, counter.stop, 1);
		await Promise.allSettled(helpers);
		if (mayReplace && isDamaged(error)) {
			database.close();
			const replaced = replaceDamagedIndex(error, {path: databasePath, now});
			if (replaced) problems.add(replaced);
			return openAndIndex(options, problems, false);
		}
		problems.database(databasePath, error);
		return {database, files: 0, bytes: 0, complete: false, problems: problems.all()};
	}
}

/** Called only when there is something to time: loading Node's clock takes as long as opening the database. */
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
	const {files, bytes} = planned;
	return {files, bytes, complete: Atomics.load(counters, counter.stop) === 0, problems};
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
