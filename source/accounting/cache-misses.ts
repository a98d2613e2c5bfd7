/** Cache misses as Claude Code counts them. Each process starts again from zero, so the counts of earlier ones are kept. */
import type {CacheMisses} from '../claude/statusline/statusline-seen.ts';

export interface CountedMisses {
	/** Of the latest process. */
	latest: CacheMisses;
	/** Of all processes before it, added up. */
	earlier: CacheMisses | null;
}

export function addMisses(known: CountedMisses | null, seen: CacheMisses): CountedMisses {
	if (known === null) return {latest: seen, earlier: null};
	const {latest, earlier} = known;
	if (seen.requests >= latest.requests) return {latest: seen, earlier};
	return {latest: seen, earlier: earlier ? sumOf(earlier, latest) : latest};
}

/** Of all processes that were seen. */
export const allMisses = ({latest, earlier}: CountedMisses): CacheMisses => (earlier ? sumOf(earlier, latest) : latest);

function sumOf(a: CacheMisses, b: CacheMisses): CacheMisses {
	const causes = new Map(Object.entries(a.causes));
	for (const [cause, count] of Object.entries(b.causes)) causes.set(cause, (causes.get(cause) ?? 0) + count);
	return {requests: a.requests + b.requests, misses: a.misses + b.misses, causes: Object.fromEntries(causes)};
}
