/** What is known of a conversation besides what it spent: where it runs, its context, its prompts and compactions. */
import type {CompactionSeen, ConversationSeen, SessionEvent, SubagentSeen, TurnSeen} from '../claude/events.ts';
import type {StatuslineSeen} from '../claude/statusline/statusline-seen.ts';
import type {ToolUseSeen} from '../claude/tool-events.ts';
import type {PullRequest, ToolCall, Turn} from '../claude/turn.ts';
import {type ApiErrorFact, addApiError} from './api-error-facts.ts';
import {addMisses, type CountedMisses} from './cache-misses.ts';
import {type ContextFacts, pushContext} from './context-facts.ts';
import {addPrompt, type PromptFacts} from './prompts.ts';

export type Compaction = Omit<CompactionSeen, 'type' | 'sessionId' | 'agentId'> & {
	mainRequestsBefore: number;
	/** The model in use at the time. */
	model: string | null;
};
export type Subagent = Omit<SubagentSeen, 'type' | 'sessionId'>;

/** Changed in place. The index stores it, so it is plain data. Times are ms since the epoch. */
export interface ConversationFacts extends PromptFacts, ContextFacts {
	sessionId: string;
	configDir: string | null;
	path: string | null;
	cwd: string | null;
	gitBranch: string | null;
	version: string | null;
	title: string | null;
	/** When the oldest copy of the transcript was created; null: not known. */
	bornAt: number | null;
	firstAt: number | null;
	lastAt: number | null;
	/** A background session: it makes requests that Claude Code reports nowhere. */
	isBackground: boolean;

	/** By Claude Code; null: no status line reported them. */
	countedMisses: CountedMisses | null;
	/** Oldest first. */
	apiErrors: ApiErrorFact[];

	compactions: Map<string, Compaction>;
	subagents: Map<string, Subagent>;
	lastNotice: {at: number; id: string; text: string} | null;
	files: Set<string>;
	/** By transcript. */
	toolResultBytes: Map<string, number>;
	output: string[];
	statusline: StatuslineSeen | null;
	turn: Turn | null;
	/** Those of subagents, which ask in the session's own dialog. */
	subagentCalls: Record<string, readonly ToolCall[]>;
	worktree: string | null;
	pullRequest: PullRequest | null;
}

const outputLines = 200;
const maxFiles = 10_000;

export function newFacts(sessionId: string): ConversationFacts {
	return {
		sessionId,
		configDir: null,
		path: null,
		cwd: null,
		gitBranch: null,
		version: null,
		title: null,
		provider: 'anthropic',
		bornAt: null,
		firstAt: null,
		lastAt: null,
		isBackground: false,
		model: null,
		priceClass: null,
		contextTokens: null,
		largestContextTokens: 0,
		otherPeaks: [],
		contextHistory: [],
		contextMessage: null,
		cacheTtl: null,
		cacheWrittenAt: null,
		mainRequests: 0,
		cacheMisses: 0,
		cacheMissUsd: null,
		countedMisses: null,
		apiErrors: [],
		compactions: new Map(),
		subagents: new Map(),
		promptTimes: [],
		humanPromptTimes: [],
		lastPrompt: null,
		lastQuestion: null,
		lastNotice: null,
		files: new Set(),
		toolResultBytes: new Map(),
		output: [],
		statusline: null,
		turn: null,
		subagentCalls: {},
		worktree: null,
		pullRequest: null,
	};
}

type FactEvent = Extract<
	SessionEvent,
	{
		type:
			| 'conversation.seen'
			| 'prompt'
			| 'compaction'
			| 'subagent'
			| 'tool.use'
			| 'notice'
			| 'turn'
			| 'api.error'
			| 'transcript.restarted'
			| 'statusline'
			| 'headless.output';
	}
>;

