/** One thread's share of a scan: takes the next group nobody has taken, reads it, writes when enough has come together. */
import type {DatabaseSync} from 'node:sqlite';
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
	/** Not 0: stop after the present file. */
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
	/** How many requests to write at once, about. */
	requestsPerWrite?: number;
	onFile?(): void;
	onUnreadable(path: string, error: unknown): void;
	onProblem(problem: Problem): void;
}

/**
 * What a scan loses that is killed, and what each thread needs memory for several times over. One thread reads while the
 * other writes, but for the last that each writes: with more, that is long.
 */
const usualRequests = 3000;
const cacheKilobytes = 8192;

export function runScanThread(options: ScanThreadOptions): void {
	const {database, groups, counters, now, onProblem, requestsPerWrite = usualRequests} = options;
	// A transaction that outgrows it is written twice over, page by page.
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

/** SQLite would let a thread sleep for longer and longer while another writes; this wakes it at once. */
function inTurn(counters: SharedCounters, write: () => void): void {
	while (Atomics.compareExchange(counters, counter.writing, 0, 1) !== 0) Atomics.wait(counters, counter.writing, 1);
	try {
		write();
	} finally {
		Atomics.store(counters, counter.writing, 0);
		Atomics.notify(counters, counter.writing, 1);
	}
}
