/** One thread's share of a scan: takes the next file nobody has taken, reads it, writes when enough has come together. */
import type {DatabaseSync} from 'node:sqlite';
import {type Batch, newBatch} from './batch.ts';
import {createFileScanner, type FileScan} from './scan-file.ts';
import {createBatchWriter} from './write-batch.ts';

/** Shared between the threads of a scan; see `counter`. */
export type SharedCounters = Int32Array;

export const counter = {
	/** Index of the next file to take. */
	next: 0,
	filesDone: 1,
	/** In units of 1024 bytes. */
	kilobytesDone: 2,
	/** Not 0: stop after the present file. */
	stop: 3,
	/** 1: a thread is writing. */
	writing: 4,
} as const;
export const counterCount = 5;
export const newCounters = (): SharedCounters => new Int32Array(new SharedArrayBuffer(4 * counterCount));

export interface ScanThreadOptions {
	database: DatabaseSync;
	files: readonly FileScan[];
	counters: SharedCounters;
	/** How many messages to write at once, about. */
	rowsPerWrite?: number;
	onFile?(): void;
	onProblem(path: string, error: unknown): void;
	onBrokenLines(path: string, count: number): void;
}

/** What a scan loses that is killed, and what each thread needs memory for several times over. */
const usualRows = 12_500;

export function runScanThread(options: ScanThreadOptions): void {
	const {files, counters, rowsPerWrite = usualRows} = options;
	const batch: Batch = newBatch();
	const scanner = createFileScanner(batch);
	const writer = createBatchWriter(options.database);
	const write = () => inTurn(counters, () => writer.write(batch));
	while (Atomics.load(counters, counter.stop) === 0) {
		const scan = files[Atomics.add(counters, counter.next, 1)];
		if (!scan) break;
		try {
			const {bytesRead, brokenLines} = scanner.scan(scan);
			Atomics.add(counters, counter.kilobytesDone, Math.round(bytesRead / 1024));
			if (brokenLines > 0) options.onBrokenLines(scan.file.path, brokenLines);
		} catch (error) {
			options.onProblem(scan.file.path, error);
		}
		Atomics.add(counters, counter.filesDone, 1);
		if (batch.size >= rowsPerWrite) write();
		options.onFile?.();
	}
	if (batch.files.length > 0) write();
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
