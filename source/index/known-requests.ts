/**
 * The keys by which requests are recognized: each one's `idsKey` and `promptKey` (accounting/identity.ts), mixed with the number
 * of its folder, because a copied folder has sums of its own. Pairs of key and row are stored packed in a few blobs and, once
 * one is asked for, in a hash table in memory. Table rows with such random keys would take longer to write than the
 * transcripts take to read (docs/decisions/known-requests.md).
 */
import type {DatabaseSync} from 'node:sqlite';
import {createKeyTable} from './key-table.ts';

export interface KnownRequests {
	isEmpty(): boolean;
	/** Rows of the requests with one of the keys. */
	rows(keys: readonly number[]): ReadonlySet<number>;
	/** Adds a pair, to be stored by `save`. */
	add(key: number, row: number): void;
	/** Reads what other threads and processes have added. True: there was something new. */
	refresh(): boolean;
	/** Runs within the caller's transaction. */
	save(): void;
	/** To be called when the transaction of the last `save` was rolled back. */
	forget(): void;
}

/** Every scan adds a piece; this many small ones are merged. Those of a first scan are larger. */
const maxSmallPieces = 64;
const smallPieceBytes = 2 ** 16;

export function createKnownRequests(database: DatabaseSync): KnownRequests {
	const select = database.prepare('SELECT id, keys FROM known_requests WHERE id > ? ORDER BY id');
	select.setReturnArrays(true);
	const insert = database.prepare('INSERT INTO known_requests (keys) VALUES (?)');
	const newest = database.prepare('SELECT max(id) AS id FROM known_requests');
	let table = createKeyTable();
	let fresh: number[] = [];
	let readTo = 0;
	let isRead = false;

	function refresh(): boolean {
		isRead = true;
		if (Number(newest.get()?.id ?? 0) === readTo) return false;
		for (const [id, keys] of select.iterate(readTo) as Iterable<unknown> as Iterable<[number, Uint8Array]>) {
			const pairs = new Float64Array(keys.slice().buffer);
			for (let at = 0; at < pairs.length; at += 2) table.add(pairs[at]!, pairs[at + 1]!);
			readTo = id;
		}
		return true;
	}

	function isEmpty(): boolean {
		if (!isRead) refresh();
		return table.isEmpty();
	}

	return {
		isEmpty,
		rows(keys) {
			if (isEmpty()) return nothing;
			let rows: Set<number> | null = null;
			for (const key of keys) if (key !== 0) rows = table.find(key, rows);
			return rows ?? nothing;
		},
		add(key, row) {
			if (key === 0) return;
			fresh.push(key, row);
			table.add(key, row);
		},
		refresh,
		save() {
			if (fresh.length === 0) return;
			refresh();
			readTo = Number(insert.run(bytesOf(Float64Array.from(fresh))).lastInsertRowid);
			fresh = [];
			const merged = mergePieces(database);
			if (merged !== null) readTo = merged;
		},
		forget() {
			table = createKeyTable();
			fresh = [];
			readTo = 0;
		},
	};
}

const nothing: ReadonlySet<number> = new Set();

const bytesOf = (pairs: Float64Array) => new Uint8Array(pairs.buffer, pairs.byteOffset, pairs.byteLength);

/** The id of the merged piece; null: nothing was merged. */
function mergePieces(database: DatabaseSync): number | null {
	const count = database.prepare('SELECT count(*) AS pieces FROM known_requests WHERE length(keys) < ?');
	if (Number(count.get(smallPieceBytes)?.pieces) <= maxSmallPieces) return null;
	const small = database.prepare('SELECT id, keys FROM known_requests WHERE length(keys) < ?').all(smallPieceBytes);
	const pieces = small.map(({keys}) => keys as Uint8Array);
	const remove = database.prepare('DELETE FROM known_requests WHERE id = ?');
	for (const {id} of small) remove.run(Number(id));
	const merged = database.prepare('INSERT INTO known_requests (keys) VALUES (?)').run(Buffer.concat(pieces));
	return Number(merged.lastInsertRowid);
}
