/**
 * A session as the screen and the JSON output show it: a running Claude Code process joined with its current
 * conversation, or a finished conversation. Immutable: a changed session is a new object, an unchanged one the same.
 */
import type {BackgroundFigure, Basis, CostFigures, ModelFigure, SubagentFigure} from '../accounting/figures.ts';
import type {PriceSource} from '../accounting/price-book.ts';
import type {Rate} from '../accounting/rates.ts';
import type {CompactionMetadata} from '../claude/compaction.ts';
import type {ProcessStatus, Provider, SessionKind} from '../claude/events.ts';
import type {ApiError, GitFigures, ToolCall, Turn} from '../claude/turn.ts';
import type {TokenUsage} from '../claude/usage.ts';

/** `error`: its last turn ended with an API error, and there has been no prompt since. */
export type SessionState = ProcessStatus | 'error' | 'exited';

export interface WaitingFigure {
	kind: 'permission' | 'question' | 'plan' | 'other';
	/** What it would do; null: unknown. */
	call: ToolCall | null;
	/** ms since the epoch. */
	since: number | null;
}

/** The running tool, or the last line that Claude wrote. */
export interface NowFigure {
	tool: string | null;
	summary: string | null;
	/** ms since the epoch; without a tool, since the turn began. */
	since: number | null;
}

export type TurnFigures = Omit<Turn, 'calls' | 'lastLine' | 'error'>;

export interface GitState extends GitFigures {
	branch: string | null;
}

/** How a threshold is known: a window is set; seen on this machine for the model and window; what is usual. */
export type ThresholdBasis = 'set' | 'seen' | 'expected';

export interface ThresholdFigures {
	/** Where Claude Code will compact by itself; null when auto-compaction is off or nothing is known. */
	thresholdTokens: number | null;
	thresholdBasis: ThresholdBasis | null;
	/** How many compactions `seen` rests on; 0 otherwise. */
	seenCompactions: number;
}

export interface ContextFigures extends ThresholdFigures {
	/** Null until the first request. */
	tokens: number | null;
	windowTokens: number | null;
	/** tokens ÷ windowTokens, 0 to 1. */
	fill: number | null;
	/** When Claude Code will compact the session if it stays idle, in ms; null: it will not. */
	idleCompactionAt: number | null;
	autoCompact: boolean;
	basis: Basis;
}

export interface CompactionFigure extends CompactionMetadata {
	id: string;
	at: number;
	/** Null when its requests are not known (transcripts do not hold them). */
	costUsd: number | null;
	/** Messages after which the smaller history has saved what the compaction cost; null: unknown. */
	paysOffAfterMessages: number | null;
	/** Main-thread requests since. */
	messagesSince: number;
}

export interface NextMessageCost {
	/** Dollars for sending the history again with a warm cache, and with a cold one. */
	warmUsd: number | null;
	coldUsd: number | null;
}

/** What drives the cost, counted from the transcript. */
export interface CostDrivers {
	mainRequests: number;
	toolResultBytes: number;
	filesTouched: number;
	/** Requests that rewrote an expired cache, and what that cost beyond reading it. */
	cacheMisses: number;
	cacheMissUsd: number | null;
}

/** For a session on another machine. */
export interface SessionHost {
	/** Its name in the config. */
	name: string;
	/** When it was last connected, in ms; null: it is. */
	lostAt: number | null;
	/** The source of the prices, as that machine's ccmon reports it. */
	prices: PriceSource | null;
}

export interface Session {
	/** Stable for the life of the row: the process for a running session, the conversation for a finished one. */
	key: string;
	/** Null: this machine. */
	host: SessionHost | null;
	sessionId: string;
	name: string;
	cwd: string | null;
	configDir: string;
	pid: number | null;
	procStart: string | null;
	kind: SessionKind;
	state: SessionState;
	stateSince: number | null;
	/** In Claude Code's words. */
	waitingFor: string | null;
	/** Null: it does not wait. */
	waiting: WaitingFigure | null;
	/** Null: it is not busy. */
	now: NowFigure | null;
	/** The latest turn. */
	turn: TurnFigures;
	/** Of the last turn; null: it had none. */
	lastError: ApiError | null;
	git: GitState;
	/** The model id of the last main request, as Claude Code wrote it. */
	model: string | null;
	modelName: string | null;
	provider: Provider;
	version: string | null;
	tmux: string | null;
	jobId: string | null;
	/** See `ProcessInfo`. */
	runsElsewhere: boolean;
	transcriptPath: string | null;
	startedAt: number | null;
	lastActivityAt: number | null;
	lastPrompt: {at: number; text: string | null; count: number} | null;
	lastNotice: {at: number; id: string; text: string} | null;
	context: ContextFigures;
	/** Context tokens of the latest main requests, oldest first, with compactions as drops. */
	contextHistory: readonly number[];
	usage: TokenUsage;
	requests: number;
	cost: CostFigures;
	costByModel: readonly ModelFigure[];
	background: readonly BackgroundFigure[];
	subagents: readonly SubagentFigure[];
	compactions: readonly CompactionFigure[];
	next: NextMessageCost;
	drivers: CostDrivers;
	cache: {expiresAt: number; ttl: '5m' | '1h'} | null;
	tokensPerMinute: number;
	requestsPerMinute: number;
	/** Of the conversation's busiest minute. */
	peak: Rate;
	/** Last lines of a headless session that ccmon runs. */
	output: readonly string[];
	/** How its keyboard is reached, e.g. `tmux:%3`; null: not at all. */
	control: string | null;
	/** Why it cannot be reached and what would help; null when it can. */
	controlHint: string | null;
}
