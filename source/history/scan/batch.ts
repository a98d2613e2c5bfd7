/**
 * What a scanning thread has read and not yet written: each message once, in one flat array, because hundreds of
 * thousands of small objects would cost more than reading the files did.
 */

import type {Purpose} from '../../core/purpose.ts';

/** Columns of a row, in the order of the database's. */
export const column = {
	key: 0,
	at: 1,
	/** Index into `Batch.sessions`, until written. */
	session: 2,
	/** Index into `Batch.buckets`, until written. */
	bucket: 3,
	requestKey: 4,
	input: 5,
	output: 6,
	cacheRead: 7,
	cacheCreation5m: 8,
	cacheCreation1h: 9,
	webSearches: 10,
} as const;
export const rowLength = 11;

export interface BatchSession {
	sessionId: string;
	configDir: string;
	startedAt: number;
	cwd: string | null;
	title: string | null;
	gitBranch: string | null;
	/** Claude Code's own latest total; `models` is JSON. */
	reported: {at: number; usd: number; models: string | null; tallyStartedAt: number | null} | null;
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
	/** Open addressing: row number + 1 by key, 0 where free. Its length is a power of two. */
	table: Int32Array;
	sessions: BatchSession[];
	sessionIndex: Map<string, number>;
	buckets: BatchBucket[];
	bucketIndex: Map<string, number>;
	compactions: BatchCompaction[];
	files: BatchFile[];
}

export function newBatch(): Batch {
	return {
		rows: new Float64Array(4096 * rowLength),
		size: 0,
		table: new Int32Array(16_384),
		sessions: [],
		sessionIndex: new Map(),
		buckets: [],
		bucketIndex: new Map(),
		compactions: [],
		files: [],
	};
}

/** Forgets what has been written; the memory is used again. */
export function clearBatch(batch: Batch): void {
	batch.size = 0;
	batch.table.fill(0);
	batch.sessions = [];
	batch.sessionIndex = new Map();
	batch.buckets = [];
	batch.bucketIndex = new Map();
	batch.compactions = [];
	batch.files = [];
}

/** Makes room for one more row and returns its offset; `addRow` then decides whether it stays. */
export function nextRow(batch: Batch): number {
	if ((batch.size + 1) * rowLength > batch.rows.length) {
		const grown = new Float64Array(2 * batch.rows.length);
		grown.set(batch.rows);
		batch.rows = grown;
	}
	return batch.size * rowLength;
}

/** Takes the row at `nextRow` in, or merges it into the one that has its key. */
export function addRow(batch: Batch): void {
	const {rows} = batch;
	const row = batch.size * rowLength;
	const key = rows[row]!;
	const mask = batch.table.length - 1;
	let slot = slotOf(key, mask);
	for (let taken = batch.table[slot]!; taken !== 0; taken = batch.table[slot]!) {
		const known = (taken - 1) * rowLength;
		if (rows[known] === key) {
			mergeRow(rows, known, rows, row, isOlder(batch, rows[row + column.session]!, rows[known + column.session]!));
			return;
		}
		slot = (slot + 1) & mask;
	}
	batch.table[slot] = ++batch.size;
	if (batch.size * 2 > batch.table.length) growTable(batch);
}

/** The row of a key, or -1. */
export function findRow(batch: Batch, key: number): number {
	const mask = batch.table.length - 1;
	let slot = slotOf(key, mask);
	for (let taken = batch.table[slot]!; taken !== 0; taken = batch.table[slot]!) {
		if (batch.rows[(taken - 1) * rowLength] === key) return (taken - 1) * rowLength;
		slot = (slot + 1) & mask;
	}
	return -1;
}

function slotOf(key: number, mask: number): number {
	return (key % 0x1_0000_0000) & mask;
}

function growTable(batch: Batch): void {
	batch.table = new Int32Array(2 * batch.table.length);
	const mask = batch.table.length - 1;
	for (let index = 0; index < batch.size; index++) {
		let slot = slotOf(batch.rows[index * rowLength]!, mask);
		while (batch.table[slot] !== 0) slot = (slot + 1) & mask;
		batch.table[slot] = index + 1;
	}
}

/** Whether the conversation of a line is older than the one that has the message: then the other one is a copy. */
function isOlder(batch: Batch, session: number, than: number): boolean {
	if (session === than) return false;
	return isOlderSession(batch.sessions[session]!, batch.sessions[than]!);
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
export function mergeRow(
	known: Float64Array,
	at: number,
	seen: Float64Array,
	from: number,
	takeSession: boolean,
): boolean {
	let changed = false;
	if (seen[from + column.at]! < known[at + column.at]!) {
		known[at + column.at] = seen[from + column.at]!;
		changed = true;
	}
	if (takeSession) {
		known[at + column.session] = seen[from + column.session]!;
		changed = true;
	}
	if (known[at + column.requestKey] === 0 && seen[from + column.requestKey] !== 0) {
		known[at + column.requestKey] = seen[from + column.requestKey]!;
		changed = true;
	}
	if (seen[from + column.output]! <= known[at + column.output]!) return changed;
	known[at + column.bucket] = seen[from + column.bucket]!;
	for (let index: number = column.input; index < rowLength; index++) known[at + index] = seen[from + index]!;
	return true;
}
