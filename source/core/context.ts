/** Context window, compaction threshold and what the next message costs. */

import {priceBook} from '../accounting/cost.ts';
import type {ConversationFacts} from '../accounting/facts.ts';
import type {Basis} from '../accounting/figures.ts';
import type {AutoCompactSettings, AutomaticCompaction} from '../claude/compaction.ts';
import type {CompactionSeen} from '../claude/events.ts';
import {hasOneMillionSuffix} from '../claude/models/model-id.ts';
import {oneMillionTokens, type Prices, resolveModel} from '../claude/models/models.ts';
import {autoCompactWindow, picksOneMillion} from '../claude/settings/auto-compact.ts';
import {type CompactionMemory, heldTokens, provenWindow} from './compaction-memory.ts';
import type {NextMessageCost, ThresholdFigures} from './session.ts';

/** What Claude Code keeps free of the window: room for an answer, and for the summary itself. */
const answerTokens = 20_000;
const summaryTokens = 13_000;
/** The window of models without a 1M one. */
const standardWindow = 200_000;

/**
 * The window that a session's status line says, in tokens; null: it says none, or it is of another model than the one that
 * has answered since.
 */
export function reportedWindow(
	facts: Pick<ConversationFacts, 'statusline' | 'model' | 'cacheWrittenAt'>,
): number | null {
	const {statusline, model, cacheWrittenAt} = facts;
	if (statusline === null) return null;
	const isOlder = statusline.at < (cacheWrittenAt ?? 0);
	return isOlder && areOtherModels(statusline.model, model) ? null : statusline.windowTokens;
}

/** What a compaction that has just been seen tells about the threshold; null: nothing, as where a person asked for it. */
export function automaticCompaction(event: CompactionSeen, facts: ConversationFacts): AutomaticCompaction | null {
	const {agentId, trigger, preTokens, at} = event;
	const {model, largestContextTokens} = facts;
	if (agentId !== null || trigger !== 'auto' || preTokens === null || model === null) return null;
	const tokens = {largestTokens: largestContextTokens || null, preTokens};
	const reportedTokens = reportedWindow(facts);
	return {model, windowTokens: provenWindow(reportedTokens, heldTokens(tokens, reportedTokens)), ...tokens, at};
}

/**
 * The auto-compact window, in tokens, by which settings explain a compaction: it came at their threshold or later, and before
 * there would have been one without them. It says nothing of where Claude Code compacts once they have changed. Null: they
 * do not explain it.
 */
export function explainingWindow(compaction: AutomaticCompaction, settings: AutoCompactSettings): number | null {
	const {model, windowTokens: reportedTokens, preTokens} = compaction;
	const modelTokens = priceBook().windowOf(model);
	const largestContextTokens = heldTokens(compaction, reportedTokens ?? modelTokens);
	const {tokens} = contextWindow({reportedTokens, model, settings, largestContextTokens});
	const ownTokens = provenWindow(modelTokens ?? tokens, largestContextTokens);
	if (tokens === null || ownTokens === null) return null;
	const usedTokens = Math.min(autoCompactWindow(settings, model) ?? tokens, tokens);
	const isEarly = preTokens < thresholdOf(ownTokens, null);
	return isEarly && preTokens >= thresholdOf(usedTokens, settings.percent) ? usedTokens : null;
}

/** A gateway may have two names for one model: only names that are known are compared. */
function areOtherModels(a: string | null, b: string | null): boolean {
	const [one, other] = [a, b].map(id => id && resolveModel(id));
	return Boolean(one && other && one !== other);
}

/** The context window in tokens: as Claude Code reports it (status line, result), else as chosen, else the model's. */
export function contextWindow(facts: {
	reportedTokens: number | null;
	model: string | null;
	settings: AutoCompactSettings;
	largestContextTokens: number;
}): {tokens: number | null; basis: Basis} {
	const claimed = facts.reportedTokens || modelWindow(facts.model, facts.settings);
	const tokens = provenWindow(claimed, facts.largestContextTokens);
	return {tokens, basis: facts.reportedTokens && tokens === facts.reportedTokens ? 'reported' : 'estimated'};
}

function modelWindow(model: string | null, settings: AutoCompactSettings): number | null {
	if (model === null) return null;
	const {maxContext} = settings;
	if (maxContext && (maxContext.isOfAll || resolveModel(model) === null)) return maxContext.tokens;
	const window = priceBook().windowOf(model);
	if (settings.oneMillionOff) return window && Math.min(window, standardWindow);
	if (hasOneMillionSuffix(model) || picksOneMillion(settings, model)) return Math.max(window ?? 0, oneMillionTokens);
	return window;
}

const noThreshold: ThresholdFigures = {thresholdTokens: null, thresholdBasis: null, seenCompactions: 0};

/**
 * Where Claude Code compacts by itself: exact if a window is set; else where it was seen to do so, else where its servers
 * usually have it. No threshold when it is off, the window is not known, or the window has no room beside the reserve.
 */
export function compactionThreshold(
	facts: {windowTokens: number | null; model: string | null; settings: AutoCompactSettings},
	memory: CompactionMemory,
): ThresholdFigures {
	const {windowTokens, model, settings} = facts;
	if (!settings.enabled || windowTokens === null || model === null) return noThreshold;
	const setTokens = autoCompactWindow(settings, model);
	const seen = setTokens === null ? memory.thresholdOf(model, windowTokens) : null;
	if (seen) return {thresholdTokens: seen.tokens, thresholdBasis: 'seen', seenCompactions: seen.count};
	const tokens = thresholdOf(Math.min(setTokens ?? windowTokens, windowTokens), settings.percent);
	if (tokens <= 0) return noThreshold;
	return {thresholdTokens: tokens, thresholdBasis: setTokens === null ? 'expected' : 'set', seenCompactions: 0};
}

/** Claude Code's own formula; `percent` is its CLAUDE_AUTOCOMPACT_PCT_OVERRIDE. */
function thresholdOf(windowTokens: number, percent: number | null): number {
	const usable = windowTokens - answerTokens;
	const latest = usable - summaryTokens;
	return percent === null ? latest : Math.min(Math.floor((usable * percent) / 100), latest);
}

/** Claude Code compacts an idle session when nine tenths of the lifetime of its one-hour cache are over. */
const idleMarginMs = 6 * 60_000;

/** When Claude Code will compact a session that stays idle, in ms; null: it will not. */
export function idleCompactionAt(
	facts: {tokens: number | null; cache: {expiresAt: number; ttl: '5m' | '1h'} | null},
	settings: AutoCompactSettings,
): number | null {
	const {tokens, cache} = facts;
	if (!settings.enabled || settings.idleMinTokens === null || tokens === null) return null;
	if (cache?.ttl !== '1h' || tokens < settings.idleMinTokens) return null;
	return cache.expiresAt - idleMarginMs;
}

/**
 * What sending the history once more costs: read from a warm cache, or written again when that has gone cold.
 * The answer's own tokens are not included: they cannot be known in advance.
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
