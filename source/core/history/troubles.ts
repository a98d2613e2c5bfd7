/** Cache misses and API errors over some conversations, as the history view shows them. */
import {missCauseLabel} from '../../claude/statusline/miss-causes.ts';

export interface HistoryTroubles {
	/** Null: none. */
	misses: {
		count: number;
		/** What they cost beyond reading the cache, as far as known. */
		usd: number;
		/** Why, the most frequent first; empty: no status line reported it. */
		causes: readonly {label: string; count: number}[];
	} | null;
	/** Errors that ended a turn; null: none. */
	errors: {
		count: number;
		/** What the turns had cost when they failed. */
		usd: number;
		byReason: readonly {label: string; count: number}[];
	} | null;
}

interface Troubles {
	cacheMisses: number;
	cacheMissUsd: number | null;
	counted: {misses: number; causes: Readonly<Record<string, number>>} | null;
	apiErrors: readonly {at: number; status: number | null; reason: string | null; usd: number}[];
}

/** `isIn`: whether a time (ms) is within what is shown. Misses are known per conversation, not by time. */
export function historyTroubles(all: readonly Troubles[], isIn: (at: number) => boolean): HistoryTroubles {
	const causes = new Map<string, number>();
	const reasons = new Map<string, number>();
	const add = (sums: Map<string, number>, label: string, count: number) =>
		void sums.set(label, (sums.get(label) ?? 0) + count);
	let [missCount, missUsd, errorCount, errorUsd] = [0, 0, 0, 0];
	// A fork's history begins with copies of another's errors.
	const seen = new Set<string>();
	for (const {cacheMisses, cacheMissUsd, counted, apiErrors} of all) {
		missCount += Math.max(cacheMisses, counted?.misses ?? 0);
		missUsd += cacheMissUsd ?? 0;
		for (const [word, count] of Object.entries(counted?.causes ?? {})) add(causes, missCauseLabel(word), count);
		for (const {at, status, reason, usd} of apiErrors) {
			const key = `${at} ${status} ${reason}`;
			if (!isIn(at) || seen.has(key)) continue;
			seen.add(key);
			errorCount++;
			errorUsd += usd;
			add(reasons, status === null ? (reason ?? 'no answer').replaceAll('_', ' ') : String(status), 1);
		}
	}
	return {
		misses: missCount > 0 ? {count: missCount, usd: missUsd, causes: mostFirst(causes)} : null,
		errors: errorCount > 0 ? {count: errorCount, usd: errorUsd, byReason: mostFirst(reasons)} : null,
	};
}

const mostFirst = (sums: ReadonlyMap<string, number>) =>
	[...sums].map(([label, count]) => ({label, count})).sort((a, b) => b.count - a.count);
