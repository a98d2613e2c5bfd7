/** What the rows of the telemetry tables say, as events. */
import type {SQLOutputValue} from 'node:sqlite';
import {lastTime, maxDurationMs, maxTokens, maxUsd} from '../../claude/bounds.ts';
import type {PromptSeen, RequestSeen, SessionEvent} from '../../claude/events.ts';
import {purposeOf} from '../../claude/telemetry/purpose.ts';
import type {ClassifierSeen, MetricSeen, TelemetryCoverage} from '../../claude/telemetry/telemetry-seen.ts';
import type {TokenUsage} from '../../claude/usage.ts';

type TelemetryRow = Record<string, SQLOutputValue>;

export type Table = 'request' | 'metric' | 'mark';

const bounded = (column: string, most: number, otherwise: string) =>
	`CASE WHEN ${column} BETWEEN 0 AND ${most} THEN ${column} ELSE ${otherwise} END AS ${column}`;
const counts = (...columns: string[]) => columns.map(column => bounded(column, maxTokens, '0')).join(', ');
/** The plus keeps SQLite from looking rows up by it, where they are asked for by id. */
const isTime = `+at BETWEEN 0 AND ${lastTime}`;

/**
 * What to read the tables from: 0.1.0 stored figures as large as they came, and one that cannot be would fail whatever
 * adds it up or makes a date of it. It counts as unknown, or 0 where that cannot be represented; the others stay.
 */
export const readable: Readonly<Record<Table, string>> = {
	request: `(
		SELECT id, session, request_id, at, model, speed, query_source, agent_id,
			${counts('input_tokens', 'output_tokens', 'cache_read_tokens')},
			${counts('cache_creation_5m_tokens', 'cache_creation_1h_tokens')},
			${bounded('cost_usd', maxUsd, 'NULL')},
			${bounded('duration_ms', maxDurationMs, 'NULL')}
		FROM telemetry_request WHERE ${isTime}
	)`,
	metric: `(
		SELECT id, session, model, query_source, at,
			${bounded('cost_usd', maxUsd, '0')},
			${counts('input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_creation_tokens')}
		FROM telemetry_metric WHERE ${isTime}
	)`,
	mark: `(SELECT id, session, kind, mark_key, at, command FROM telemetry_mark WHERE ${isTime})`,
};

/** Of `telemetry_request`. */
function requestUsage(row: TelemetryRow): TokenUsage {
	return {
		inputTokens: Number(row.input_tokens),
		outputTokens: Number(row.output_tokens),
		cacheReadInputTokens: Number(row.cache_read_tokens),
		cacheCreation5mInputTokens: Number(row.cache_creation_5m_tokens),
		cacheCreation1hInputTokens: Number(row.cache_creation_1h_tokens),
		webSearchRequests: 0,
	};
}

function requestSpeed({speed}: TelemetryRow): 'standard' | 'fast' {
	return speed === 'fast' ? 'fast' : 'standard';
}

function metricSource({query_source: source}: TelemetryRow): 'main' | 'subagent' | 'auxiliary' {
	return source === 'main' || source === 'subagent' ? source : 'auxiliary';
}

/** The event that a row was stored of. `row`: of what is `readable`, with the conversation's `session_id`. */
export function eventOf(table: Table, row: TelemetryRow): SessionEvent {
	const sessionId = String(row.session_id);
	const at = Number(row.at);
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
		costUsd: numberOrNull(row.cost_usd),
		durationMs: numberOrNull(row.duration_ms),
	};
}

function metricOf(row: TelemetryRow, sessionId: string, at: number): MetricSeen {
	return {
		type: 'metric',
		sessionId,
		model: String(row.model),
		querySource: metricSource(row),
		at,
		costUsd: Number(row.cost_usd),
		inputTokens: Number(row.input_tokens),
		outputTokens: Number(row.output_tokens),
		cacheReadTokens: Number(row.cache_read_tokens),
		// Metrics have one figure for both lifetimes of cache writes.
		cacheCreationTokens: Number(row.cache_creation_tokens),
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
		lostEvents: Number(row.lost_events),
		firstEventAt: numberOrNull(row.first_event_at),
	};
}

const textOrNull = (value: SQLOutputValue | undefined) => (typeof value === 'string' ? value : null);
const numberOrNull = (value: SQLOutputValue | undefined) => (typeof value === 'number' ? value : null);
