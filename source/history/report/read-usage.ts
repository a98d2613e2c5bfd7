/**
 * The sums of the history, priced. Years of them are kept as plain numbers: tens of thousands of small objects that live
 * as long as the report would cost more than reading them.
 */
import type {DatabaseSync} from 'node:sqlite';
import {webSearchUsd} from '../../core/models.ts';
import type {Spent} from './hidden.ts';
import type {StoredBucket} from './read-sessions.ts';

export interface UsageTable {
	/** What transcripts hold of a session, by its number in the database, in order of time. */
	ofSession(session: number): Iterable<Spent>;
}

/** Columns of a row. */
const at = {
	quarter: 0,
	session: 1,
	bucket: 2,
	messages: 3,
	input: 4,
	output: 5,
	cacheRead: 6,
	cacheCreation5m: 7,
	cacheCreation1h: 8,
	webSearches: 9,
} as const;
const rowLength = 10;

export function readUsage(database: DatabaseSync, buckets: ReadonlyMap<number, StoredBucket>): UsageTable {
	const {rows, count} = readRows(database);
	const order = rowsBySession(rows, count);

	function spentAt(row: number): Spent {
		const bucket = buckets.get(rows[row + at.bucket]!)!;
		const {model, purpose, cause} = bucket;
		return {
			...{quarter: rows[row + at.quarter]!, model, purpose, cause},
			usage: {
				inputTokens: rows[row + at.input]!,
				outputTokens: rows[row + at.output]!,
				cacheReadInputTokens: rows[row + at.cacheRead]!,
				cacheCreation5mInputTokens: rows[row + at.cacheCreation5m]!,
				cacheCreation1hInputTokens: rows[row + at.cacheCreation1h]!,
				webSearchRequests: rows[row + at.webSearches]!,
			},
			messages: rows[row + at.messages]!,
			costUsd: costOfRow(rows, row, bucket),
		};
	}

	return {
		*ofSession(session) {
			for (const row of order.get(session) ?? []) yield spentAt(row);
		},
	};
}

function readRows(database: DatabaseSync): {rows: Float64Array; count: number} {
	const select = database.prepare(
		`SELECT quarter, session, bucket, messages, input, output, cache_read, cache_creation_5m, cache_creation_1h,
			web_searches
		FROM history_quarter ORDER BY quarter, session, bucket`,
	);
	select.setReturnArrays(true);
	let rows = new Float64Array(4096 * rowLength);
	let count = 0;
	for (const row of select.iterate() as unknown as Iterable<number[]>) {
		if ((count + 1) * rowLength > rows.length) {
			const grown = new Float64Array(2 * rows.length);
			grown.set(rows);
			rows = grown;
		}
		for (let column = 0; column < rowLength; column++) rows[count * rowLength + column] = row[column]!;
		count++;
	}
	return {rows, count};
}

/** Where each session's rows begin, in order of time. */
function rowsBySession(rows: Float64Array, count: number): Map<number, number[]> {
	const order = new Map<number, number[]>();
	for (let row = 0; row < count * rowLength; row += rowLength) {
		const session = rows[row + at.session]!;
		const known = order.get(session);
		if (known) known.push(row);
		else order.set(session, [row]);
	}
	return order;
}

/** Dollars, or null for a model without a price. */
function costOfRow(rows: Float64Array, row: number, {prices}: StoredBucket): number | null {
	if (!prices) return null;
	const tokensUsd =
		rows[row + at.input]! * prices.input +
		rows[row + at.output]! * prices.output +
		rows[row + at.cacheRead]! * prices.cacheRead +
		rows[row + at.cacheCreation5m]! * prices.cacheWrite5m +
		rows[row + at.cacheCreation1h]! * prices.cacheWrite1h;
	return tokensUsd / 1e6 + rows[row + at.webSearches]! * webSearchUsd;
}
