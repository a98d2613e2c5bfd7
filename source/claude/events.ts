/**
 * The events that sources emit. Sources turn what they read into these; only the ledger decides what they mean together.
 * All times are milliseconds since the epoch, all money is US dollars, all sizes are bytes unless the name says tokens.
 */
import type {AutoCompactSettings, AutomaticCompaction, CompactionMetadata} from './compaction.ts';
import type {StatuslineSeen} from './statusline/statusline-seen.ts';
import type {Purpose} from './telemetry/purpose.ts';
import type {ClassifierSeen, MetricSeen, TelemetryCoverage} from './telemetry/telemetry-seen.ts';
import type {ToolCallsSeen, ToolUseSeen} from './tool-events.ts';
import type {ApiErrorSeen, PullRequest, Turn} from './turn.ts';
import type {TokenUsage} from './usage.ts';

export type SessionEvent =
	| ProcessSeen
	| ProcessGone
	| AutoCompactSeen
	| CompactionHistory
	| ConversationSeen
	| RequestSeen
	| PromptSeen
	| CompactionSeen
	| SubagentSeen
	| ToolUseSeen
	| ToolCallsSeen
	| NoticeSeen
	| TurnSeen
	| ApiErrorSeen
	| TranscriptRestarted
	| MetricSeen
	| TelemetryCoverage
	| ClassifierSeen
	| ReportedTotal
	| StatuslineSeen
	| HeadlessOutput
	| Problem;

export type ProcessStatus = 'idle' | 'busy' | 'waiting' | 'shell' | 'unknown';
export type SessionKind = 'interactive' | 'bg' | 'headless';

/** A running Claude Code process: facts, section 1. */
export interface ProcessInfo {
	configDir: string;
	/** Null for a session known by its growing transcript alone. */
	pid: number | null;
	/** The kernel's start time of the process, compared before anything is typed: pids are reused. */
	procStart: string | null;
	/** The current conversation; changes in place at /clear. */
	sessionId: string;
	kind: SessionKind;
	status: ProcessStatus;
	waitingFor: string | null;
	name: string | null;
	cwd: string;
	startedAt: number;
	/** When the status last changed. */
	statusSince: number | null;
	version: string | null;
	/** `session:@window.%pane` as Claude Code writes it. */
	tmux: string | null;
	/** The short id that `claude attach` takes; background sessions only. */
	jobId: string | null;
	/** In a container or on another machine that shares the config folder: unreachable from here, and without a pid here. */
	runsElsewhere: boolean;
}

export interface ProcessSeen {
	type: 'process.seen';
	process: ProcessInfo;
}

export interface ProcessGone {
	type: 'process.gone';
	configDir: string;
	pid: number | null;
	/** The conversation it was in, which identifies processes without a pid. */
	sessionId: string;
	at: number;
}

export interface AutoCompactSeen {
	type: 'autocompact';
	configDir: string;
	pid: number;
	settings: AutoCompactSettings;
}

/** Automatic compactions of the past, as the index knows them. */
export interface CompactionHistory {
	type: 'compaction.history';
	compactions: readonly AutomaticCompaction[];
}

/** What transcripts say about a conversation besides its requests. Missing fields are not in this line. */
export interface ConversationSeen {
	type: 'conversation.seen';
	sessionId: string;
	configDir: string;
	path?: string;
	/** When its transcript was created, in ms: originals are older than their copies. */
	bornAt?: number;
	cwd?: string;
	gitBranch?: string;
	version?: string;
	title?: string;
	at?: number;
	/** `bg`: it was started to run in the background. */
	kind?: 'bg';
	/** 'bedrock' and 'vertex' price in another account; known by the model id or the message id. */
	provider?: Provider;
	/** Empty: it left its worktree. */
	worktree?: string;
	pullRequest?: PullRequest;
}

export type Provider = 'anthropic' | 'bedrock' | 'vertex';

/**
 * One request to the model. The same request may be seen several times (a line per content block,
 * copies in forked conversations, once more by telemetry); the ledger counts it once.
 */
