/** One thread's share of a scan: takes the next free group, reads it, and writes once enough has accumulated. */
import type {DatabaseSync} from 'node:sqlite';
import {isDatabaseError} from '../../platform/database.ts';
import type {Problem} from '../../platform/problem.ts';
import {createScanBatch} from './scan-batch.ts';
import type {ScanGroup} from './scan-plan.ts';

/** Shared between the threads of a scan; see `counter`. */
export type SharedCounters = Int32Array;

export const counter = {
	/** Index of the next group to take. */
	next: 0,
	/** In units of 1024 bytes. */
	kilobytesDone: 1,
	/** Not 0: stop after the current file. */
	stop: 2,
	/** 1: a thread is writing. */
	writing: 3,
} as const;
export const newCounters = (): SharedCounters => new Int32Array(new SharedArrayBuffer(4 * Object.keys(counter).length));

export interface ScanThreadOptions {
	database: DatabaseSync;
	groups: readonly ScanGroup[];
	counters: SharedCounters;
	/** Milliseconds since the epoch. */
	now(): number;
	/** Approximate number of requests per write. */
	requestsPerWrite?: number;
	onFile?(): void;
	onUnreadable(path: string, error: unknown): void;
	onProblem(problem: Problem): void;
}

/**
 * Bounds what a killed scan loses, and the memory of each thread. One thread reads while the other writes, except for the last
 * write of each, which larger batches would make longer.
 */
const usualRequests = 3000;
const cacheKilobytes = 8192;

export function runScanThread(options: ScanThreadOptions): void {
	const {database, groups, counters, now, onProblem, requestsPerWrite = usualRequests} = options;
	// The pages of a transaction larger than the cache are written twice.
	database.exec(`PRAGMA cache_size = -${cacheKilobytes}`);
	const batch = createScanBatch({database, now, onProblem});
	const write = () => inTurn(counters, batch.write);
	let files = 0;
	while (Atomics.load(counters, counter.stop) === 0) {
		const group = groups[Atomics.add(counters, counter.next, 1)];
		if (!group) break;
		for (const file of group.files) {
			if (Atomics.load(counters, counter.stop) !== 0) break;
			try {
				const bytes = batch.read(group.folder, file);
				Atomics.add(counters, counter.kilobytesDone, Math.round(bytes / 1024));
			} catch (error) {
				if (isDatabaseError(error)) throw error;
				options.onUnreadable(file.path, error);
			}
			files++;
			options.onFile?.();
		}
		if (batch.size() < requestsPerWrite) continue;
		write();
		files = 0;
	}
	if (files > 0) write();
}

/** SQLite's own waiting would sleep for longer and longer while another thread writes; this wakes up immediately. */
function inTurn(counters: SharedCounters, write: () => void): void {
	while (Atomics.compareExchange(counters, counter.writing, 0, 1) !== 0) Atomics.wait(counters, counter.writing, 1);
	try {
		write();
	} finally {
		Atomics.store(counters, counter.writing, 0);
		Atomics.notify(counters, counter.writing, 1);
	}
}
