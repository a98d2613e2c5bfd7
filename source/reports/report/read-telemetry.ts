/** What the telemetry room stored beside the transcripts, by conversation. Read only; its tables may not be there. */
import type {DatabaseSync} from 'node:sqlite';
import {costOf, priceClassOf} from '../../accounting/cost.ts';
import {purposeOf} from '../../claude/telemetry/purpose.ts';
import {noUsage} from '../../claude/usage.ts';
import {quarterMs} from '../../index/schema.ts';
import {
	metricSource,
	metricTokens,
	readable,
	requestSpeed,
	requestUsage,
	type TelemetryRow,
} from '../../index/telemetry/rows.ts';
import type {Metered, Spent} from './hidden.ts';

export interface TelemetryOfSession {
	events: Spent[];
	metrics: Metered[];
	isCovered: boolean;
	hasClassifier: boolean;
}

/** By session id. */
export function readTelemetry(database: DatabaseSync): Map<string, TelemetryOfSession> {
	const sessions = new Map<string, TelemetryOfSession>();
	const exists = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'telemetry_session'").get();
	if (!exists) return sessions;
	const byId = new Map<number, TelemetryOfSession>();
	for (const row of database.prepare('SELECT * FROM telemetry_session').all()) {
		const isCovered = row.from_start === 1 && row.metrics === 1 && row.lost_events === 0;
		const session: TelemetryOfSession = {events: [], metrics: [], isCovered, hasClassifier: false};
		byId.set(Number(row.id), session);
		sessions.set(String(row.session_id), session);
	}
	for (const row of database.prepare(eventsSql).all()) byId.get(Number(row.session))?.events.push(eventOf(row));
	for (const row of database.prepare(metricsSql).all()) byId.get(Number(row.session))?.metrics.push(meteredOf(row));
	const classifiers = database.prepare("SELECT DISTINCT session FROM telemetry_mark WHERE kind = 'classifier'").all();
	for (const {session} of classifiers) {
		const found = byId.get(Number(session));
		if (found) found.hasClassifier = true;
	}
	return sessions;
}

const quarter = `at / ${quarterMs} AS quarter`;

/** Requests that Claude Code priced apart from those that it did not. */
const eventsSql = `SELECT session, ${quarter}, model, speed, query_source, count(*) AS messages,
	sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(cache_read_tokens) AS cache_read_tokens,
	sum(cache_creation_5m_tokens) AS cache_creation_5m_tokens, sum(cache_creation_1h_tokens) AS cache_creation_1h_tokens,
	sum(cost_usd) AS cost_usd
	FROM ${readable.request} GROUP BY session, quarter, model, speed, query_source, cost_usd IS NULL
	ORDER BY quarter`;

const metricsSql = `SELECT session, ${quarter}, model, query_source, sum(cost_usd) AS cost_usd,
	sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(cache_read_tokens) AS cache_read_tokens,
	sum(cache_creation_tokens) AS cache_creation_tokens
	FROM ${readable.metric} GROUP BY session, quarter, model, query_source ORDER BY quarter`;

function eventOf(row: TelemetryRow): Spent {
	const usage = requestUsage(row);
	const model = String(row.model);
	const priceClass = priceClassOf({model, speed: requestSpeed(row), inferenceGeo: null}, noUsage);
	return {
		quarter: Number(row.quarter),
		model,
		...purposeOf(String(row.query_source)),
		usage,
		messages: Number(row.messages),
		costUsd: row.cost_usd === null ? costOf(priceClass, usage) : Number(row.cost_usd),
	};
}

function meteredOf(row: TelemetryRow): Metered {
	const {inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens} = metricTokens(row);
	return {
		quarter: Number(row.quarter),
		model: String(row.model),
		source: metricSource(row),
		usage: {
			...noUsage,
			inputTokens,
			outputTokens,
			cacheReadInputTokens: cacheReadTokens,
			cacheCreation5mInputTokens: cacheCreationTokens,
		},
		costUsd: Number(row.cost_usd),
	};
}
