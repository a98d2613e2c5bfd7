/**
 * What the rows of the telemetry tables say. Figures are checked again when they are read: 0.1.0 stored them as large as
 * they came. Rows that were added up read the same.
 */
import type {SQLOutputValue} from 'node:sqlite';
import {boundedCount, boundedTime, boundedUsd} from '../../claude/bounds.ts';
import type {
	ClassifierSeen,
	MetricSeen,
	PromptSeen,
	RequestSeen,
	SessionEvent,
	TelemetryCoverage,
} from '../../claude/events.ts';
import {purposeOf} from '../../claude/telemetry/purpose.ts';
import type {TokenUsage} from '../../claude/usage.ts';

export type TelemetryRow = Record<string, SQLOutputValue>;

export type Table = 'request' | 'metric' | 'mark';

/** A count that cannot be is left out; the others stay. */
const count = (value: SQLOutputValue | undefined): number => boundedCount(value) ?? 0;

/** Of `telemetry_request`. */
export function requestUsage(row: TelemetryRow): TokenUsage {
	return {
		inputTokens: count(row.input_tokens),
		outputTokens: count(row.output_tokens),
		cacheReadInputTokens: count(row.cache_read_tokens),
		cacheCreation5mInputTokens: count(row.cache_creation_5m_tokens),
		cacheCreation1hInputTokens: count(row.cache_creation_1h_tokens),
		webSearchRequests: 0,
	};
}

export function requestSpeed({speed}: TelemetryRow): 'standard' | 'fast' {
	return speed === 'fast' ? 'fast' : 'standard';
}

export interface MetricTokens {
	inputTokens: number;
	outputTokens: number;
	cacheReadTokens: number;
	/** Metrics have one figure for both lifetimes of cache writes. */
	cacheCreationTokens: number;
}

/** Of `telemetry_metric`. */
export function metricTokens(row: TelemetryRow): MetricTokens {
	return {
		inputTokens: count(row.input_tokens),
		outputTokens: count(row.output_tokens),
		cacheReadTokens: count(row.cache_read_tokens),
		cacheCreationTokens: count(row.cache_creation_tokens),
	};
}

export function metricSource({query_source: source}: TelemetryRow): 'main' | 'subagent' | 'auxiliary' {
	return source === 'main' || source === 'subagent' ? source : 'auxiliary';
}

/** The event that a row was stored of; null: it has no time that could be. `row`: with the conversation's `session_id`. */
export function eventOf(table: Table, row: TelemetryRow): SessionEvent | null {
	const at = boundedTime(row.at);
	if (at === null) return null;
	const sessionId = String(row.session_id);
	if (table === 'request') return requestOf(row, sessionId, at);
	return table === 'metric' ? metricOf(row, sessionId, at) : markOf(row, sessionId, at);
}

function requestOf(row: TelemetryRow, sessionId: string, at: number): RequestSeen {
	return {
		type: 'request',
		origin: 'telemetry',
		sessionId,
		messageId: null,
		requestId: textOrNull(row.request_id),
		at,
		model: String(row.model),
		speed: requestSpeed(row),
		inferenceGeo: null,
		usage: requestUsage(row),
		lastIterationTokens: null,
		...purposeOf(String(row.query_source)),
		agentId: textOrNull(row.agent_id),
		costUsd: boundedUsd(row.cost_usd),
		durationMs: numberOrNull(row.duration_ms),
		sequence: numberOrNull(row.sequence),
	};
}

function metricOf(row: TelemetryRow, sessionId: string, at: number): MetricSeen {
	return {
		type: 'metric',
		sessionId,
		model: String(row.model),
		querySource: metricSource(row),
		startAt: Math.min(boundedTime(row.start_at) ?? at, at),
		at,
		costUsd: boundedUsd(row.cost_usd) ?? 0,
		...metricTokens(row),
	};
}

/** In telemetry, a person's prompt looks like one that a finished task puts in. */
function markOf(row: TelemetryRow, sessionId: string, at: number): PromptSeen | ClassifierSeen {
	if (row.kind === 'classifier') return {type: 'classifier', sessionId, at};
	const command = textOrNull(row.command);
	return {type: 'prompt', sessionId, at, id: String(row.mark_key), human: true, text: null, command};
}

/** Of a row of `telemetry_session`. */
export function coverageOf(row: TelemetryRow): TelemetryCoverage {
	return {
		type: 'telemetry.coverage',
		sessionId: String(row.session_id),
		fromStart: row.from_start === 1,
		lostEvents: count(row.lost_events),
		firstEventAt: boundedTime(row.first_event_at),
	};
}

const textOrNull = (value: SQLOutputValue | undefined) => (typeof value === 'string' ? value : null);
const numberOrNull = (value: SQLOutputValue | undefined) => (typeof value === 'number' ? value : null);