export function addFact(facts: ConversationFacts, event: FactEvent): void {
	switch (event.type) {
		case 'conversation.seen':
			addConversation(facts, event);
			break;
		case 'prompt':
			touch(facts, event.at);
			addPrompt(facts, event);
			break;
		case 'compaction':
			addCompaction(facts, event);
			break;
		case 'subagent': {
			const {agentId, agentType, description, finished} = event;
			facts.subagents.set(agentId, {agentId, agentType, description, finished});
			break;
		}
		case 'tool.use':
			addToolUse(facts, event);
			break;
		case 'notice':
			if (facts.lastNotice === null || event.at >= facts.lastNotice.at)
				facts.lastNotice = {at: event.at, id: event.id, text: event.text};
			break;
		case 'api.error':
			addApiError(facts.apiErrors, event);
			break;
		case 'turn':
			addTurn(facts, event);
			break;
		case 'transcript.restarted':
			restart(facts, event.path);
			break;
		case 'statusline':
			if (facts.statusline !== null && event.at < facts.statusline.at) break;
			facts.statusline = event;
			if (event.misses) facts.countedMisses = addMisses(facts.countedMisses, event.misses);
			facts.configDir ??= event.configDir;
			break;
		case 'headless.output':
			facts.output.push(event.text);
			if (facts.output.length > outputLines) facts.output.shift();
			break;
	}
}

export function touch(facts: ConversationFacts, at: number): void {
	facts.firstAt = facts.firstAt === null ? at : Math.min(facts.firstAt, at);
	facts.lastAt = facts.lastAt === null ? at : Math.max(facts.lastAt, at);
}

function addConversation(facts: ConversationFacts, event: ConversationSeen): void {
	facts.configDir = event.configDir;
	facts.path = event.path ?? facts.path;
	if (event.bornAt !== undefined) facts.bornAt = Math.min(event.bornAt, facts.bornAt ?? event.bornAt);
	// The folder it was started in names its project.
	facts.cwd ??= event.cwd ?? null;
	// Claude Code writes HEAD where there is no branch.
	facts.gitBranch = event.gitBranch === 'HEAD' ? null : (event.gitBranch ?? facts.gitBranch);
	facts.version = event.version ?? facts.version;
	facts.title = event.title ?? facts.title;
	facts.provider = event.provider ?? facts.provider;
	facts.isBackground ||= event.kind === 'bg';
	if (event.worktree !== undefined) facts.worktree = event.worktree || null;
	facts.pullRequest = event.pullRequest ?? facts.pullRequest;
	if (event.at !== undefined) touch(facts, event.at);
}

function addCompaction(facts: ConversationFacts, event: CompactionSeen): void {
	if (event.agentId !== null || facts.compactions.has(event.id)) return;
	touch(facts, event.at);
	const {id, at, trigger, preTokens, postTokens, durationMs} = event;
	const {mainRequests: mainRequestsBefore, model} = facts;
	facts.compactions.set(id, {id, at, trigger, preTokens, postTokens, durationMs, mainRequestsBefore, model});
	// Without a count the context is unknown until the next request.
	facts.contextTokens = postTokens;
	facts.contextMessage = null;
	if (postTokens !== null) pushContext(facts, postTokens);
}

const maxAskingSubagents = 50;

function addTurn(facts: ConversationFacts, {agentId, turn}: TurnSeen): void {
	const {[agentId ?? '']: _, ...others} = facts.subagentCalls;
	const isWorking = turn.calls.length > 0 && Object.keys(others).length < maxAskingSubagents;
	if (agentId === null) facts.turn = turn;
	else facts.subagentCalls = isWorking ? {...others, [agentId]: turn.calls} : others;
}

function addToolUse(facts: ConversationFacts, event: ToolUseSeen): void {
	const bytes = facts.toolResultBytes.get(event.path) ?? 0;
	facts.toolResultBytes.set(event.path, bytes + event.toolResultBytes);
	for (const file of event.files) if (facts.files.size < maxFiles) facts.files.add(file);
}

/** The transcript is being read again from its start, so what was added up line by line starts from zero. */
export function restart(facts: ConversationFacts, path: string): void {
	facts.toolResultBytes.delete(path);
	if (path !== facts.path) return;
	facts.cwd = null;
	// Kept, they would be none when they are read again, and what follows them a cache miss.
	facts.compactions = new Map();
	facts.contextHistory = [];
	facts.contextMessage = null;
	facts.mainRequests = 0;
	facts.cacheMisses = 0;
	facts.cacheMissUsd = null;
}
