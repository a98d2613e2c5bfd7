/**
 * Where the history keeps its messages: sorted pieces, each one value in the database. A message is some numbers, and
 * hundreds of thousands of them are written and searched many times faster in one piece than as rows of a table.
 *
 * A piece never changes. What is learned later about a message stands in a newer piece, and the newest wins. Small pieces
 * are merged into the one that is written, so that there are never more than a few, each larger than the next.
 */
import type {DatabaseSync} from 'node:sqlite';
import {inOneState} from '../platform/database.ts';
import {bytesOf, doublesOf, wordsOf} from './numbers.ts';

/** Columns of a message. Sessions and buckets are ids of their tables. */
export const column = {
	/** 53 bits of the message id. */
	key: 0,
	/** Milliseconds since the epoch. */
	at: 1,
	session: 2,
	bucket: 3,
	input: 4,
	output: 5,
	cacheRead: 6,
	cacheCreation5m: 7,
	cacheCreation1h: 8,
	webSearches: 9,
} as const;
export const rowLength = 10;

/** Messages one after the other, in the order in which they were read. */
export type Rows = Float64Array;

/** The way to messages by their keys: `keys` in their order, each once, and for each the offset of its message in `rows`. */
export interface IndexedRows {
	keys: Float64Array;
	places: Uint32Array;
	rows: Rows;
}

export interface MessageChanges {
	/** A message that was not there. Called in the order of the rows. */
	added(rows: Rows, at: number): void;
	/** Makes of the message that is there and the one that was read the one to keep; false: it stays as it is. */
	merge(known: Rows, at: number, read: Rows, from: number): boolean;
	/** After a merge: what the message was, and what it is now. */
	changed(before: Rows, after: Rows, at: number): void;
}

export interface SegmentStore {
	/** Adds messages, within the caller's transaction. What it is given is used up. */
	write(messages: IndexedRows, changes: MessageChanges): void;
	/** To be called when the transaction of a `write` was rolled back. */
	forget(): void;
	/** Visits each message once, in no particular order. */
	each(visit: (rows: Rows, at: number) => void): void;
}

/** Writing larger ones again and again would take longer than searching a few more of them. */
const mostMerged = 8_000;

interface Segment {
	id: number;
	messages: number;
}

