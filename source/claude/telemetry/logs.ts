/**
 * Claude Code's log events, read. Documented at https://code.claude.com/docs/en/monitoring-usage; `event.sequence`,
 * `request_id` and `classifier_verdict` are as Claude Code 2.1 sends them. Prompt and answer texts are never read, even
 * where a person has switched their redaction off.
 */
import type {ClassifierSeen, PromptSeen, RequestSeen} from '../events.ts';
import {type Attributes, logRecords, readNumber, readText} from './otlp.ts';
import {purposeOf} from './purpose.ts';

/** Any event of Claude Code: all of them are numbered, so all of them tell whether one is missing. */
export interface LogEvent {
	sessionId: string;
	/** Milliseconds since the epoch. */
	at: number;
	/** `event.sequence`, counted from 0 in each process; null when it has none. */
	sequence: number | null;
	/** The slash command without its slash, for a prompt that is one. */
	command: string | null;
	request: TelemetryRequest | null;
	prompt: PromptSeen | null;
	classifier: ClassifierSeen | null;
}

/** A request with Claude Code's own word for what it was for, which is what is stored. */
export interface TelemetryRequest extends RequestSeen {
	origin: 'telemetry';
	querySource: string;
}

export interface ParsedLogs {
	events: LogEvent[];
	/** Records of Claude Code that could not be used. */
	invalid: number;
}

/** All that is looked at: most of what comes is not. */
const wanted = new Set([
	...['event.name', 'session.id', 'event.sequence', 'command_name', 'prompt.id', 'classifier_verdict'],
	...['model', 'input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens'],
	...['cache_creation_5m_tokens', 'cache_creation_1h_tokens', 'query_source', 'request_id', 'speed', 'agent_id'],
	...['cost_usd', 'duration_ms'],
]);

const maxIdLength = 128;
const maxTokens = 1e12;

/** Reads a body of `/v1/logs`. `receivedAt` stands in for a missing time. Never throws. */
export function parseLogs(body: unknown, receivedAt: number): ParsedLogs {
	const events: LogEvent[] = [];
	let invalid = 0;
	for (const {at, name, attributes} of logRecords(body, wanted)) {
		const event = readEvent(name?.replace(/^claude_code\./, '') ?? '', at ?? receivedAt, attributes);
		if (event) events.push(event);
		else invalid++;
	}
	return {events, invalid};
}

function readEvent(name: string, at: number, attributes: Attributes): LogEvent | null {
	const sessionId = readId(attributes, 'session.id');
	if (sessionId === null || name === '') return null;
	const sequence = readCount(attributes, 'event.sequence');
	const event: LogEvent = {sessionId, at, sequence, command: null, request: null, prompt: null, classifier: null};
	if (name === 'api_request') {
		event.request = readRequest(event, attributes);
		if (event.request === null) return null;
	} else if (name === 'user_prompt') {
		event.command = readId(attributes, 'command_name');
		event.prompt = readPrompt(event, attributes);
	} else if (name === 'tool_decision' && readText(attributes.get('classifier_verdict')) !== null) {
		event.classifier = {type: 'classifier', sessionId, at};
	}
	return event;
}

function readRequest({sessionId, at, sequence}: LogEvent, attributes: Attributes): TelemetryRequest | null {
	const model = readId(attributes, 'model');
	const inputTokens = readCount(attributes, 'input_tokens');
	const outputTokens = readCount(attributes, 'output_tokens');
	if (model === null || inputTokens === null || outputTokens === null) return null;
	const written = readCount(attributes, 'cache_creation_tokens') ?? 0;
	const oneHour = readCount(attributes, 'cache_creation_1h_tokens') ?? 0;
	// Older versions do not split what was written to the cache; five minutes is the default and the cheaper.
	const fiveMinutes = Math.max(readCount(attributes, 'cache_creation_5m_tokens') ?? 0, written - oneHour);
	const querySource = readId(attributes, 'query_source') ?? 'unknown';
	return {
		type: 'request',
		origin: 'telemetry',
		sessionId,
		messageId: null,
		requestId: readId(attributes, 'request_id'),
		at,
		model,
		speed: attributes.get('speed') === 'fast' ? 'fast' : 'standard',
		inferenceGeo: null,
		usage: {
			inputTokens,
			outputTokens,
			cacheReadInputTokens: readCount(attributes, 'cache_read_tokens') ?? 0,
			cacheCreation5mInputTokens: fiveMinutes,
			cacheCreation1hInputTokens: oneHour,
			webSearchRequests: 0,
		},
		lastIterationTokens: null,
		querySource,
		...purposeOf(querySource),
		agentId: readId(attributes, 'agent_id'),
		costUsd: readAmount(attributes, 'cost_usd'),
		durationMs: readAmount(attributes, 'duration_ms'),
		sequence,
	};
}

/**
 * The id is kept apart from that of the same prompt in the transcript, which alone has the text. Telemetry does not tell
 * a person's prompt from one that a finished task puts in.
 */
function readPrompt({sessionId, at, command, sequence}: LogEvent, attributes: Attributes): PromptSeen {
	const id = `telemetry:${readId(attributes, 'prompt.id') ?? `${sequence}:${at}`}`;
	return {type: 'prompt', sessionId, at, id, human: true, text: null, command};
}

/** Short text without control characters: an id, a model, a word. */
export function readId(attributes: Attributes, key: string): string | null {
	const text = readText(attributes.get(key));
	return text !== null && text.length <= maxIdLength && !/[\x00-\x1f\x7f-\x9f]/.test(text) ? text : null;
}

function readAmount(attributes: Attributes, key: string): number | null {
	const amount = readNumber(attributes.get(key));
	return amount !== null && amount >= 0 ? amount : null;
}

function readCount(attributes: Attributes, key: string): number | null {
	const amount = readAmount(attributes, key);
	return amount !== null && amount <= maxTokens ? Math.trunc(amount) : null;
}
