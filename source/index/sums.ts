/**
 * What a conversation used, added up by quarter of an hour: one value of the database for each conversation, since a
 * report reads all of them, and tens of thousands of rows would take it longer than all the rest.
 */
import type {DatabaseSync} from 'node:sqlite';
import {bytesOf, doublesOf} from './numbers.ts';

/** Columns of a sum. */
export const sum = {
	/** Milliseconds since the epoch / 900,000. */
	quarter: 0,
	/** An id of `history_bucket`. */
	bucket: 1,
	messages: 2,
	/** From here on in the order of a message's columns. */
	input: 3,
	output: 4,
	cacheRead: 5,
	cacheCreation5m: 6,
	cacheCreation1h: 7,
	webSearches: 8,
} as const;
export const sumLength = 9;

/** Sums one after the other, in the order of quarter and bucket, each pair once. */
export type Sums = Float64Array<ArrayBuffer>;

export interface SumStore {
	/** Adds to what is stored of a session. `added` is in the same order; counts may be negative. */
	add(session: number, added: Sums): void;
}

export function createSumStore(database: DatabaseSync): SumStore {
	const select = database.prepare('SELECT sums FROM history_sums WHERE session = ?');
	const put = database.prepare('INSERT INTO history_sums VALUES (?, ?) ON CONFLICT DO UPDATE SET sums = excluded.sums');
	return {
		add(session, added) {
			const stored = select.get(session);
			put.run(session, bytesOf(stored ? mergeSums(doublesOf(stored.sums), added) : added));
		},
	};
}

/** By the session's number in the database. */
export function readSums(database: DatabaseSync): Map<number, Sums> {
	const select = database.prepare('SELECT session, sums FROM history_sums');
	select.setReturnArrays(true);
	const rows = select.all() as unknown as [number, Uint8Array][];
	return new Map(rows.map(([session, value]) => [session, doublesOf(value)]));
}

/** Sums of nothing are left out. */
export function mergeSums(stored: Sums, added: Sums): Sums {
	const merged = new Float64Array(stored.length + added.length);
	let size = 0;
	const take = (sums: Sums, at: number) => {
		if (sums[at + sum.messages] === 0) return;
		for (let column = 0; column < sumLength; column++) merged[size + column] = sums[at + column]!;
		size += sumLength;
	};
	let at = 0;
	for (let from = 0; from < added.length; from += sumLength) {
		for (; at < stored.length && isBefore(stored, at, added, from); at += sumLength) take(stored, at);
		if (at < stored.length && !isBefore(added, from, stored, at)) {
			for (let column = sum.messages; column < sumLength; column++) added[from + column]! += stored[at + column]!;
			at += sumLength;
		}
		take(added, from);
	}
	for (; at < stored.length; at += sumLength) take(stored, at);
	return merged.slice(0, size);
}

function isBefore(some: Sums, at: number, others: Sums, from: number): boolean {
	const apart = some[at + sum.quarter]! - others[from + sum.quarter]!;
	return apart === 0 ? some[at + sum.bucket]! < others[from + sum.bucket]! : apart < 0;
}
