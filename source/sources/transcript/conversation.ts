/** Turns the lines of one transcript into events, telling things that lines repeat only when they change. */
import type {ConversationSeen, Emit} from '../../core/events.ts';
import type {Purpose} from '../../core/purpose.ts';
import type {Answer} from './answer.ts';
import type {Detail} from './line.ts';
import {asNumber, asObject, asText, asTime, type JsonObject} from './object.ts';
import {commandOutput, promptOf, queuedPromptOf, textOf} from './prompt.ts';
import {providerOf} from './provider.ts';
import {reportedTotal} from './reported.ts';
import type {UsageRead} from './usage.ts';

interface ConversationOptions {
	path: string;
	configDir: string;
	sessionId: string | null;
	agentId: string | null;
	detail: Detail;
	emit: Emit;
}

export interface Conversation {
	answer(answer: Answer): void;
	toolResult(toolResultBytes: number): void;
	/** Any other line, parsed. False if what it should say is missing. */
	other(line: JsonObject): boolean;
}

type Facts = Pick<ConversationSeen, 'cwd' | 'gitBranch' | 'version' | 'title' | 'provider'>;
type MaybeFacts = {[Key in keyof Facts]: Facts[Key] | null};

/** The best title known: the person's own, else Claude Code's, else the summary of old versions. */
const titleRank = {'custom-title': 3, 'ai-title': 2, summary: 1} as const;

export function createConversation(options: ConversationOptions): Conversation {
	const {path, configDir, agentId, detail, emit} = options;
	let {sessionId} = options;
	/** Lines without a time are as old as the one before them. */
	let lastAt = 0;
	let lastMessageId: string | null = null;
	let lastRead: UsageRead | null = null;
	const known: Facts = {};
	let knownTitleRank = 0;
	let introduced = false;

	/** False while it is unknown whose the file is. */
	function belongs(lineSessionId: string | null): boolean {
		sessionId ??= lineSessionId;
		return sessionId !== null;
	}

	function timeOf(at: number | null): number {
		if (at !== null) lastAt = at;
		return lastAt;
	}

	function learn(facts: MaybeFacts): void {
		// A subagent may work in a folder of its own, which says nothing about the conversation.
		if (agentId !== null || detail === 'usage' || sessionId === null) return;
		if (introduced && nothingNew(facts)) return;
		const news: Facts = {};
		for (const key of Object.keys(facts) as (keyof Facts)[]) {
			if (facts[key] && facts[key] !== known[key]) Object.assign(news, {[key]: facts[key]});
		}
		introduced = true;
		Object.assign(known, news);
		emit({type: 'conversation.seen', sessionId, configDir, path, ...(lastAt > 0 ? {at: lastAt} : {}), ...news});
	}

	/** Asked of every line: nearly all of them repeat the line before. */
	function nothingNew({cwd, gitBranch, version, title, provider}: MaybeFacts): boolean {
		return (
			(!cwd || cwd === known.cwd) &&
			(!gitBranch || gitBranch === known.gitBranch) &&
			(!version || version === known.version) &&
			(!title || title === known.title) &&
			(!provider || provider === known.provider)
		);
	}

	function answer(line: Answer): void {
		if (!belongs(line.sessionId) || sessionId === null) return;
		const at = timeOf(line.at);
		const {read, model, messageId} = line;
		const counted = read !== null && model !== null && model !== '<synthetic>' && !isZero(read);
		learn({
			cwd: line.cwd,
			gitBranch: line.gitBranch,
			version: line.version,
			provider: counted ? providerOf(model, messageId) : null,
		});
		if (line.files.length > 0) emit({type: 'tool.use', sessionId, path, toolResultBytes: 0, files: line.files});
		// Claude Code writes a line per content block and repeats the usage in each.
		if (!counted || (messageId !== null && messageId === lastMessageId && sameUsage(read, lastRead))) return;
		lastMessageId = messageId;
		lastRead = read;
		const agent = line.agentId ?? agentId;
		emit({
			type: 'request',
			origin: 'transcript',
			sessionId,
			messageId,
			requestId: line.requestId,
			at,
			model,
			speed: read.speed,
			inferenceGeo: read.inferenceGeo,
			usage: read.usage,
			lastIterationTokens: read.lastIterationTokens,
			...purposeOfAgent(agent, line.isSidechain),
			agentId: agent,
			costUsd: null,
			durationMs: null,
			sequence: null,
			...(line.requestSessionId !== null && line.requestSessionId !== sessionId
				? {copiedFrom: line.requestSessionId}
				: {}),
		});
	}

	function other(line: JsonObject): boolean {
		if (!belongs(asText(line.sessionId)) || sessionId === null) return true;
		const type = line.type;
		if (type === 'cost-state') {
			const event = reportedTotal(line, sessionId, lastAt);
			if (event) emit(event);
			return event !== null;
		}
		if (type === 'custom-title' || type === 'ai-title' || type === 'summary') {
			title(asText(line.customTitle) ?? asText(line.aiTitle) ?? asText(line.summary), titleRank[type]);
			return true;
		}
		if (type === 'system') return system(line, sessionId);
		if (detail === 'usage' || (type !== 'user' && type !== 'attachment')) return true;
		const at = timeOf(asTime(line.timestamp));
		learnFrom(line);
		const content = asObject(line.message)?.content;
		const prompt = type === 'user' ? promptOf(line) : queuedPromptOf(line);
		if (prompt && agentId === null) emit({type: 'prompt', sessionId, at, id: idOf(line, at), ...prompt});
		else if (typeof content === 'string') notice(line, content, at);
		else if (Array.isArray(content) && textOf(content) === null) {
			toolResult(Buffer.byteLength(JSON.stringify(line.message)));
		}
		return true;
	}

	function system(line: JsonObject, session: string): boolean {
		const at = timeOf(asTime(line.timestamp));
		learnFrom(line);
		if (line.subtype === 'compact_boundary') {
			const data = asObject(line.compactMetadata);
			emit({
				type: 'compaction',
				sessionId: session,
				at,
				id: idOf(line, at),
				trigger: data?.trigger === 'manual' ? 'manual' : 'auto',
				preTokens: asNumber(data?.preTokens),
				postTokens: asNumber(data?.postTokens),
				durationMs: asNumber(data?.durationMs),
				agentId: asText(line.agentId) ?? agentId,
			});
		} else if (line.subtype === 'local_command' && detail === 'full') {
			const content = asText(line.content) ?? '';
			const prompt = content.startsWith('<command-name>') && promptOf({...line, message: {content}});
			if (prompt) emit({type: 'prompt', sessionId: session, at, id: idOf(line, at), ...prompt});
			else notice(line, content, at);
		}
		return true;
	}

	function notice(line: JsonObject, content: string, at: number): void {
		const text = commandOutput(content);
		if (text !== null && sessionId !== null) emit({type: 'notice', sessionId, at, id: idOf(line, at), text});
	}

	function title(text: string | null, rank: number): void {
		if (text === null || rank < knownTitleRank) return;
		knownTitleRank = rank;
		learn({title: text});
	}

	function toolResult(toolResultBytes: number): void {
		if (sessionId !== null && toolResultBytes > 0) {
			emit({type: 'tool.use', sessionId, path, toolResultBytes, files: []});
		}
	}

	function learnFrom(line: JsonObject): void {
		learn({cwd: asText(line.cwd), gitBranch: asText(line.gitBranch), version: asText(line.version)});
	}

	function idOf(line: JsonObject, at: number): string {
		return asText(line.uuid) ?? `${path}@${at}`;
	}

	return {answer, toolResult, other};
}

