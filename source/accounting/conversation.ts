/** What the ledger keeps of a conversation. Changed in place: tens of thousands of requests must not be copied. */

import type {
	CompactionSeen,
	Provider,
	ReportedTotal,
	StatuslineSeen,
	SubagentSeen,
	TelemetryCoverage,
} from '../claude/events.ts';
import type {Purpose} from '../claude/telemetry/purpose.ts';
import type {TokenUsage} from '../claude/usage.ts';
import {createMinutes, type Minutes} from './busy-minutes.ts';
import type {BackgroundFigure, CostFigures, ModelFigure} from './figures.ts';
import type {PriceClass} from './price-book.ts';
import type {RequestKind} from './request-class.ts';
import {createSlidingWindow, type SlidingWindow} from './sliding-window.ts';

/**
 * One request, counted once in the conversation that paid for it. There are tens of thousands of them: each is one object
 * that holds its tokens itself.
 */
export interface RequestRecord extends TokenUsage {
	messageId: string | null;
	requestId: string | null;
	owner: Conversation;
	at: number;
	/** Since when other sources can have told of it; later than `at` for what was read while it happened. */
	seenAt: number;
	durationMs: number | null;
	kind: RequestKind;
	/** Its output tokens are a guess so far. */
	outputEstimated: boolean;
	/** Claude Code's own price, once telemetry has told it. */
	costUsd: number | null;
	/** Telemetry has seen it: its metrics hold it too. */
	inTelemetry: boolean;
}

/** Requests that are priced and shown alike, added up. */
export interface Bucket extends PriceClass {
	purpose: Purpose;
	cause: string | null;
	agentId: string | null;
	/** The local day, as the ledger's `dayOf` names it. */
	day: string;
	inTelemetry: boolean;
	/** The prices were told: `toldUsd` counts, not the price table. */
	told: boolean;
	toldUsd: number;
	usage: TokenUsage;
	requests: number;
	lastAt: number;
}

/** Sums of metric points of one model and one kind of source. */
export interface MetricSum {
	model: string;
	source: 'main' | 'subagent' | 'auxiliary';
	day: string;
	costUsd: number;
	inputTokens: number;
	outputTokens: number;
	cacheReadTokens: number;
	cacheCreationTokens: number;
	lastAt: number;
}

/** What a conversation has cost so far, worked out in costs.ts. */
export interface Costs {
	cost: CostFigures;
	usage: TokenUsage;
	requests: number;
	byModel: ModelFigure[];
	background: BackgroundFigure[];
	/** Null where hidden requests cannot be known. */
	today: {totalUsd: number; backgroundUsd: number | null; idleUsd: number | null};
}

export interface Conversation {
	sessionId: string;
	configDir: string | null;
	path: string | null;
	cwd: string | null;
	gitBranch: string | null;
	version: string | null;
	title: string | null;
	provider: Provider;
	firstAt: number | null;
	lastAt: number | null;
	/** Ran in the background: it makes requests that Claude Code reports nowhere. */
	isBackground: boolean;

	/** What it has paid for, by time: `recordsInOrder`. */
	records: RequestRecord[];
	isInOrder: boolean;
	/** Conversations that its history was copied from; none but for a fork. */
	parents: Set<Conversation>;
	/** Its forks: what they owe to its totals is worked out from those. */
	forks: Set<Conversation>;
	/** When the latest request of the copied history was made. */
	lastCopyAt: number;
	/** Those of the records that no turn of the conversation asked for: background and compaction. */
	asides: Set<RequestRecord>;
	/** Null: to be judged anew. */
	idleAsides: Set<RequestRecord> | null;
	buckets: Map<string, Bucket>;
	tokensLastMinute: SlidingWindow;
	requestsLastMinute: SlidingWindow;
	minutes: Minutes;

