/** The sums of the history, one by one in order of time, priced. */
import type {DatabaseSync} from 'node:sqlite';
import {webSearchUsd} from '../../core/models.ts';
import type {TokenUsage} from '../../core/usage.ts';
import type {StoredBucket} from './read-sessions.ts';

/** quarter, session, bucket, messages, input, output, cache read, cache creation 5m and 1h, web searches. */
export type UsageRow = readonly [
	quarter: number,
	session: number,
	bucket: number,
	messages: number,
	input: number,
	output: number,
	cacheRead: number,
	cacheCreation5m: number,
	cacheCreation1h: number,
	webSearches: number,
];

/** All rows; a year of heavy use is some tens of thousands. */
export function readUsage(database: DatabaseSync): readonly UsageRow[] {
	const select = database.prepare(
		`SELECT quarter, session, bucket, messages, input, output, cache_read, cache_creation_5m, cache_creation_1h,
			web_searches
		FROM history_quarter ORDER BY quarter, session, bucket`,
	);
	select.setReturnArrays(true);
	return select.all() as unknown as UsageRow[];
}

export function usageOf(row: UsageRow): TokenUsage {
	return {
		inputTokens: row[4],
		outputTokens: row[5],
		cacheReadInputTokens: row[6],
		cacheCreation5mInputTokens: row[7],
		cacheCreation1hInputTokens: row[8],
		webSearchRequests: row[9],
	};
}

/** Dollars, or null for a model without a price. */
export function costOfRow(row: UsageRow, {prices}: StoredBucket): number | null {
	if (!prices) return null;
	const tokensUsd =
		row[4] * prices.input +
		row[5] * prices.output +
		row[6] * prices.cacheRead +
		row[7] * prices.cacheWrite5m +
		row[8] * prices.cacheWrite1h;
	return tokensUsd / 1e6 + row[9] * webSearchUsd;
}