/**
 * Some versions keep the hidden requests that continue a conversation as subagents named after their purpose,
 * e.g. `acompact-…`. Side questions are a person's own.
 */
function purposeOfAgent(agentId: string | null, isSidechain: boolean): {purpose: Purpose; cause: string | null} {
	if (agentId === null) return {purpose: isSidechain ? 'subagent' : 'main', cause: null};
	const label = /^a(compact|prompt_suggestion|session_memory|away_summary|agent_summary)-/.exec(agentId)?.[1];
	if (label === 'compact') return {purpose: 'compaction', cause: null};
	return label ? {purpose: 'background', cause: label} : {purpose: 'subagent', cause: null};
}

/** Copies that Claude Code has emptied, and errors that never reached the model. */
function isZero({usage}: UsageRead): boolean {
	return (
		usage.inputTokens +
			usage.outputTokens +
			usage.cacheReadInputTokens +
			usage.cacheCreation5mInputTokens +
			usage.cacheCreation1hInputTokens +
			usage.webSearchRequests ===
		0
	);
}

function sameUsage(a: UsageRead, b: UsageRead | null): boolean {
	return (
		b !== null &&
		a.usage.outputTokens === b.usage.outputTokens &&
		a.usage.inputTokens === b.usage.inputTokens &&
		a.usage.cacheReadInputTokens === b.usage.cacheReadInputTokens &&
		a.usage.cacheCreation5mInputTokens === b.usage.cacheCreation5mInputTokens &&
		a.usage.cacheCreation1hInputTokens === b.usage.cacheCreation1hInputTokens &&
		a.usage.webSearchRequests === b.usage.webSearchRequests &&
		a.speed === b.speed
	);
}
