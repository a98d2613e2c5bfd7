/** Turns the lines of one transcript into events, telling things that lines repeat only when they change. */
import type {Emit, RequestSeen} from '../events.ts';
import type {Purpose} from '../telemetry/purpose.ts';
import type {Answer} from './answer.ts';
import {createFactTeller, isTitleKind, type MaybeFacts} from './facts.ts';
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

export interface ToldUsage {
	messageId: string;
	read: UsageRead;
}

export interface Conversation {
	answer(answer: Answer): void;
	/** What was told last: an answer has a line for each content block, each with the whole usage. */
	lastUsage(): ToldUsage | null;
	/** The files named in the tool calls of an answer. */
	toolCalls(files: string[]): void;
	toolResult(toolResultBytes: number): void;
	/** Any other line, parsed. False if what it should say is missing. */
	other(line: JsonObject): boolean;
}

export function createConversation(options: ConversationOptions): Conversation {
	const {path, configDir, agentId, detail, emit} = options;
	let {sessionId} = options;
	/** Lines without a time are as old as the one before them. */
	let lastAt = 0;
	let last: ToldUsage | null = null;
	// A subagent may work in a folder of its own, which says nothing about the conversation.
	const facts = agentId === null && detail === 'full' ? createFactTeller({path, configDir, emit}) : null;

	/** False while it is unknown whose the file is. */
	function belongs(lineSessionId: string | null): boolean {
		sessionId ??= lineSessionId;
		return sessionId !== null;
	}

	function timeOf(at: number | null): number {
		if (at !== null) lastAt = at;
		return lastAt;
	}

	function answer(line: Answer): void {
		if (!belongs(line.sessionId) || sessionId === null) return;
		const at = timeOf(line.at);
		const {read, model, messageId} = line;
		const counted = read !== null && model !== null && model !== '<synthetic>' && !isZero(read);
		facts?.learn(sessionId, at, {
			cwd: line.cwd,
			gitBranch: line.gitBranch,
			version: line.version,
			provider: counted ? providerOf(model, messageId) : null,
		});
		toolCalls(line.files);
		if (!counted || (last?.messageId === messageId && isSameUsage(last.read, read))) return;
		last = messageId === null ? null : {messageId, read};
		const agent = line.agentId ?? agentId;
		const {purpose, cause} = purposeOfAgent(agent, line.isSidechain);
		const request: RequestSeen = {
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
			purpose,
			cause,
			agentId: agent,
			costUsd: null,
			durationMs: null,
			sequence: null,
		};
		if (line.requestSessionId !== null && line.requestSessionId !== sessionId)
			request.copiedFrom = line.requestSessionId;
		emit(request);
	}

	function toolCalls(files: string[]): void {
		if (detail === 'usage' || files.length === 0 || sessionId === null) return;
		emit({type: 'tool.use', sessionId, path, toolResultBytes: 0, files});
	}

	function other(line: JsonObject): boolean {
		if (!belongs(asText(line.sessionId)) || sessionId === null) return true;
		const type = line.type;
		if (type === 'cost-state') {
			const event = reportedTotal(line, sessionId, lastAt);
			if (event) emit(event);
			return event !== null;
		}
		if (isTitleKind(type)) {
			const title = asText(line.customTitle) ?? asText(line.aiTitle) ?? asText(line.summary);
			facts?.learnTitle(sessionId, lastAt, type, title);
			return true;
		}
		if (type === 'system') return system(line, sessionId);
		if (detail === 'usage' || (type !== 'user' && type !== 'attachment')) return true;
		const at = timeOf(asTime(line.timestamp));
		facts?.learn(sessionId, at, factsOf(line));
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
		facts?.learn(session, at, factsOf(line));
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

	function toolResult(toolResultBytes: number): void {
		if (sessionId !== null && toolResultBytes > 0) {
			emit({type: 'tool.use', sessionId, path, toolResultBytes, files: []});
		}
	}

	function idOf(line: JsonObject, at: number): string {
		return asText(line.uuid) ?? `${path}@${at}`;
	}

	return {answer, lastUsage: () => last, toolCalls, toolResult, other};
}

function factsOf(line: JsonObject): MaybeFacts {
	return {
		cwd: asText(line.cwd),
		gitBranch: asText(line.gitBranch),
		version: asText(line.version),
		kind: line.sessionKind === 'bg' ? 'bg' : null,
	};
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

function isSameUsage(a: UsageRead, b: UsageRead): boolean {
	const [first, second] = [a.usage, b.usage];
	return (
		first.outputTokens === second.outputTokens &&
		first.inputTokens === second.inputTokens &&
		first.cacheReadInputTokens === second.cacheReadInputTokens &&
		first.cacheCreation5mInputTokens === second.cacheCreation5mInputTokens &&
		first.cacheCreation1hInputTokens === second.cacheCreation1hInputTokens &&
		first.webSearchRequests === second.webSearchRequests &&
		a.speed === b.speed
	);
}
