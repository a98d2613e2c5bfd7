/** Context window, compaction threshold and what the next message costs. */

import {priceBook} from '../accounting/cost.ts';
import type {Basis} from '../accounting/figures.ts';
import type {AutoCompactSettings} from '../claude/events.ts';
import {hasOneMillionSuffix} from '../claude/models/model-id.ts';
import {oneMillionTokens, type Prices} from '../claude/models/models.ts';
import type {NextMessageCost} from './session.ts';

/** The documented rule of thumb for when Claude Code compacts by itself. */
const defaultThresholdShare = 0.95;

/**
 * The context window in tokens. Claude Code's own word (status line, result) wins; more tokens than the model's window
 * prove that the 1M window was picked, because ids in transcripts never carry `[1m]`.
 */
export function contextWindow(facts: {
	reportedTokens: number | null;
	model: string | null;
	largestContextTokens: number;
}): {tokens: number | null; basis: Basis} {
	if (facts.reportedTokens) return {tokens: facts.reportedTokens, basis: 'reported'};
	const byModel = (facts.model === null ? null : priceBook().windowOf(facts.model)) ?? undefined;
	const named = facts.model !== null && hasOneMillionSuffix(facts.model) ? oneMillionTokens : byModel;
	if (named !== undefined && facts.largestContextTokens > named)
		return {tokens: Math.max(oneMillionTokens, named), basis: 'estimated'};
	return {tokens: named ?? null, basis: 'estimated'};
}

/** Where auto-compaction sets in, in tokens; null when it is off or the window is not known. */
export function compactionThreshold(windowTokens: number | null, settings: AutoCompactSettings): number | null {
	if (!settings.enabled || windowTokens === null) return null;
	const window = Math.min(settings.windowTokens ?? windowTokens, windowTokens);
	const share = Math.min(settings.percent === null ? 1 : settings.percent / 100, defaultThresholdShare);
	return Math.round(window * share);
}

/**
 * What sending the history once more costs: read from a warm cache, or written anew when that has gone cold.
 * The answer's own tokens are not in it: nobody knows them before.
 */
export function nextMessageCost(
	contextTokens: number | null,
	prices: Prices | null,
	ttl: '5m' | '1h' | null,
): NextMessageCost {
	if (contextTokens === null || prices === null) return {warmUsd: null, coldUsd: null};
	const write = ttl === '1h' ? prices.cacheWrite1h : prices.cacheWrite5m;
	return {warmUsd: (contextTokens * prices.cacheRead) / 1e6, coldUsd: (contextTokens * write) / 1e6};
}
