/** One thread's share of a scan: takes the next file nobody has taken, reads it, writes when enough has come together. */
import type {DatabaseSync} from 'node:sqlite';
import {type Batch, newBatch} from './batch.ts';
import {createFileScanner, type FileScan} from './scan-file.ts';
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
	/** How many messages to write at once, about. */
	rowsPerWrite?: number;
	onFile?(): void;
	onProblem(path: string, error: unknown): void;
	onBrokenLines(path: string, count: number): void;
}

/** Some megabytes: what a scan loses that is killed. */
const usualRows = 25_000;

export function runScanThread(options: ScanThreadOptions): void {
	const {files, counters, rowsPerWrite = usualRows} = options;
	const batch: Batch = newBatch();
	const scanner = createFileScanner(batch);
	const writer = createBatchWriter(options.database);
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
		if (batch.size >= rowsPerWrite) writer.write(batch);
		options.onFile?.();
	}
	if (batch.files.length > 0) writer.write(batch);
}
