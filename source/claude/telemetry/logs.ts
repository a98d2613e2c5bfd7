/**
 * Claude Code's log events, read. Documented at https://code.claude.com/docs/en/monitoring-usage; `event.sequence`,
 * `request_id` and `classifier_verdict` are as Claude Code 2.1 sends them. Prompt and answer texts are never read, even
 * where a person has switched their redaction off.
 */
import {boundedCount, boundedDurationMs, boundedUsd} from '../bounds.ts';
import {type Attributes, logRecords, readId, readNumber, readText} from './otlp.ts';
import type {TelemetryMark, TelemetryRequest} from './records.ts';

/** Any event of Claude Code: all of them are numbered, so all of them show whether one is missing. */
export interface LogEvent {
	sessionId: string;
	/** Milliseconds since the epoch. */
	at: number;
	/** `event.sequence`, counted from 0 in each process; null when it has none. */
	sequence: number | null;
	/** The slash command without its slash, for a prompt that is one. */
	command: string | null;
}

export interface ParsedLogs {
	events: LogEvent[];
	requests: TelemetryRequest[];
	marks: TelemetryMark[];
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

/** Reads a body of `/v1/logs`. `receivedAt` stands in for a missing time. Never throws. */
export function parseLogs(body: unknown, receivedAt: number): ParsedLogs {
	const parsed: ParsedLogs = {events: [], requests: [], marks: [], invalid: 0};
	for (const {at, name, attributes} of logRecords(body, wanted)) {
		const sessionId = readId(attributes, 'session.id');
		const event = sessionId === null ? null : eventOf(sessionId, at ?? receivedAt, attributes);
		if (event && name !== null && readRecord(name.replace(/^claude_code\./, ''), event, attributes, parsed))
			parsed.events.push(event);
		else parsed.invalid++;
	}
	return parsed;
}

function eventOf(sessionId: string, at: number, attributes: Attributes): LogEvent {
	return {sessionId, at, sequence: readCount(attributes, 'event.sequence'), command: null};
}

/** False: it is one that is stored, and cannot be used. */
function readRecord(name: string, event: LogEvent, attributes: Attributes, {requests, marks}: ParsedLogs): boolean {
	const {sessionId: session_id, at, sequence} = event;
	if (name === 'api_request') {
		const request = readRequest(event, attributes);
		if (request === null) return false;
		requests.push(request);
	} else if (name === 'user_prompt') {
		event.command = readId(attributes, 'command_name');
		// Apart from the id of the same prompt in the transcript, which alone has the text.
		const mark_key = `telemetry:${readId(attributes, 'prompt.id') ?? `${sequence}:${at}`}`;
		marks.push({session_id, kind: 'prompt', mark_key, at, command: event.command});
	} else if (name === 'tool_decision' && readText(attributes.get('classifier_verdict')) !== null) {
		marks.push({session_id, kind: 'classifier', mark_key: `${sequence}:${at}`, at, command: null});
	}
	return true;
}

function readRequest({sessionId, at, sequence}: LogEvent, attributes: Attributes): TelemetryRequest | null {
	const model = readId(attributes, 'model');
	const input = readCount(attributes, 'input_tokens');
	const output = readCount(attributes, 'output_tokens');
	if (model === null || input === null || output === null) return null;
	const written = readCount(attributes, 'cache_creation_tokens') ?? 0;
	const oneHour = readCount(attributes, 'cache_creation_1h_tokens') ?? 0;
	return {
		session_id: sessionId,
		request_id: readId(attributes, 'request_id'),
		at,
		model,
		speed: attributes.get('speed') === 'fast' ? 'fast' : 'standard',
		query_source: readId(attributes, 'query_source') ?? 'unknown',
		agent_id: readId(attributes, 'agent_id'),
		input_tokens: input,
		output_tokens: output,
		cache_read_tokens: readCount(attributes, 'cache_read_tokens') ?? 0,
		// Older versions do not split what was written to the cache; five minutes is the default and the cheaper.
		cache_creation_5m_tokens: Math.max(readCount(attributes, 'cache_creation_5m_tokens') ?? 0, written - oneHour),
		cache_creation_1h_tokens: oneHour,
		cost_usd: boundedUsd(readNumber(attributes.get('cost_usd'))),
		duration_ms: boundedDurationMs(readNumber(attributes.get('duration_ms'))),
		sequence,
	};
}

const readCount = (attributes: Attributes, key: string) => boundedCount(readNumber(attributes.get(key)));