export interface RequestSeen {
	type: 'request';
	origin: 'transcript' | 'telemetry' | 'headless';
	sessionId: string;
	/** `message.id`; telemetry does not know it. */
	messageId: string | null;
	/** May be missing in transcripts. */
	requestId: string | null;
	/** When the line or event was written. */
	at: number;
	/** `unknownModel` if the line names none. */
	model: string;
	speed: 'standard' | 'fast';
	inferenceGeo: string | null;
	usage: TokenUsage;
	/** The answer is still being generated and its output tokens are a guess: what is reported next replaces them. */
	outputEstimated?: boolean;
	/** Context tokens of the last iteration, if `usage` is a sum over several; null: the usage is the context. */
	lastIterationTokens: number | null;
	purpose: Purpose;
	/** As in `PurposeAndCause`. */
	cause: string | null;
	agentId: string | null;
	/** Claude Code's own price, if the source has it. */
	costUsd: number | null;
	durationMs: number | null;
	/** The request's original conversation, if the line is a fork's copy and says so. */
	copiedFrom?: string;
	/** For an answer made of several calls: the calls above the model's price step, where others were below it. */
	largePromptUsage?: TokenUsage;
	/** A part of a request that has its own price, e.g. an advisor's iteration: it counts tokens and no request, and says
	 * nothing of the context. Its ids are the request's with a number behind. */
	isPart?: boolean;
	/** Of a line without a request id that goes on with the answer of the line before: that line's usage, or an earlier one's of
	 * the answer that had more output. */
	follows?: TokenUsage;
	/** What an old transcript line says it cost: used where no price is known. */
	fallbackCostUsd?: number | null;
}

/** A person's prompt (or another that starts a turn). */
export interface PromptSeen {
	type: 'prompt';
	sessionId: string;
	at: number;
	/** The transcript line's uuid or the prompt id: lines are read again after truncation. */
	id: string;
	human: boolean;
	/** The first 200 characters, for the detail and as evidence that a prompt arrived; null where the source redacts it. */
	text: string | null;
	/** The first 2,000 characters, for searching; missing: `text` is all there is. */
	longText?: string;
	/** The slash command without its slash, if it was one. */
	command: string | null;
}

export interface CompactionSeen extends CompactionMetadata {
	type: 'compaction';
	sessionId: string;
	at: number;
	id: string;
	agentId: string | null;
}

export interface SubagentSeen {
	type: 'subagent';
	sessionId: string;
	agentId: string;
	agentType: string | null;
	description: string | null;
	finished: boolean | null;
}

/** A line that Claude Code prints in answer to a slash command, e.g. "Not enough messages to compact." */
export interface NoticeSeen {
	type: 'notice';
	sessionId: string;
	at: number;
	id: string;
	text: string;
}

/** The state of the turn, when it has changed. For subagents only their calls matter. */
export interface TurnSeen {
	type: 'turn';
	sessionId: string;
	agentId: string | null;
	turn: Turn;
}

/** A transcript was truncated or replaced and is being read again from its start. Counted requests stay counted. */
export interface TranscriptRestarted {
	type: 'transcript.restarted';
	sessionId: string;
	path: string;
}

export interface ModelTotals {
	usage: TokenUsage;
	costUsd: number;
}

/** Claude Code's own running total of a conversation, hidden requests included. */
export interface ReportedTotal {
	type: 'reported';
	origin: 'cost-state' | 'statusline' | 'claude.json' | 'headless';
	sessionId: string;
	at: number;
	totalCostUsd: number;
	byModel: Readonly<Record<string, ModelTotals>> | null;
	/** When this running total began, if known. A fork continues its parent's: with the same start they share what came before. */
	totalStartedAt?: number | null;
	/** If `at` is only the earliest possible time of the report: the latest. */
	latestAt?: number;
}

/** A line to show of a headless session that ccmon runs. */
export interface HeadlessOutput {
	type: 'headless.output';
	sessionId: string;
	at: number;
	text: string;
}

/** Something that could not be read. Shown once in the footer and counted. */
export interface Problem {
	type: 'problem';
	/** The file, folder or address. */
	path: string;
	/** What went wrong and what to do, in one sentence. */
	message: string;
	/** How often it happened since the last report; lines, for parse problems. */
	count: number;
}

/** Passes an event to the store. It is all that sources know of the program. */
export type Emit = (event: SessionEvent) => void;
