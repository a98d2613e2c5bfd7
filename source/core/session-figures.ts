/** Makes a `Session` from a conversation and its process. */

import type {Conversation} from '../accounting/conversation.ts';
import {paidPricesOf, paidShare} from '../accounting/cost.ts';
import type {Costs} from '../accounting/costs.ts';
import type {Details} from '../accounting/details.ts';
import {highestOf} from '../accounting/extremes.ts';
import type {ShownFacts} from '../accounting/shown-facts.ts';
import type {AutoCompactSettings} from '../claude/compaction.ts';
import type {ProcessInfo} from '../claude/events.ts';
import {modelName} from '../claude/models/models.ts';
import type {CompactionMemory} from './compaction-memory.ts';
import {compactionThreshold, contextWindow, idleCompactionAt, nextMessageCost, reportedWindow} from './context.ts';
import {conversationName} from './names.ts';
import type {CompactionFigure, ContextFigures, Session} from './session.ts';
import {shownNow} from './session-now.ts';
import {highest} from './today.ts';

const ttlMs = {'5m': 5 * 60_000, '1h': 60 * 60_000} as const;

export interface SessionParts {
	key: string;
	facts: ShownFacts;
	details: Details;
	costs: Costs;
	rates: Rates;
	process: ProcessInfo | null;
	autoCompact: AutoCompactSettings;
	seenCompactions: CompactionMemory;
	control: {address: string | null; hint: string | null};
	/** In ms. */
	now: number;
}

export type Rates = Pick<Session, 'tokensPerMinute' | 'requestsPerMinute'>;

export const noRates: Rates = {tokensPerMinute: 0, requestsPerMinute: 0};

/** What rate limits count, over the last minute. */
export function ratesOf({lastMinute}: Conversation, now: number): Rates {
	if (!lastMinute) return noRates;
	// A correction may subtract more than is left in the minute.
	return {
		tokensPerMinute: Math.max(0, lastMinute.tokens.sum(now)),
		requestsPerMinute: Math.max(0, lastMinute.requests.sum(now)),
	};
}

export const sameRates = (a: Rates, b: Rates) =>
	a.tokensPerMinute === b.tokensPerMinute && a.requestsPerMinute === b.requestsPerMinute;

export function sessionFrom(parts: SessionParts): Session {
	const {key, facts, details, costs, rates, process, control, now} = parts;
	const {statusline} = facts;
	const model = facts.model ?? statusline?.model ?? null;
	const prices = facts.priceClass && paidPricesOf(facts.priceClass, facts.provider);
	const cwd = process?.cwd ?? facts.cwd;
	const cache = cacheOf(facts, now);
	const context = contextOf(parts, model, cache);
	return {
		key,
		host: null,
		sessionId: facts.sessionId,
		name: process?.name ?? conversationName({title: facts.title, cwd}) ?? facts.sessionId.slice(0, 8),
		cwd,
		configDir: process?.configDir ?? facts.configDir ?? '',
		pid: process?.pid ?? null,
		procStart: process?.procStart ?? null,
		kind: process?.kind ?? (facts.isBackground ? 'bg' : 'interactive'),
		...shownNow(facts, process),
		stateSince: process?.statusSince ?? facts.lastAt,
		waitingFor: process?.waitingFor ?? null,
		model,
		modelName: model && modelName(model),
		provider: facts.provider,
		version: process?.version ?? facts.version,
		tmux: process?.tmux ?? null,
		jobId: process?.jobId ?? null,
		runsElsewhere: process?.runsElsewhere ?? false,
		transcriptPath: facts.path,
		startedAt: process?.startedAt ?? facts.firstAt,
		lastActivityAt: facts.lastAt ?? process?.statusSince ?? process?.startedAt ?? null,
		lastPrompt: facts.lastPrompt && {...facts.lastPrompt, count: facts.prompts},
		lastNotice: facts.lastNotice,
		context,
		contextHistory: facts.contextHistory,
		usage: costs.usage,
		requests: costs.requests,
		cost: costs.cost,
		costByModel: costs.byModel,
		background: costs.background,
		subagents: details.subagents,
		compactions: compactionsOf(facts, details, prices?.cacheRead ?? null),
		next: nextMessageCost(context.tokens, prices, cache?.ttl ?? null),
		drivers: {
			mainRequests: facts.mainRequests,
			toolResultBytes: facts.toolResultBytes,
			filesTouched: facts.filesTouched,
			cacheMisses: facts.cacheMisses,
			cacheMissUsd: facts.cacheMissUsd && facts.cacheMissUsd * paidShare(model, facts.provider),
		},
		cache,
		...rates,
		peak: highest(details.peak, rates),
		output: facts.output.length > 0 ? [...facts.output] : noOutput,
		control: control.address,
		controlHint: control.hint,
	};
}

const noOutput: readonly string[] = [];

function contextOf(
	{facts, autoCompact: settings, seenCompactions, process}: SessionParts,
	model: string | null,
	cache: Session['cache'],
): ContextFigures {
	const {statusline} = facts;
	// A compaction invalidates what the status line said before.
	const compactedAt = highestOf(
		facts.compactions.values().map(({at}) => at),
		0,
	);
	const reported = statusline !== null && statusline.at > compactedAt ? statusline.contextTokens : null;
	const tokens = facts.contextTokens ?? reported;
	const window = contextWindow({
		reportedTokens: reportedWindow(facts),
		model,
		settings,
		largestContextTokens: Math.max(facts.largestContextTokens, tokens ?? 0),
	});
	const idleAt = process?.kind === 'interactive' ? idleCompactionAt({tokens, cache}, settings) : null;
	return {
		tokens,
		windowTokens: window.tokens,
		fill: tokens === null || window.tokens === null ? null : tokens / window.tokens,
		...compactionThreshold({windowTokens: window.tokens, model, settings}, seenCompactions),
		idleCompactionAt: idleAt,
		autoCompact: settings.enabled,
		basis: window.basis,
	};
}

/** What was written before the clock was set back is of the future: no cache lives longer than its lifetime from now. */
function cacheOf(facts: ShownFacts, now: number): Session['cache'] {
	const cache = knownCache(facts);
	return cache && {...cache, expiresAt: Math.min(cache.expiresAt, now + ttlMs[cache.ttl])};
}

function knownCache({statusline, cacheTtl, cacheWrittenAt}: ShownFacts): Session['cache'] {
	// The status line is exact, but only as new as the last answer it was run for.
	if (statusline?.cache && statusline.at >= (cacheWrittenAt ?? 0)) return statusline.cache;
	if (cacheTtl === null || cacheWrittenAt === null) return null;
	return {expiresAt: cacheWrittenAt + ttlMs[cacheTtl], ttl: cacheTtl};
}

function compactionsOf(facts: ShownFacts, details: Details, cacheReadPrice: number | null): CompactionFigure[] {
	return [...facts.compactions.values()]
		.sort((a, b) => a.at - b.at)
		.map(({id, at, trigger, preTokens, postTokens, durationMs, mainRequestsBefore}) => {
			const costUsd = details.compactionUsd.get(id) ?? null;
			const saved = (preTokens ?? 0) - (postTokens ?? 0);
			const savedUsd = cacheReadPrice === null ? 0 : (saved * cacheReadPrice) / 1e6;
			return {
				id,
				at,
				trigger,
				preTokens,
				postTokens,
				durationMs,
				costUsd,
				paysOffAfterMessages: costUsd === null || savedUsd <= 0 ? null : Math.ceil(costUsd / savedUsd),
				messagesSince: facts.mainRequests - mainRequestsBefore,
			};
		});
}
