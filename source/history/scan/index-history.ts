/** Brings the history up to date with the transcripts: the one way into this folder. */
import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';
import type {Problem} from '../../core/events.ts';
import {openHistory} from '../schema.ts';
import {createProblems} from './problems.ts';
import type {FileScan} from './scan-file.ts';
import {planScan} from './scan-plan.ts';
import {counter, counterCount, runScanThread, type SharedCounters} from './scan-thread.ts';
import type {ScanWorkerInput, ScanWorkerMessage} from './scan-worker.ts';

export interface IndexOptions {
	databasePath: string;
	configDirs: readonly string[];
	/** Milliseconds since the epoch. */
	now(): number;
	/** The calling thread reads too, and is not to be had meanwhile: for commands without a screen to keep alive. */
	inline?: boolean;
	/** Called a few times a second while there is much to read. */
	onProgress?(progress: IndexProgress): void;
	signal?: AbortSignal;
	/** Threads that read; at most two by default, since two read as fast as most disks. */
	threads?: number;
}

export interface IndexProgress {
	filesDone: number;
	files: number;
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
/** A thread takes about as long to start as to read this much. */
const bytesPerThread = 384 * 2 ** 20;
/** In a bundle the entry lies beside this file, made from the source of the same name. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './scan-worker.ts' : './scan-worker.js', import.meta.url);

/**
 * Reads what changed in every transcript since the last time. Never throws. Several processes may do it at once, and one
 * may be killed at any moment: a file's messages and how far it was read are written together.
 */
export async function indexHistory(options: IndexOptions): Promise<IndexResult> {
	const counters: SharedCounters = new Int32Array(new SharedArrayBuffer(4 * counterCount));
	const stop = () => Atomics.store(counters, counter.stop, 1);
	options.signal?.addEventListener('abort', stop, {once: true});
	if (options.signal?.aborted) stop();
	try {
		return await (options.inline ? indexInline(options, counters) : indexInWorkers(options, counters));
	} finally {
		options.signal?.removeEventListener('abort', stop);
	}
}

const threadCount = ({threads}: IndexOptions, bytes: number) =>
	Math.max(1, Math.min(threads ?? Math.min(2, availableParallelism()), Math.ceil(bytes / bytesPerThread)));

async function indexInline(options: IndexOptions, counters: SharedCounters): Promise<IndexResult> {
	const problems = createProblems();
	const {database, problem} = openHistory({path: options.databasePath, now: options.now, busyTimeoutMs: 60_000});
	if (problem) problems.add(problem);
	if (!database) return {files: 0, bytes: 0, complete: false, problems: problems.all()};
	try {
		const plan = planScan(database, options.configDirs, problems.unreadable);
		const helpers = Array.from({length: threadCount(options, plan.bytes) - 1}, () =>
			runWorker({...options, plan, counters, inBackground: false}, () => {}),
		);
		const progress = progressOf(options, counters, plan);
		let last = performance.now();
		runScanThread({
			database,
			...plan,
			counters,
			onFile() {
				if (performance.now() - last < progressMs) return;
				last = performance.now();
				progress();
			},
			onProblem: problems.unreadable,
			onBrokenLines: problems.brokenLines,
		});
		for (const done of await Promise.all(helpers)) for (const found of done) problems.add(found);
		progress();
		const complete = Atomics.load(counters, counter.stop) === 0;
		return {files: plan.files.length, bytes: plan.bytes, complete, problems: problems.all()};
	} catch (error) {
		problems.database(options.databasePath, error);
		return {files: 0, bytes: 0, complete: false, problems: problems.all()};
	} finally {
		database.close();
	}
}

async function indexInWorkers(options: IndexOptions, counters: SharedCounters): Promise<IndexResult> {
	const problems = createProblems();
	const running: Promise<readonly Problem[]>[] = [];
	let planned = {files: [] as readonly FileScan[], bytes: 0};
	let timer: NodeJS.Timeout | undefined;
	const input = {...options, plan: null, counters, inBackground: true};
	running.push(
		runWorker(input, plan => {
			planned = plan;
			if (plan.files.length > 0) timer = setInterval(progressOf(options, counters, plan), progressMs);
			for (let extra = threadCount(options, plan.bytes); extra > 1; extra--) {
				running.push(runWorker({...input, plan}, () => {}));
			}
		}),
	);
	for (let index = 0; index < running.length; index++) {
		for (const problem of await running[index]!) problems.add(problem);
	}
	clearInterval(timer);
	const {files, bytes} = planned;
	if (files.length > 0) progressOf(options, counters, planned)();
	const complete = Atomics.load(counters, counter.stop) === 0;
	return {files: files.length, bytes, complete, problems: problems.all()};
}

function progressOf(
	{onProgress}: IndexOptions,
	counters: SharedCounters,
	plan: {files: readonly unknown[]; bytes: number},
): () => void {
	return () =>
		onProgress?.({
			filesDone: Atomics.load(counters, counter.filesDone),
			files: plan.files.length,
			bytesDone: Math.min(plan.bytes, Atomics.load(counters, counter.kilobytesDone) * 1024),
			bytes: plan.bytes,
		});
}

type Plan = Extract<ScanWorkerMessage, {type: 'plan'}>;

/** Resolves with what could not be read, when the thread has ended, however it did. */
function runWorker(input: ScanWorkerInput, onPlan: (plan: Plan) => void): Promise<readonly Problem[]> {
	const {databasePath, configDirs, plan, counters, inBackground} = input;
	const workerData: ScanWorkerInput = {
		databasePath,
		configDirs,
		plan: plan && {files: plan.files},
		counters,
		inBackground,
	};
	return new Promise(resolve => {
		const problems = createProblems();
		const worker = new Worker(workerUrl, {workerData});
		worker.on('message', (message: ScanWorkerMessage) => {
			if (message.type === 'plan') onPlan(message);
			else for (const problem of message.problems) problems.add(problem);
		});
		worker.on('error', error => {
			Atomics.store(counters, counter.stop, 1);
			problems.database(databasePath, error);
		});
		worker.on('exit', () => resolve(problems.all()));
	});
}
