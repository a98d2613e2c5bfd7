/** What the ledger keeps of a conversation. Changed in place: tens of thousands of requests must not be copied. */
import type {PriceClass} from '../cost.ts';
import type {
	CompactionSeen,
	Provider,
	ReportedTotal,
	StatuslineSeen,
	SubagentSeen,
	TelemetryCoverage,
} from '../events.ts';
import type {Purpose} from '../purpose.ts';
import type {TokenUsage} from '../usage.ts';
import {createSlidingWindow, type SlidingWindow} from '../window.ts';
import type {Costs} from './costs.ts';
import type {Circumstances} from './hidden.ts';

/** One request, counted once in the conversation that paid for it. */
export interface RequestRecord {
	messageId: string | null;
	requestId: string | null;
	owner: Conversation;
	at: number;
	durationMs: number | null;
	model: string;
	speed: 'standard' | 'fast';
	inferenceGeo: string | null;
	usage: TokenUsage;
	purpose: Purpose;
	cause: string | null;
	agentId: string | null;
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

	records: RequestRecord[];
	/** Those of the records that no turn of the conversation asked for: background and compaction. */
	asides: Set<RequestRecord>;
	/** Null: to be judged anew. */
	idleAsides: Set<RequestRecord> | null;
	buckets: Map<string, Bucket>;
	tokensLastMinute: SlidingWindow;
	requestsLastMinute: SlidingWindow;

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
	lastUntoldAt: number;
	coverage: TelemetryCoverage | null;
	classifierAt: number | null;
	reported: ReportedTotal | null;
	statusline: StatuslineSeen | null;

	/** Grows with each change, so that what was worked out from it can be kept meanwhile. */
	revision: number;
	costs: (Circumstances & {revision: number; day: string; value: Costs}) | null;
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
		records: [],
		asides: new Set(),
		idleAsides: null,
		buckets: new Map(),
		tokensLastMinute: createSlidingWindow(1000, 60),
		requestsLastMinute: createSlidingWindow(1000, 60),
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
		lastUntoldAt: 0,
		coverage: null,
		classifierAt: null,
		reported: null,
		statusline: null,
		revision: 0,
		costs: null,
	};
}
