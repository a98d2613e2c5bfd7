/** A conversation and the process it runs in, as the screen shows them. */

import type {Conversation, Costs} from '../accounting/conversation.ts';
import {pricesOf} from '../accounting/cost.ts';
import {costsOf, subagentsOf} from '../accounting/costs.ts';
import {dollarsOf} from '../accounting/count.ts';
import type {Moment} from '../accounting/source-lag.ts';
import type {AutoCompactSettings} from '../claude/compaction.ts';
import type {ProcessInfo} from '../claude/events.ts';
import {modelName} from '../claude/models/models.ts';
import type {CompactionMemory} from './compaction-memory.ts';
import {compactionThreshold, contextWindow, idleCompactionAt, nextMessageCost} from './context.ts';
import type {CompactionFigure, ContextFigures, Session} from './session.ts';

const ttlMs = {'5m': 5 * 60_000, '1h': 60 * 60_000} as const;

/** Clocks of the request's event and of the boundary line differ a little. */
const compactionSlackMs = 2000;

export interface SessionFacts {
	key: string;
	process: ProcessInfo | null;
	autoCompact: AutoCompactSettings;
	seenCompactions: CompactionMemory;
	control: {address: string | null; hint: string | null};
	costs: Costs;
	rates: Rates;
}

export type Rates = Pick<Session, 'tokensPerMinute' | 'requestsPerMinute'>;

/** What rate limits count, of the last minute. */
export function ratesOf({tokensLastMinute, requestsLastMinute}: Conversation, now: number): Rates {
	// A corrected figure may take back more than is left of it in the minute.
	return {tokensPerMinute: Math.max(0, tokensLastMinute.sum(now)), requestsPerMinute: requestsLastMinute.sum(now)};
}

export function sessionFrom(conversation: Conversation, facts: SessionFacts): Session {
	const {process, costs} = facts;
	const {statusline} = conversation;
	const model = conversation.model ?? statusline?.model ?? null;
	const prices = conversation.priceClass && pricesOf(conversation.priceClass);
	const cwd = process?.cwd ?? conversation.cwd;
	const cache = cacheOf(conversation);
	const context = contextOf(conversation, model, cache, facts);
	conversation.minutes.raise('', facts.rates);
	return {
		key: facts.key,
		sessionId: conversation.sessionId,
		name: process?.name ?? conversation.title ?? lastFolder(cwd) ?? conversation.sessionId.slice(0, 8),
		cwd,
		configDir: process?.configDir ?? conversation.configDir ?? '',
		pid: process?.pid ?? null,
		procStart: process?.procStart ?? null,
		kind: process?.kind ?? (conversation.isBackground ? 'bg' : 'interactive'),
		state: process?.status ?? 'exited',
		stateSince: process?.statusSince ?? conversation.lastAt,
		waitingFor: process?.waitingFor ?? null,
		model,
		modelName: model && modelName(model),
		provider: conversation.provider,
		version: process?.version ?? conversation.version,
		gitBranch: conversation.gitBranch,
		tmux: process?.tmux ?? null,
		jobId: process?.jobId ?? null,
		runsElsewhere: process?.runsElsewhere ?? false,
		transcriptPath: conversation.path,
		startedAt: process?.startedAt ?? conversation.firstAt,
		lastActivityAt: conversation.lastAt ?? process?.statusSince ?? process?.startedAt ?? null,
		lastPrompt: conversation.lastPrompt && {...conversation.lastPrompt, count: conversation.humanPrompts},
		lastNotice: conversation.lastNotice,
		context,
		contextHistory: [...conversation.contextHistory],
		usage: costs.usage,
		requests: costs.requests,
		cost: costs.cost,
		costByModel: costs.byModel,
		background: costs.background,
		subagents: subagentsOf(conversation),
		compactions: compactionsOf(conversation, prices?.cacheRead ?? null),
		next: nextMessageCost(context.tokens, prices, cache?.ttl ?? null),
		drivers: {
			mainRequests: conversation.mainRequests,
			toolResultBytes: [...conversation.toolResultBytes.values()].reduce((sum, bytes) => sum + bytes, 0),
			filesTouched: conversation.files.size,
			cacheMisses: conversation.cacheMisses,
			cacheMissUsd: conversation.cacheMissUsd,
		},
		cache,
		...facts.rates,
		peak: conversation.minutes.peak(),
		output: conversation.output.length > 0 ? [...conversation.output] : noOutput,
		control: facts.control.address,
		controlHint: facts.control.hint,
	};
}

const noOutput: readonly string[] = [];

/** What a conversation adds to the day's totals. */
export function todayOf(conversation: Conversation, moment: Moment) {
	const {today, cost, byModel} = costsOf(conversation, moment);
	return {...today, basis: cost.basis, partial: cost.partial, spent: byModel.length > 0};
}

function contextOf(
	conversation: Conversation,
	model: string | null,
	cache: Session['cache'],
	{autoCompact: settings, seenCompactions, process}: SessionFacts,
): ContextFigures {
	const {statusline} = conversation;
	// What the status line said before a compaction is over.
	const compactedAt = Math.max(0, ...[...conversation.compactions.values()].map(({at}) => at));
	const reported = statusline !== null && statusline.at > compactedAt ? statusline.contextTokens : null;
	const tokens = conversation.contextTokens ?? reported;
	const window = contextWindow({
		reportedTokens: statusline?.windowTokens ?? null,
		model,
		settings,
		largestContextTokens: Math.max(conversation.largestContextTokens, tokens ?? 0),
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

function cacheOf(conversation: Conversation): Session['cache'] {
	const {statusline, cacheTtl, cacheWrittenAt} = conversation;
	// The status line is exact, but only as new as the last answer it was run for.
	if (statusline?.cache && statusline.at >= (cacheWrittenAt ?? 0))
		return {expiresAt: statusline.cache.expiresAt, ttl: statusline.cache.ttl};
	if (cacheTtl === null || cacheWrittenAt === null) return null;
	return {expiresAt: cacheWrittenAt + ttlMs[cacheTtl], ttl: cacheTtl};
}

function compactionsOf(conversation: Conversation, cacheReadPrice: number | null): CompactionFigure[] {
	const compactions = [...conversation.compactions.values()].sort((a, b) => a.at - b.at);
	const requests = [...conversation.asides].filter(record => record.kind.purpose === 'compaction');
	let after = Number.NEGATIVE_INFINITY;
	return compactions.map(compaction => {
		const until = compaction.at + compactionSlackMs;
		const own = requests.filter(record => record.at > after && record.at <= until);
		after = until;
		const costUsd = own.length > 0 ? own.reduce((sum, record) => sum + dollarsOf(record), 0) : null;
		const saved = (compaction.preTokens ?? 0) - (compaction.postTokens ?? 0);
		const savedUsd = cacheReadPrice === null ? 0 : (saved * cacheReadPrice) / 1e6;
		return {
			id: compaction.id,
			at: compaction.at,
			trigger: compaction.trigger,
			preTokens: compaction.preTokens,
			postTokens: compaction.postTokens,
			durationMs: compaction.durationMs,
			costUsd,
			paysOffAfterMessages: costUsd === null || savedUsd <= 0 ? null : Math.ceil(costUsd / savedUsd),
			messagesSince: conversation.mainRequests - compaction.mainRequestsBefore,
		};
	});
}

function lastFolder(cwd: string | null): string | null {
	return cwd?.split('/').findLast(Boolean) ?? null;
}
