/** What an event changes in its conversation, counting apart. */

import type {
	CompactionSeen,
	ConversationSeen,
	MetricSeen,
	PromptSeen,
	RequestSeen,
	SessionEvent,
	StatuslineSeen,
	ToolUseSeen,
} from '../claude/events.ts';
import {providerOf} from '../claude/models/model-id.ts';
import {cacheCreationTokens, promptTokens} from '../claude/usage.ts';
import type {Conversation} from './conversation.ts';
import {priceClassOf, pricesOf} from './cost.ts';
import {addAmounts} from './metrics-surplus.ts';

const historyLength = 240;
const outputLines = 200;
/** Smaller rewrites happen in every turn and are no miss. */
const missedTokens = 2048;

type ConversationEvent = Exclude<
	SessionEvent,
	{type: 'process.seen' | 'process.gone' | 'autocompact' | 'compaction.history' | 'problem' | 'request' | 'reported'}
>;

export function applyToConversation(
	conversation: Conversation,
	event: ConversationEvent,
	dayOf: (at: number) => string,
): void {
	conversation.revision++;
	switch (event.type) {
		case 'conversation.seen':
			seeConversation(conversation, event);
			break;
		case 'prompt':
			seePrompt(conversation, event);
			break;
		case 'compaction':
			seeCompaction(conversation, event);
			break;
		case 'subagent':
			conversation.subagents.set(event.agentId, event);
			break;
		case 'tool.use':
			seeToolUse(conversation, event);
			break;
		case 'notice':
			if (conversation.lastNotice === null || event.at >= conversation.lastNotice.at)
				conversation.lastNotice = {at: event.at, id: event.id, text: event.text};
			break;
		case 'transcript.restarted':
			conversation.toolResultBytes.delete(event.path);
			break;
		case 'metric':
			seeMetric(conversation, event, dayOf);
			break;
		case 'telemetry.coverage':
			conversation.coverage = event;
			break;
		case 'classifier':
			conversation.classifierAt = event.at;
			break;
		case 'statusline':
			seeStatusline(conversation, event);
			break;
		case 'headless.output':
			conversation.output.push(event.text);
			if (conversation.output.length > outputLines) conversation.output.shift();
			break;
	}
}

/** A main request moves the context, the cache and the history of both. Copies in forks do too: it is their context. */
export function seeMainRequest(conversation: Conversation, event: RequestSeen): void {
	const tokens = event.lastIterationTokens ?? promptTokens(event.usage);
	const before = conversation.contextTokens;
	const priceClass = priceClassOf(event, event.usage);
	// Another model's tokens prove nothing of this one's window.
	if (conversation.model !== event.model) conversation.largestContextTokens = 0;
	conversation.model = event.model;
	conversation.provider = providerOf(event.model) === 'anthropic' ? conversation.provider : providerOf(event.model);
	conversation.priceClass = priceClass;
	conversation.contextTokens = tokens;
	conversation.largestContextTokens = Math.max(conversation.largestContextTokens, tokens);
	const history = conversation.contextHistory;
	if (event.messageId !== null && event.messageId === conversation.contextMessageId) {
		history[history.length - 1] = tokens;
		return;
	}
	// After a compaction the history is another: writing it is no miss.
	const sameHistory = conversation.contextMessageId !== null;
	conversation.contextMessageId = event.messageId;
	conversation.mainRequests++;
	history.push(tokens);
	if (history.length > historyLength) history.shift();
	if (event.usage.cacheCreation1hInputTokens > 0) conversation.cacheTtl = '1h';
	else if (event.usage.cacheCreation5mInputTokens > 0) conversation.cacheTtl = '5m';
	conversation.cacheWrittenAt = event.at;

	const lost = Math.min((before ?? 0) - event.usage.cacheReadInputTokens, cacheCreationTokens(event.usage));
	if (!sameHistory || before === null || lost < missedTokens || lost < before / 2) return;
	conversation.cacheMisses++;
	const prices = pricesOf(priceClass);
	if (!prices) return;
	const write = event.usage.cacheCreation1hInputTokens > 0 ? prices.cacheWrite1h : prices.cacheWrite5m;
	conversation.cacheMissUsd = (conversation.cacheMissUsd ?? 0) + (lost * (write - prices.cacheRead)) / 1e6;
}

