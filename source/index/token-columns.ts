/** Tokens in the database: columns that several tables have, in one order. */
import type {SQLOutputValue} from 'node:sqlite';
import type {TokenUsage} from '../claude/usage.ts';

export type TokenColumns = [
	input: number,
	output: number,
	cacheRead: number,
	creation5m: number,
	creation1h: number,
	searches: number,
];

/** Of a row as an array; `at`: where the first of the columns is. */
export function usageAt(row: readonly SQLOutputValue[], at: number): TokenUsage {
	return {
		inputTokens: row[at] as number,
		outputTokens: row[at + 1] as number,
		cacheReadInputTokens: row[at + 2] as number,
		cacheCreation5mInputTokens: row[at + 3] as number,
		cacheCreation1hInputTokens: row[at + 4] as number,
		webSearchRequests: row[at + 5] as number,
	};
}
