/** Stores what was received, each thing once: batches come again when an answer was late or never arrived. */
import type {DatabaseSync} from 'node:sqlite';
import type {LogEvent, ParsedLogs, TelemetryRequest} from '../../claude/telemetry/logs.ts';
import {type Interval, intervalsOf, type MetricPoint, type ParsedMetrics} from '../../claude/telemetry/metrics.ts';
import {isBusy} from '../../platform/database.ts';
import {createRunStore} from './run-store.ts';
import {createSessionStore} from './session-store.ts';

/** One body, read. */
export interface Delivery {
	logs: ParsedLogs | null;
	metrics: ParsedMetrics | null;
	/** The socket it came by; any object that is the same for one connection. */
	connection: object;
}

export interface Writer {
	/**
	 * Stores the bodies in one transaction. False: another process is writing, and nothing was done. Throws what SQLite
	 * says of a full disk or a damaged file, and nothing was done then either.
	 */
	write(deliveries: readonly Delivery[]): boolean;
}

export function createWriter(database: DatabaseSync): Writer {
	const sessions = createSessionStore(database);
	const runs = createRunStore(database, sessions.idOf);
	let seenVersion = -1;

	const insertRequest = database.prepare(
		`INSERT INTO telemetry_request (session, request_key, request_id, at, model, speed, query_source, agent_id,
			input_tokens, output_tokens, cache_read_tokens, cache_creation_5m_tokens, cache_creation_1h_tokens,
			cost_usd, duration_ms, sequence)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
	);
	const insertMetric = database.prepare(
		`INSERT INTO telemetry_metric (session, model, query_source, start_at, at, figures,
			cost_usd, input_tokens, output_tokens, cache_read_tokens, cache_creation_tokens)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
	);
	const insertMark = database.prepare(
		'INSERT INTO telemetry_mark (session, kind, mark_key, at, command) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
	);
	const selectCounter = database.prepare('SELECT value FROM telemetry_counter WHERE series = ?');
	const updateCounter = database.prepare(
		'INSERT INTO telemetry_counter VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?2, at = ?3',
	);

	const dataVersion = database.prepare('PRAGMA data_version');

	function storeRequest(session: number, request: TelemetryRequest): void {
		const {sessionId, requestId, at, model, speed, querySource, agentId, usage, costUsd, durationMs, sequence} =
			request;
		const key = requestId ?? `${sessionId}:${sequence}:${at}`;
		insertRequest.run(
			...[session, key, requestId, at, model, speed, querySource, agentId],
			...[usage.inputTokens, usage.outputTokens, usage.cacheReadInputTokens],
			...[usage.cacheCreation5mInputTokens, usage.cacheCreation1hInputTokens],
			...[costUsd, durationMs, sequence],
		);
	}

	function storeEvent(event: LogEvent): void {
		const session = sessions.idOf(event.sessionId);
		if (event.request) storeRequest(session, event.request);
		if (event.prompt) insertMark.run(session, 'prompt', event.prompt.id, event.at, event.command);
		if (event.classifier) insertMark.run(session, 'classifier', `${event.sequence}:${event.at}`, event.at, null);
	}

	function storeInterval(interval: Interval): void {
		const {sessionId, model, querySource, startAt, at, figures} = interval;
		const {costUsd, inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens} = interval;
		insertMetric.run(
			...[sessions.idOf(sessionId), model, querySource, startAt, at, figures],
			...[costUsd, inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens],
		);
	}

	/** What a running total has grown by. A total below the last one has begun anew. */
	function increment(point: MetricPoint): MetricPoint {
		const before = selectCounter.get(point.series)?.value;
		const known = typeof before === 'number' && before <= point.value ? before : 0;
		updateCounter.run(point.series, point.value, point.at);
		return {...point, value: point.value - known};
	}

	function storeMetrics(metrics: ParsedMetrics): void {
		for (const sessionId of metrics.sessionIds) sessions.learn(sessionId, metrics.freshSessionIds.has(sessionId));
		const points = metrics.points.map(point => (point.cumulative ? increment(point) : point));
		// A running total is sent again and again while nothing is spent.
		for (const interval of intervalsOf(points.filter(({value}) => value > 0))) storeInterval(interval);
	}

	/** What another connection has written since is not in memory. */
	function notice(): void {
		const version = Number(dataVersion.get()?.data_version);
		if (version === seenVersion) return;
		seenVersion = version;
		runs.forget();
		sessions.forget();
	}

	function store(deliveries: readonly Delivery[]): void {
		notice();
		const touched = new Set<string>();
		for (const {logs, metrics, connection} of deliveries) {
			for (const event of logs?.events ?? []) {
				storeEvent(event);
				const {sequence} = event;
				if (sequence === null) continue;
				for (const sessionId of runs.place({...event, sequence}, connection)) touched.add(sessionId);
			}
			if (!metrics) continue;
			storeMetrics(metrics);
			for (const sessionId of metrics.sessionIds) touched.add(sessionId);
		}
		runs.save();
		for (const sessionId of touched) sessions.setCoverage(runs.coverage(sessionId, sessions.factsOf));
	}

	return {
		write(deliveries) {
			try {
				database.exec('BEGIN IMMEDIATE');
			} catch (error) {
				if (isBusy(error)) return false;
				throw error;
			}
			try {
				store(deliveries);
				database.exec('COMMIT');
				return true;
			} catch (error) {
				if (database.isTransaction) database.exec('ROLLBACK');
				runs.forget();
				sessions.forget();
				if (isBusy(error)) return false;
				throw error;
			}
		},
	};
}