function seeConversation(conversation: Conversation, event: ConversationSeen): void {
	conversation.configDir = event.configDir;
	conversation.path = event.path ?? conversation.path;
	conversation.cwd = event.cwd ?? conversation.cwd;
	// Claude Code writes HEAD where there is no branch.
	conversation.gitBranch = event.gitBranch === 'HEAD' ? null : (event.gitBranch ?? conversation.gitBranch);
	conversation.version = event.version ?? conversation.version;
	conversation.title = event.title ?? conversation.title;
	conversation.provider = event.provider ?? conversation.provider;
	conversation.isBackground ||= event.kind === 'bg';
	if (event.at !== undefined) touch(conversation, event.at);
}

export function touch(conversation: Conversation, at: number): void {
	conversation.firstAt = conversation.firstAt === null ? at : Math.min(conversation.firstAt, at);
	conversation.lastAt = conversation.lastAt === null ? at : Math.max(conversation.lastAt, at);
}

function seePrompt(conversation: Conversation, event: PromptSeen): void {
	touch(conversation, event.at);
	if (conversation.promptIds.has(event.id)) return;
	conversation.promptIds.add(event.id);
	const times = conversation.promptTimes;
	times.push(event.at);
	if (times.length > 1 && event.at < times.at(-2)!) times.sort((a, b) => a - b);
	conversation.idleAsides = null;
	// Telemetry tells of the same prompt without its text: it counts where it came from.
	if (!event.human || event.text === null) return;
	conversation.humanPrompts++;
	if (conversation.lastPrompt === null || event.at >= conversation.lastPrompt.at)
		conversation.lastPrompt = {at: event.at, text: event.text};
}

function seeCompaction(conversation: Conversation, event: CompactionSeen): void {
	if (event.agentId !== null || conversation.compactions.has(event.id)) return;
	touch(conversation, event.at);
	conversation.compactions.set(event.id, {...event, mainRequestsBefore: conversation.mainRequests});
	conversation.contextTokens = event.postTokens;
	conversation.contextMessageId = null;
	// Unknown until the next request.
	if (event.postTokens === null) return;
	conversation.contextHistory.push(event.postTokens);
	if (conversation.contextHistory.length > historyLength) conversation.contextHistory.shift();
}

function seeToolUse(conversation: Conversation, event: ToolUseSeen): void {
	const bytes = conversation.toolResultBytes.get(event.path) ?? 0;
	conversation.toolResultBytes.set(event.path, bytes + event.toolResultBytes);
	for (const file of event.files) if (conversation.files.size < 10_000) conversation.files.add(file);
}

function seeMetric(conversation: Conversation, event: MetricSeen, dayOf: (at: number) => string): void {
	const {model, querySource: source, at: lastAt, costUsd, inputTokens, outputTokens} = event;
	const {cacheReadTokens, cacheCreationTokens} = event;
	const day = dayOf(event.at);
	const key = `${day}|${source}|${model}`;
	const known = conversation.metrics.get(key);
	const metric = {model, source, day, lastAt, costUsd, inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens};
	if (known) {
		addAmounts(known, metric);
		known.lastAt = Math.max(known.lastAt, lastAt);
	} else conversation.metrics.set(key, metric);
	conversation.lastMetricAt = Math.max(conversation.lastMetricAt, event.at);
	touch(conversation, event.at);
}

/** The request is one of another conversation, copied with its history. */
export function seeCopy(fork: Conversation, parent: Conversation, at: number): void {
	fork.lastCopyAt = Math.max(fork.lastCopyAt, at);
	if (fork.parents.has(parent)) return;
	fork.parents.add(parent);
	parent.forks.add(fork);
	for (const other of parent.forks) other.revision++;
}

export function seeBackground(conversation: Conversation): void {
	if (conversation.isBackground) return;
	conversation.isBackground = true;
	conversation.revision++;
}

function seeStatusline(conversation: Conversation, event: StatuslineSeen): void {
	if (conversation.statusline !== null && event.at < conversation.statusline.at) return;
	conversation.statusline = event;
	conversation.configDir ??= event.configDir;
}
