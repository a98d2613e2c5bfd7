/**
 * Turns the records of one transcript into events. What every record repeats is emitted only when it changes.
 *
 * Whose an event is: the conversation of the FILE. Records carry a `sessionId` too and it is the same, except in subagents
 * of old versions, which have no other sign. `session_id` is not: it stays the process's first conversation after /clear.
 * A resumed conversation goes on in its file. A fork starts a file with copies of its parent's records under its own id;
 * newer versions name the parent in `requestSessionId`, which is passed on as `copiedFrom`.
 */
import {compactionMetadata} from '../compaction.ts';
import type {Emit} from '../events.ts';
import {type Answer, answerFromObject} from './answer.ts';
import {requestsOf} from './answer-requests.ts';
import {createFactEmitter, type EmittedFacts, isTitleKind, type MaybeFacts} from './facts.ts';
import {followedBy, type OpenAnswer} from './followed-answer.ts';
import {pullRequestOf, worktreeOf} from './git.ts';
import {asObject, asText, asTime, type JsonObject} from './object.ts';
import {commandOutput, promptOf, queuedPromptOf, shorten} from './prompt.ts';
import {providerOf} from './provider.ts';
import {reportedTotal} from './reported.ts';
import {callsIn, createToolCallReader, type EmittedToolCalls, resultsIn, type ToolCallReader} from './tool-calls.ts';
import {
	callsOf,
	createTurnReader,
	type EmittedTurn,
	errorOf,
	isInterruption,
	type RecordPlace,
	resultIdsOf,
	type TurnReader,
} from './turn.ts';

/** `usage`: only requests, compactions and reported totals. */
export type Detail = 'full' | 'usage';

/** Where a transcript is stored, and which conversation it belongs to. */
export interface TranscriptSource {
	path: string;
	configDir: string;
	/** Null: it is taken from the records (subagents of old versions). */
	sessionId: string | null;
	/** Null for a conversation's own transcript. */
	agentId: string | null;
}

/** What has been emitted of a conversation so far, so that only what is new is emitted: plain data. */
export interface EmittedConversation {
	sessionId: string | null;
	/** Time of the previous record in ms, used for records without one. */
	at: number;
	facts: EmittedFacts | null;
	turn?: EmittedTurn;
	tools?: EmittedToolCalls;
	/** An answer without a request id, if nothing but lines of it was written since. */
	answer?: OpenAnswer | undefined;
}

export interface ConversationEvents {
	answer(answer: Answer): void;
	/** The files named in the tool calls of an answer. */
	toolCalls(files: readonly string[]): void;
	/** `id`: of the call, if the record names one. */
	toolResult(toolResultBytes: number, id: string | null): void;
	/** A parsed record in place of an answer that does not come from the model, e.g. an API error. */
	synthetic(record: JsonObject): void;
	/** Any parsed record; `place`: its position in the file. */
	record(record: JsonObject, place?: RecordPlace): void;
	/** A record that is no answer's: what follows is another answer, whatever its id. */
	closeAnswer(): void;
	/** Called when a read ends: emits what was collected. `readRecord` reads a record again. */
	end(readRecord: (place: RecordPlace) => string): void;
	/** Null if only requests are wanted (`detail: 'usage'`). */
	turn: TurnReader | null;
	tools: ToolCallReader | null;
}

