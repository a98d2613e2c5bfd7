/**
 * What was spent beyond the requests that were seen one by one, and how well that is known.
 *
 * Metrics count every request: what they have beyond the events is background of an unreported cause. Without telemetry
 * from the start, or with gaps in it, Claude Code's own total says how much is missing, but not what for. With neither,
 * nothing is known and nothing is invented: the figures are a lower bound.
 */

import type {Purpose} from '../claude/telemetry/purpose.ts';
import {unreportedCause} from '../claude/telemetry/purpose.ts';
import {allTokens, noUsage, type TokenUsage} from '../claude/usage.ts';
import type {Conversation} from './conversation.ts';
import {standardPricesOf} from './cost.ts';
import type {Basis} from './figures.ts';
import {type Beyond, beyondRequests} from './metrics-surplus.ts';
import {type Missing, missingFromReports} from './reported-surplus.ts';
import {epsilonUsd} from './running-total.ts';
import {type Moment, reportDelayMs} from './source-lag.ts';

export interface Hidden {
	purpose: Purpose;
	cause: string;
	model: string | null;
	/** Null where only the dollars are known. */
	usage: TokenUsage | null;
	costUsd: number;
	/** Of them today; null: not known. */
	todayUsd: number | null;
	lastAt: number | null;
}

export interface Reckoning {
	basis: Basis;
	partial: boolean;
	hidden: Hidden[];
}

/** A prompt's line and its event are written at nearly the same time. */
const promptSlackMs = 50;

/** Weighs the sources against one another. */
export function reckon(conversation: Conversation, moment: Moment): Reckoning {
	const {isBackground} = conversation;
	const {beyond, holdsAll} = beyondRequests(conversation, moment);
	const metered = beyond.flatMap(part => hiddenOf(conversation, part) ?? []);
	const missing = missingFromReports(conversation, metered, moment.now);
	if (holdsAll && isHeardWhole(conversation) && !contradicts(missing, moment.now))
		return {basis: 'telemetry', partial: isBackground, hidden: metered};
	if (!missing) return {basis: 'estimated', partial: true, hidden: metered};
	const hidden = [...metered, ...unreported(missing, moment)];
	return {basis: 'reported', partial: isBackground || !missing.isWhole, hidden};
}

/** Whether telemetry was received from the conversation's first request on, without a gap. */
function isHeardWhole(conversation: Conversation): boolean {
	const {coverage, promptTimes, parents, lastMetricAt} = conversation;
	if (coverage === null || coverage.lostEvents > 0) return false;
	if (coverage.fromStart) return true;
	// A ccmon that was started after Claude Code, but before anything was asked, has missed nothing either.
	const {firstEventAt} = coverage;
	if (!firstEventAt || lastMetricAt === 0) return false;
	const since = firstEventAt - promptSlackMs;
	// A fork has the prompts of another conversation. Of its own requests it heard all, if it heard the first.
	const isAsked = parents.size > 0 || (promptTimes[0] !== undefined && promptTimes[0] >= since);
	return isAsked && conversation.records.every(({at, durationMs}) => at - (durationMs ?? 0) >= since);
}

/** There is more in Claude Code's total, and telemetry has had the time to tell it: it stopped without being missed. */
function contradicts(missing: Missing | null, now: number): boolean {
	return missing !== null && missing.costUsd > epsilonUsd && now >= missing.at + reportDelayMs;
}

function unreported({parts, at}: Missing, {dayOf, today}: Moment): Hidden[] {
	// What was told before today was spent before today.
	const todayUsd = dayOf(at) === today ? null : 0;
	return parts.map(part => ({...part, purpose: 'background', cause: unreportedCause, todayUsd, lastAt: at}));
}

function hiddenOf(conversation: Conversation, beyond: Beyond): (Hidden & {model: string}) | null {
	const {source, model, costUsd, todayUsd, lastAt} = beyond;
	const usage = beyond.isWhole ? usageOf(beyond) : null;
	const isAuxiliary = source === 'auxiliary';
	// An estimate of what transcripts tell may be above the truth; background is never estimated.
	const isWorthIt = isAuxiliary ? costUsd > epsilonUsd : Math.abs(costUsd) > 1e-9 || (usage && allTokens(usage) > 0);
	if (!isWorthIt) return null;
	const isJudged = conversation.classifierAt !== null && isAuxiliary;
	return {
		purpose: isAuxiliary ? 'background' : source,
		cause: isJudged ? 'unreported (auto-mode checks)' : unreportedCause,
		model,
		usage,
		costUsd,
		todayUsd,
		lastAt,
	};
}

/** Metrics give cache creation as one sum; the dollars tell how much of it was for an hour. */
function usageOf(beyond: Beyond): TokenUsage {
	const usage: TokenUsage = {
		...noUsage,
		inputTokens: beyond.inputTokens,
		outputTokens: beyond.outputTokens,
		cacheReadInputTokens: beyond.cacheReadTokens,
	};
	const written = beyond.cacheCreationTokens;
	const prices = standardPricesOf(beyond.model);
	// An administrator's rates are the same for both lifetimes.
	if (!prices || prices.cacheWrite1h === prices.cacheWrite5m) return {...usage, cacheCreation5mInputTokens: written};
	const rest =
		beyond.costUsd * 1e6 -
		usage.inputTokens * prices.input -
		usage.outputTokens * prices.output -
		usage.cacheReadInputTokens * prices.cacheRead;
	const oneHour = Math.round((rest - written * prices.cacheWrite5m) / (prices.cacheWrite1h - prices.cacheWrite5m));
	usage.cacheCreation1hInputTokens = Math.min(written, Math.max(0, oneHour));
	usage.cacheCreation5mInputTokens = written - usage.cacheCreation1hInputTokens;
	return usage;
}
