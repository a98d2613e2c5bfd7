/**
 * Answers as they are generated. The API reports input and cache tokens when an answer starts and its output tokens when
 * it ends; between the two, output is estimated from the text so far, and the end replaces the estimate.
 * Events: https://platform.claude.com/docs/en/build-with-claude/streaming
 */
import type {Emit, RequestSeen} from '../events.ts';
import {asObject, asText, type JsonObject} from '../transcript/object.ts';
import {withParts} from '../transcript/request-parts.ts';
import {usageFromObject} from '../transcript/usage.ts';

export interface Streaming {
	/** The event of a `stream_event` line. */
	event(event: JsonObject, place: Place): void;
	/** An `assistant` line: it repeats the usage of the start, and alone has the request's id. */
	assistant(message: JsonObject, requestId: string | null, place: Place): void;
	/** Whether the text of this answer came piece by piece. */
	hasStreamed(messageId: string | null): boolean;
	/** The session ended: estimates are replaced by what was last reported. */
	abandon(): void;
}

export interface Place {
	sessionId: string;
	/** Set for what a subagent does. */
	parentToolUseId: string | null;
	at: number;
}

interface OpenAnswer {
	messageId: string;
	model: string;
	usage: JsonObject;
	place: Place;
	characters: number;
	emittedAt: number;
}

/** Estimates are emitted no more often than this, in ms: the screen is not drawn more often either. */
const estimateMs = 100;
/** Characters per token in English text and code; rather too few tokens than too many. */
const charactersPerToken = 4;

export function createStreaming(emit: Emit): Streaming {
	/** By subagent; the main thread's under the empty name. */
	const open = new Map<string, OpenAnswer>();
	let streamedId: string | null = null;

	function emitRequest(
		{messageId, model, place}: Pick<OpenAnswer, 'messageId' | 'model' | 'place'>,
		usage: JsonObject,
		at: number,
		more: {requestId?: string | null; estimatedOutput?: number} = {},
	): void {
		const read = usageFromObject(usage);
		if (read === null) return;
		const {requestId = null, estimatedOutput = 0} = more;
		const outputTokens = Math.max(read.usage.outputTokens, estimatedOutput);
		const request: RequestSeen = {
			type: 'request',
			origin: 'headless',
			sessionId: place.sessionId,
			messageId,
			requestId,
			at,
			model: read.servedBy ?? model,
			speed: read.speed,
			inferenceGeo: read.inferenceGeo,
			usage: {...read.usage, outputTokens},
			...(estimatedOutput > 0 ? {outputEstimated: true} : {}),
			lastIterationTokens: null,
			purpose: place.parentToolUseId === null ? 'main' : 'subagent',
			cause: null,
			agentId: null,
			costUsd: null,
			durationMs: null,
		};
		for (const part of withParts(request, read)) emit(part);
	}

	function start(message: JsonObject | null, place: Place): void {
		const messageId = asText(message?.id);
		const model = asText(message?.model);
		const usage = asObject(message?.usage);
		if (!messageId || !model || !usage) return;
		streamedId = messageId;
		const answer = {messageId, model, usage, place, characters: 0, emittedAt: place.at};
		open.set(place.parentToolUseId ?? '', answer);
		emitRequest(answer, usage, place.at);
	}

	function grow(answer: OpenAnswer, delta: JsonObject | null, at: number): void {
		const piece = asText(delta?.text) ?? asText(delta?.thinking) ?? asText(delta?.partial_json) ?? '';
		answer.characters += piece.length;
		if (at - answer.emittedAt < estimateMs) return;
		answer.emittedAt = at;
		emitRequest(answer, answer.usage, at, {estimatedOutput: Math.floor(answer.characters / charactersPerToken)});
	}

	return {
		event(event, place) {
			const key = place.parentToolUseId ?? '';
			const answer = open.get(key);
			if (event.type === 'message_start') start(asObject(event.message), place);
			else if (!answer) return;
			else if (event.type === 'content_block_delta') grow(answer, asObject(event.delta), place.at);
			else if (event.type === 'message_delta') {
				// The end has the final usage; fields it leaves out are unchanged since the start.
				const final = Object.entries(asObject(event.usage) ?? {}).filter(([, value]) => value !== null);
				answer.usage = {...answer.usage, ...Object.fromEntries(final)};
				emitRequest(answer, answer.usage, place.at);
				open.delete(key);
			}
		},
		assistant(message, requestId, place) {
			const messageId = asText(message.id);
			const model = asText(message.model);
			const usage = asObject(message.usage);
			if (!messageId || !model || model === '<synthetic>' || !usage) return;
			emitRequest({messageId, model, place}, usage, place.at, {
				requestId,
				estimatedOutput: Math.floor((open.get(place.parentToolUseId ?? '')?.characters ?? 0) / charactersPerToken),
			});
		},
		hasStreamed: messageId => messageId !== null && messageId === streamedId,
		abandon() {
			for (const answer of open.values()) emitRequest(answer, answer.usage, answer.emittedAt);
			open.clear();
		},
	};
}
