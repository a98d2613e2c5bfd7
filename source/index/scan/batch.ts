/**
 * What a scanning thread has read and not yet written: each message once, in one flat array, because hundreds of
 * thousands of small objects would cost more than reading the files did.
 */

import type {Purpose} from '../../claude/telemetry/purpose.ts';
import {column, type IndexedRows, type Rows, rowLength} from '../segments.ts';

export interface BatchSession {
	sessionId: string;
	configDir: string;
	startedAt: number;
	cwd: string | null;
	title: string | null;
	gitBranch: string | null;
	/** Claude Code's own latest total; `models` is JSON. */
	reported: {at: number; usd: number; models: string | null; totalStartedAt: number | null} | null;
}

export interface BatchBucket {
	model: string;
	speed: 'standard' | 'fast';
	inferenceGeo: string;
	promptTier: number;
	purpose: Purpose;
	cause: string;
}

export interface BatchCompaction {
	id: string;
	/** Index into `Batch.sessions`. */
	session: number;
	at: number;
	trigger: string;
	preTokens: number | null;
	postTokens: number | null;
}

/** A file that has been read to `readTo`. */
export interface BatchFile {
	path: string;
	inode: number;
	sizeBytes: number;
	modifiedAt: number;
	readTo: number;
	mark: number;
	sessionId: string | null;
}

export interface Batch {
	rows: Float64Array;
	/** Rows in use. */
	size: number;
	sessions: BatchSession[];
	sessionIndex: Map<string, number>;
	buckets: BatchBucket[];
	bucketIndex: Map<string, number>;
	/** The same by a hash of the bytes that name a bucket. */
	bucketByHash: Map<number, number>;
	compactions: BatchCompaction[];
	files: BatchFile[];
}

export function newBatch(): Batch {
	return {
		rows: new Float64Array(4096 * rowLength),
		size: 0,
		sessions: [],
		sessionIndex: new Map(),
		buckets: [],
		bucketIndex: new Map(),
		bucketByHash: new Map(),
		compactions: [],
		files: [],
	};
}

/** Forgets what has been written; the memory is used again. */
export function clearBatch(batch: Batch): void {
	const {rows} = batch;
	Object.assign(batch, newBatch(), {rows});
}

/** Takes one more row and returns its offset, to be filled. */
export function addRow(batch: Batch): number {
	const at = batch.size++ * rowLength;
	if (at + rowLength > batch.rows.length) {
		const grown = new Float64Array(2 * batch.rows.length);
		grown.set(batch.rows);
		batch.rows = grown;
	}
	return at;
}

/** The offset of the row that was taken last. */
export const lastRow = (batch: Batch): number => (batch.size - 1) * rowLength;

/**
 * The batch's messages by their keys, the sights of each merged into the first. `isOlder` tells whether the conversation
 * at the first offset is older than the one at the second. The rows are the batch's own.
 */
export function indexRows({rows, size}: Batch, isOlder: (at: number, than: number) => boolean): IndexedRows {
	// A key's upper part with the row's number below it sorts without comparing function, and leads back to the row.
	const order = new Float64Array(size);
	const numbers = 2 ** Math.ceil(Math.log2(size + 1));
	for (let index = 0; index < size; index++) {
		const key = rows[index * rowLength]!;
		order[index] = Math.floor(key / numbers) * numbers + index;
	}
	order.sort();
	const keys = new Float64Array(size);
	const places = new Uint32Array(size);
	let count = 0;
	for (let index = 0; index < size; index++) {
		// A remainder of numbers this large is slow to come by.
		const place = (order[index]! - Math.floor(order[index]! / numbers) * numbers) * rowLength;
		const key = rows[place]!;
		// Rows with the same upper part stand in the order in which they were read: the last ones find their own place.
		let at = count;
		while (at > 0 && keys[at - 1]! > key) at--;
		if (at > 0 && keys[at - 1] === key) {
			mergeRow(rows, places[at - 1]!, rows, place, isOlder(place, places[at - 1]!));
			continue;
		}
		if (at < count) {
			keys.copyWithin(at + 1, at, count);
			places.copyWithin(at + 1, at, count);
		}
		keys[at] = key;
		places[at] = place;
		count++;
	}
	return {keys: keys.subarray(0, count), places: places.subarray(0, count), rows: rows.subarray(0, size * rowLength)};
}

export function isOlderSession(
	session: {startedAt: number; sessionId: string},
	than: {startedAt: number; sessionId: string},
): boolean {
	if (session.startedAt !== than.startedAt) return session.startedAt < than.startedAt;
	return session.sessionId < than.sessionId;
}

/**
 * Merges two sights of one message, whichever comes first: the larger output is the final one, the earlier time the
 * message's. Returns whether anything changed.
 */
export function mergeRow(known: Rows, at: number, seen: Rows, from: number, takeSession: boolean): boolean {
	let changed = false;
	if (seen[from + column.at]! < known[at + column.at]!) {
		known[at + column.at] = seen[from + column.at]!;
		changed = true;
	}
	if (takeSession) {
		known[at + column.session] = seen[from + column.session]!;
		changed = true;
	}
	if (seen[from + column.output]! <= known[at + column.output]!) return changed;
	known[at + column.bucket] = seen[from + column.bucket]!;
	for (let index: number = column.input; index < rowLength; index++) known[at + index] = seen[from + index]!;
	return true;
}