/** Continues from `emitted`, and updates it. */
export function createConversationEvents(
	emitted: EmittedConversation,
	options: TranscriptSource & {detail: Detail; emit: Emit},
): ConversationEvents {
	const {path, agentId, detail, emit} = options;
	// A subagent may work in a folder of its own, which says nothing about the conversation.
	const facts = agentId === null && detail === 'full' ? createFactEmitter(emitted, options) : null;
	const turn = detail === 'full' ? createTurnReader(emitted, options) : null;
	const tools = detail === 'full' ? createToolCallReader(emitted, options) : null;

	const files = new Set<string>();
	let resultBytes = 0;

	/** The conversation that the record belongs to; null while unknown. */
	function ownerOf(recordSessionId: string | null): string | null {
		emitted.sessionId ??= recordSessionId;
		return emitted.sessionId;
	}

	function timeOf(at: number | null): number {
		if (at !== null) emitted.at = at;
		return emitted.at;
	}

	function answer(line: Answer): void {
		const sessionId = ownerOf(line.sessionId);
		if (sessionId === null) return;
		const at = timeOf(line.at);
		const agent = line.agentId ?? agentId;
		const requests = requestsOf(line, {sessionId, agentId: agent, at});
		facts?.learn(at, {
			cwd: line.cwd,
			gitBranch: line.gitBranch,
			version: line.version,
			provider: requests.length > 0 && line.model !== null ? providerOf(line.model, line.messageId) : null,
		});
		toolCalls(line.files);
		const {messageId, requestId} = line;
		tools?.begin({messageId, requestId, agentId: agent, ...(requestId === null && {usage: requests[0]?.usage, at})});
		const follows = followedBy(emitted, line, agent, requests[0]);
		for (const [index, request] of requests.entries()) emit(index === 0 && follows ? {...request, follows} : request);
	}

	function toolCalls(paths: readonly string[]): void {
		for (const path of paths) files.add(path);
	}

	function record(line: JsonObject, place?: RecordPlace): void {
		const {type} = line;
		if (type !== 'assistant') closeAnswer();
		else {
			const message = asObject(line.message);
			if (!message) return;
			answer(answerFromObject(line, message));
			for (const {id, tool} of callsIn(message.content)) tools?.call(id, tool);
			synthetic(line);
			if (place) for (const call of callsOf(line)) turn?.answer(asText(message.id), place, call);
			return;
		}
		const sessionId = ownerOf(asText(line.sessionId));
		if (sessionId === null) return;
		if (type === 'cost-state') {
			const event = reportedTotal(line, sessionId, emitted.at);
			if (event) emit(event);
		} else if (isTitleKind(type)) {
			facts?.learnTitle(emitted.at, type, asText(line.customTitle) ?? asText(line.aiTitle) ?? asText(line.summary));
		} else if (type === 'queue-operation') turn?.queue(line.operation);
		else if (type === 'pr-link') facts?.learnPullRequest(pullRequestOf(line));
		else if (type === 'worktree-state') facts?.learnWorktree(worktreeOf(line));
		else if (type === 'system') system(line, sessionId);
		else if (detail === 'full' && (type === 'user' || type === 'attachment')) user(line, sessionId);
	}

	/** A subagent's error goes to its caller as a result; it does not end the turn. */
	function synthetic(line: JsonObject): void {
		const error = detail === 'full' && agentId === null && line.isSidechain !== true ? errorOf(line) : null;
		if (error && emitted.sessionId !== null)
			emit({type: 'api.error', sessionId: emitted.sessionId, id: idOf(line, emitted.at), error});
	}

	function user(line: JsonObject, sessionId: string): void {
		const message = asObject(line.message);
		const content = message?.content;
		const results = resultIdsOf(content);
		if (results.length > 0) {
			const bytes = Buffer.byteLength(JSON.stringify(message));
			resultBytes += bytes;
			for (const result of resultsIn(content, bytes)) tools?.result(result.id, result.bytes);
			for (const id of results) turn?.result(id);
			return;
		}
		const isTyped = line.type === 'user';
		// Prompts typed while Claude is working are attachments; all other attachments are added by Claude Code itself.
		const prompt = isTyped ? promptOf(line) : queuedPromptOf(line);
		if (!isTyped && !prompt) return;
		const at = timeOf(asTime(line.timestamp));
		facts?.learn(at, factsOf(line));
		if (prompt && isTyped) turn?.begin(at);
		else if (isInterruption(content)) turn?.interrupt();
		if (prompt && agentId === null) emit({type: 'prompt', sessionId, at, id: idOf(line, at), ...prompt});
		else if (typeof content === 'string') notice(line, commandOutput(content), at);
	}

	function system(line: JsonObject, sessionId: string): void {
		const at = timeOf(asTime(line.timestamp));
		facts?.learn(at, factsOf(line));
		if (line.subtype === 'compact_boundary') {
			const {trigger, preTokens, postTokens, durationMs} = asObject(line.compactMetadata) ?? {};
			const figures = compactionMetadata({trigger, preTokens, postTokens, durationMs});
			const agent = asText(line.agentId) ?? agentId;
			emit({type: 'compaction', sessionId, at, id: idOf(line, at), ...figures, agentId: agent});
		} else if (line.subtype === 'api_error') turn?.retry(line);
		else if (line.subtype === 'local_command' && detail === 'full') {
			const content = asText(line.content) ?? '';
			const prompt = content.startsWith('<command-name>') && promptOf({...line, message: {content}});
			if (prompt) emit({type: 'prompt', sessionId, at, id: idOf(line, at), ...prompt});
			else notice(line, commandOutput(content), at);
		} else if (line.subtype === 'informational' && line.level === 'warning' && detail === 'full') {
			// `Unknown command: /nosuch`
			notice(line, shorten(asText(line.content) ?? ''), at);
		}
	}

	function notice(line: JsonObject, text: string | null, at: number): void {
		if (text !== null && emitted.sessionId !== null)
			emit({type: 'notice', sessionId: emitted.sessionId, at, id: idOf(line, at), text});
	}

	function toolResult(bytes: number, id: string | null): void {
		resultBytes += bytes;
		tools?.result(id, bytes);
	}

	function closeAnswer(): void {
		emitted.answer = undefined;
	}

	function end(readRecord: (place: RecordPlace) => string): void {
		const {sessionId} = emitted;
		if (detail === 'full' && sessionId !== null && (files.size > 0 || resultBytes > 0))
			emit({type: 'tool.use', sessionId, path, toolResultBytes: resultBytes, files: [...files]});
		tools?.end();
		turn?.emitChanged(readRecord);
	}

	function idOf(line: JsonObject, at: number): string {
		return asText(line.uuid) ?? `${path}@${at}`;
	}

	return {answer, toolCalls, toolResult, synthetic, record, closeAnswer, end, turn, tools};
}

function factsOf(line: JsonObject): MaybeFacts {
	return {
		cwd: asText(line.cwd),
		gitBranch: asText(line.gitBranch),
		version: asText(line.version),
		kind: line.sessionKind === 'bg' ? 'bg' : null,
	};
}
