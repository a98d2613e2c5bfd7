/**
 * Where Claude Code really compacted by itself on this machine, by model and window. Unless a window is set, nothing else
 * tells: the servers decide, possibly differently for each account.
 */
import {priceBook} from '../accounting/cost.ts';
import type {AutomaticCompaction} from '../claude/compaction.ts';
import {modelKey, oneMillionTokens} from '../claude/models/models.ts';

/** A single one may have come early or late because of a large answer. */
const fewest = 2;
/** Newest: the servers' defaults change. */
const most = 10;

export interface SeenThreshold {
	/** The median of the newest; of two in the middle, the earlier. */
	tokens: number;
	/** How many it is the median of. */
	count: number;
}

export interface CompactionMemory {
	/** True if it is new. A compaction may be added twice: forks copy its line, and the index has read it too. */
	add(compaction: AutomaticCompaction): boolean;
	/** Null: fewer than two were seen. */
	thresholdOf(model: string, windowTokens: number): SeenThreshold | null;
}

export function createCompactionMemory(): CompactionMemory {
	const seen = new Map<string, {at: number; preTokens: number}[]>();
	const keyOf = (model: string, windowTokens: number) => `${modelKey(model)}|${windowTokens}`;
	return {
		add(compaction) {
			const {model, windowTokens, preTokens, at} = compaction;
			const ownTokens = priceBook().windowOf(model);
			const window = windowTokens ?? provenWindow(ownTokens, heldTokens(compaction, ownTokens));
			if (window === null) return false;
			const key = keyOf(model, window);
			const known = seen.get(key) ?? [];
			if (known.some(one => one.at === at && one.preTokens === preTokens)) return false;
			const newest = [...known, {at, preTokens}].sort((a, b) => b.at - a.at).slice(0, most);
			seen.set(key, newest);
			return true;
		},
		thresholdOf(model, windowTokens) {
			const newest = seen.get(keyOf(model, windowTokens)) ?? [];
			if (newest.length < fewest) return null;
			const sizes = newest.map(({preTokens}) => preTokens).sort((a, b) => a - b);
			// Where it waits for the API to refuse a request, that request was larger.
			return {tokens: Math.min(sizes[(sizes.length - 1) >> 1]!, windowTokens), count: sizes.length};
		},
	};
}

/**
 * More tokens than a window prove the larger one, no matter who claimed the smaller; ids in transcripts never carry `[1m]`.
 * Null: it is larger than any that is known.
 */
export function provenWindow(claimedTokens: number | null, largestTokens: number): number | null {
	if (claimedTokens === null || largestTokens <= claimedTokens) return claimedTokens;
	return largestTokens <= oneMillionTokens ? oneMillionTokens : null;
}

/** What the API refuses as too long was one prompt too many: seen with 52,378 tokens above the window. */
const mostRefusedTokens = 200_000;

/**
 * How many tokens of a compaction its window held for certain: those that the API answered, unless there were more
 * above the claimed window than one prompt can have brought.
 */
export const heldTokens = (
	{largestTokens, preTokens}: Pick<AutomaticCompaction, 'largestTokens' | 'preTokens'>,
	claimedTokens: number | null,
): number =>
	claimedTokens !== null && preTokens > claimedTokens + mostRefusedTokens ? preTokens : (largestTokens ?? preTokens);