export function createSegmentStore(database: DatabaseSync): SegmentStore {
	const list = database.prepare('SELECT id, messages FROM history_segment ORDER BY id DESC');
	const selectKeys = database.prepare('SELECT keys FROM history_segment WHERE id = ?');
	const selectRest = database.prepare('SELECT places, rows FROM history_segment WHERE id = ?');
	const insert = database.prepare('INSERT INTO history_segment (messages, keys, places, rows) VALUES (?, ?, ?, ?)');
	const remove = database.prepare('DELETE FROM history_segment WHERE id = ?');
	/** Segments never change, and ids of those that were committed are never used again. */
	let keysById = new Map<number, Float64Array>();

	const segments = () => list.all() as unknown as Segment[];

	function keysOf({id}: Segment): Float64Array {
		const keys = keysById.get(id) ?? doublesOf(selectKeys.get(id)?.keys);
		keysById.set(id, keys);
		return keys;
	}

	function load(segment: Segment): IndexedRows {
		const {places, rows} = selectRest.get(segment.id)!;
		return {
			keys: keysOf(segment),
			places: wordsOf(places),
			rows: doublesOf(rows),
		};
	}

	/** Takes out what is there already and stays as it is, and merges what is there and changes. */
	function settle(read: IndexedRows, present: readonly Segment[], changes: MessageChanges): IndexedRows {
		const {keys, places, rows} = read;
		const isKnown = new Uint8Array(keys.length);
		const isKept = new Uint8Array(keys.length);
		for (const segment of present) {
			const stored = keysOf(segment);
			let all: IndexedRows | undefined;
			let from = 0;
			for (let index = 0; index < keys.length && from < stored.length; index++) {
				from = lowerBound(stored, keys[index]!, from);
				if (stored[from] !== keys[index] || isKnown[index]) continue;
				isKnown[index] = 1;
				all ??= load(segment);
				const place = all.places[from]!;
				const before = all.rows.slice(place, place + rowLength);
				const after = before.slice();
				if (!changes.merge(after, 0, rows, places[index]!)) continue;
				isKept[index] = 1;
				rows.set(after, places[index]!);
				changes.changed(before, after, 0);
			}
		}
		const isAllNew = !isKnown.includes(1);
		const added = (isAllNew ? places.slice() : places.filter((_, index) => !isKnown[index])).sort();
		for (let index = 0; index < added.length; index++) changes.added(rows, added[index]!);
		if (isAllNew) return read;
		const stays = (_: number, index: number) => !isKnown[index] || isKept[index] === 1;
		return compact({keys: keys.filter(stays), places: places.filter(stays), rows});
	}

	return {
		write(messages, changes) {
			const present = segments();
			let merged = settle(messages, present, changes);
			if (merged.keys.length === 0) return;
			for (const segment of present) {
				if (segment.messages > Math.min(2 * merged.keys.length, mostMerged)) break;
				merged = mergeSegments(load(segment), merged);
				remove.run(segment.id);
			}
			const {keys, places, rows} = merged;
			const {lastInsertRowid} = insert.run(keys.length, bytesOf(keys), bytesOf(places), bytesOf(rows));
			const left = new Set(segments().map(({id}) => id));
			keysById.set(Number(lastInsertRowid), keys);
			keysById = new Map([...keysById].filter(([id]) => left.has(id)));
		},
		forget: () => keysById.clear(),
		each(visit) {
			const newer: Float64Array[] = [];
			inOneState(database, () => {
				for (const segment of segments()) {
					const {keys, places, rows} = load(segment);
					for (let index = 0; index < keys.length; index++) {
						if (!newer.some(others => has(others, keys[index]!))) visit(rows, places[index]!);
					}
					newer.push(keys);
				}
			});
		},
	};
}

/** The first place from `from` on whose key is not smaller. */
function lowerBound(keys: Float64Array, key: number, from: number): number {
	let low = from;
	let high = keys.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (keys[middle]! < key) low = middle + 1;
		else high = middle;
	}
	return low;
}

function has(keys: Float64Array, key: number): boolean {
	return keys[lowerBound(keys, key, 0)] === key;
}

/** Leaves out rows that no key leads to. */
function compact({keys, places, rows}: IndexedRows): IndexedRows {
	const kept = new Float64Array(keys.length * rowLength);
	const moved = Uint32Array.from(places, (place, index) => {
		kept.set(rows.subarray(place, place + rowLength), index * rowLength);
		return index * rowLength;
	});
	return {keys, places: moved, rows: kept};
}

/** Where both have a key, the newer's message stays; the other is left behind without a way to it. */
function mergeSegments(older: IndexedRows, newer: IndexedRows): IndexedRows {
	const rows = new Float64Array(older.rows.length + newer.rows.length);
	rows.set(older.rows);
	rows.set(newer.rows, older.rows.length);
	const keys = new Float64Array(older.keys.length + newer.keys.length);
	const places = new Uint32Array(keys.length);
	let size = 0;
	let from = 0;
	for (let index = 0; index < newer.keys.length; index++) {
		const key = newer.keys[index]!;
		for (; from < older.keys.length && older.keys[from]! < key; from++) {
			keys[size] = older.keys[from]!;
			places[size++] = older.places[from]!;
		}
		if (older.keys[from] === key) from++;
		keys[size] = key;
		places[size++] = newer.places[index]! + older.rows.length;
	}
	keys.set(older.keys.subarray(from), size);
	places.set(older.places.subarray(from), size);
	size += older.keys.length - from;
	return {keys: keys.slice(0, size), places: places.slice(0, size), rows};
}