	model: string | null;
	priceClass: PriceClass | null;
	contextTokens: number | null;
	largestContextTokens: number;
	contextHistory: number[];
	/** The message that `contextTokens` is from: its further lines say the same. */
	contextMessageId: string | null;
	cacheTtl: '5m' | '1h' | null;
	cacheWrittenAt: number | null;
	mainRequests: number;
	cacheMisses: number;
	cacheMissUsd: number | null;

	compactions: Map<string, CompactionSeen & {mainRequestsBefore: number}>;
	subagents: Map<string, SubagentSeen>;
	promptIds: Set<string>;
	/** Of every prompt, ascending. */
	promptTimes: number[];
	humanPrompts: number;
	lastPrompt: {at: number; text: string | null} | null;
	lastNotice: {at: number; id: string; text: string} | null;
	files: Set<string>;
	toolResultBytes: Map<string, number>;
	output: string[];

	metrics: Map<string, MetricSum>;
	lastMetricAt: number;
	coverage: TelemetryCoverage | null;
	classifierAt: number | null;
	/** Claude Code's own totals: of each source the newest and the highest. */
	reports: Map<string, ReportedTotal>;
	firstReportAt: number;
	firstStatuslineAt: number;
	/** Conversations with the same tally, itself included; one set for each tally that it has had. */
	families: Set<ReadonlySet<Conversation>>;
	statusline: StatuslineSeen | null;

	/** Grows with each change, so that what was worked out from it can be kept meanwhile. */
	revision: number;
	costs: {revision: number; day: string; now: number; until: number; value: Costs} | null;
}

export function createConversation(sessionId: string): Conversation {
	return {
		sessionId,
		configDir: null,
		path: null,
		cwd: null,
		gitBranch: null,
		version: null,
		title: null,
		provider: 'anthropic',
		firstAt: null,
		lastAt: null,
		isBackground: false,
		records: [],
		isInOrder: true,
		parents: new Set(),
		forks: new Set(),
		lastCopyAt: 0,
		asides: new Set(),
		idleAsides: null,
		buckets: new Map(),
		tokensLastMinute: createSlidingWindow(1000, 60),
		requestsLastMinute: createSlidingWindow(1000, 60),
		minutes: createMinutes(),
		model: null,
		priceClass: null,
		contextTokens: null,
		largestContextTokens: 0,
		contextHistory: [],
		contextMessageId: null,
		cacheTtl: null,
		cacheWrittenAt: null,
		mainRequests: 0,
		cacheMisses: 0,
		cacheMissUsd: null,
		compactions: new Map(),
		subagents: new Map(),
		promptIds: new Set(),
		promptTimes: [],
		humanPrompts: 0,
		lastPrompt: null,
		lastNotice: null,
		files: new Set(),
		toolResultBytes: new Map(),
		output: [],
		metrics: new Map(),
		lastMetricAt: 0,
		coverage: null,
		classifierAt: null,
		reports: new Map(),
		firstReportAt: Number.MAX_VALUE,
		firstStatuslineAt: Number.MAX_VALUE,
		families: new Set(),
		statusline: null,
		revision: 0,
		costs: null,
	};
}

/** The records, oldest first: files and telemetry are read one after the other, so they come in several sequences. */
export function recordsInOrder(conversation: Conversation): readonly RequestRecord[] {
	if (!conversation.isInOrder) conversation.records.sort((a, b) => a.at - b.at);
	conversation.isInOrder = true;
	return conversation.records;
}

/** The records after a time, newest first. */
export function* recordsAfter(conversation: Conversation, at: number): Generator<RequestRecord> {
	const records = recordsInOrder(conversation);
	for (let index = records.length - 1; index >= 0 && records[index]!.at > at; index--) yield records[index]!;
}

/** The records before a time, oldest first. */
export function* recordsBefore(conversation: Conversation, at: number): Generator<RequestRecord> {
	for (const record of recordsInOrder(conversation)) {
		if (record.at >= at) return;
		yield record;
	}
}
