/**
 * Bounds for figures from outside. Larger ones are mistakes or attacks, and a single one would spoil every sum, make
 * dates throw, or exceed what SQLite returns as a number, so they are treated as unknown from the start.
 */

/** Of one request or one total. */
export const maxTokens = 1e12;
/** Of one request or one total, in US dollars. */
export const maxUsd = 1e6;
/** The year 2200, in ms since the epoch: `Date` itself ends at 8.64e15. */
export const lastTime = 7_258_118_400_000;
export const maxDurationMs = 1e11;

const within = (value: unknown, from: number, to: number): number | null =>
	typeof value === 'number' && value >= from && value <= to ? value : null;

/** A whole count of tokens or of anything else; null: not a plausible count. */
export function boundedCount(value: unknown): number | null {
	const count = within(value, 0, maxTokens);
	return count === null ? null : Math.trunc(count);
}

export const boundedUsd = (value: unknown): number | null => within(value, 0, maxUsd);

/** Whole milliseconds since the epoch. */
export function boundedTime(value: unknown): number | null {
	const time = within(value, 0, lastTime);
	return time === null ? null : Math.floor(time);
}

export const boundedDurationMs = (value: unknown): number | null => within(value, 0, maxDurationMs);
