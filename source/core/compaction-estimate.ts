/** What compacting a session will cost, before it is done, and whether there is anything to gain by it. */
import {standardPricesOf} from '../accounting/cost.ts';
import {sum} from '../accounting/sum.ts';
import {formatTokens, formatUsd} from './format.ts';
import type {Session} from './session.ts';

export interface CompactionEstimate {
	/** Context tokens now, of all sessions together; null if known for none of them. */
	tokens: number | null;
	/** Null if unknown for at least one of them. */
	costUsd: number | null;
	/** Why there is nothing to gain; null: there may be. */
	nothingToGain: string | null;
}

/** The size in tokens assumed for a first summary. */
const usualSummaryTokens = 4000;
/** Claude Code's own instructions and tools take more than this, and a compaction does not shrink them. */
const smallTokens = 10_000;

/** `now` in ms: whether the cache is still warm decides most of the price. */
export function estimateCompaction(sessions: readonly Session[], now: number): CompactionEstimate {
	const tokens = sessions.flatMap(({context}) => context.tokens ?? []);
	const costs = sessions.map(session => compactionUsd(session, now));
	const reasons = sessions.map(nothingToGain);
	return {
		tokens: tokens.length > 0 ? sum(tokens) : null,
		costUsd: costs.every(cost => cost !== null) ? sum(costs) : null,
		nothingToGain: reasons.find(reason => reason !== null) ?? null,
	};
}

/** A compaction reads the history once more and writes a summary. */
function compactionUsd({next, cache, model, compactions}: Session, now: number): number | null {
	const readUsd = cache !== null && cache.expiresAt > now ? next.warmUsd : next.coldUsd;
	const outputPrice = model === null ? null : (standardPricesOf(model)?.output ?? null);
	if (readUsd === null || outputPrice === null) return null;
	const summaryTokens = compactions.at(-1)?.postTokens ?? usualSummaryTokens;
	return readUsd + (Math.min(summaryTokens, 2 * usualSummaryTokens) * outputPrice) / 1e6;
}

function nothingToGain({name, context, compactions}: Session): string | null {
	const {tokens} = context;
	if (compactions.at(-1)?.messagesSince === 0) return `${name} has just been compacted`;
	if (tokens !== null && tokens < smallTokens) return `${name} has only ${formatTokens(tokens)} tokens of context`;
	return null;
}

/** `≈ $0.04, 596k → ?` */
export function describeEstimate({tokens, costUsd}: CompactionEstimate): string {
	const cost = costUsd === null ? 'price not known' : `≈ ${formatUsd(costUsd)}`;
	return tokens === null ? cost : `${cost}, ${formatTokens(tokens)} → ?`;
}
