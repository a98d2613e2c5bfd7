/** One thread's share of a scan: takes the next file nobody has taken, reads it, writes when enough has come together. */
import type {DatabaseSync} from 'node:sqlite';
import {type Batch, newBatch} from './batch.ts';
import {createLineReader} from './read-lines.ts';
import {type FileScan, scanFile} from './scan-file.ts';
import {createBatchWriter} from './write-batch.ts';

/** Shared between the threads of a scan; see `counterNames`. */
export type SharedCounters = Int32Array;

export const counter = {
	/** Index of the next file to take. */
	next: 0,
	filesDone: 1,
	/** In units of 1024 bytes. */
	kilobytesDone: 2,
	/** Not 0: stop after the present file. */
	stop: 3,
} as const;
export const counterCount = 4;

export interface ScanThreadOptions {
	database: DatabaseSync;
	files: readonly FileScan[];
	counters: SharedCounters;
	/** Messages that the database holds already. */
	messagesBefore: number;
	/** How many to write at once; decided by what is there if it is not given. */
	rowsPerWrite?: number;
	onFile?(): void;
	onProblem(path: string, error: unknown): void;
	onBrokenLines(path: string, count: number): void;
}

const fewestRows = 20_000;
const mostRows = 250_000;

/**
 * A message's key is random, so a transaction touches nearly every page of the table: to write in proportion to what is
 * there keeps all writing together to a small multiple of the table's size.
 */
function rowsPerWrite(messages: number): number {
	return Math.min(mostRows, Math.max(fewestRows, messages / 2));
}

export function runScanThread(options: ScanThreadOptions): void {
	const {files, counters} = options;
	const batch: Batch = newBatch();
	const reader = createLineReader();
	const writer = createBatchWriter(options.database);
	let messages = options.messagesBefore;
	let limit = options.rowsPerWrite ?? rowsPerWrite(messages);
	const flush = () => {
		messages += 2 * batch.size;
		limit = options.rowsPerWrite ?? rowsPerWrite(messages);
		writer.write(batch);
	};
	while (Atomics.load(counters, counter.stop) === 0) {
		const scan = files[Atomics.add(counters, counter.next, 1)];
		if (!scan) break;
		try {
			const {bytesRead, brokenLines} = scanFile(scan, batch, reader);
			Atomics.add(counters, counter.kilobytesDone, Math.round(bytesRead / 1024));
			if (brokenLines > 0) options.onBrokenLines(scan.file.path, brokenLines);
		} catch (error) {
			options.onProblem(scan.file.path, error);
		}
		Atomics.add(counters, counter.filesDone, 1);
		if (batch.size >= limit) flush();
		options.onFile?.();
	}
	if (batch.files.length > 0) flush();
}
