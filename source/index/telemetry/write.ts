/** Stores what was received, without duplicates: batches are sent again when an answer was late or lost. */
import type {DatabaseSync} from 'node:sqlite';
import type {ParsedLogs} from '../../claude/telemetry/logs.ts';
import {intervalsOf, type MetricPoint, type ParsedMetrics} from '../../claude/telemetry/metrics.ts';
import type {TelemetryMark, TelemetryMetric, TelemetryRequest} from '../../claude/telemetry/records.ts';
import {inTransaction, isBusy} from '../../platform/database.ts';
import {createRunStore} from './run-store.ts';
import {createSessionStore} from './session-store.ts';

/** A parsed body. */
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

	/** For records: their fields are the columns, but for the conversation, which the table has as a number. */
	function prepareInsert(sql: string) {
		const statement = database.prepare(`${sql} ON CONFLICT DO NOTHING`);
		statement.setAllowUnknownNamedParameters(true);
		return statement;
	}
	const insertRequest = prepareInsert(
		`INSERT INTO telemetry_request (session, request_key, request_id, at, model, speed, query_source, agent_id,
			input_tokens, output_tokens, cache_read_tokens, cache_creation_5m_tokens, cache_creation_1h_tokens,
			cost_usd, duration_ms, sequence)
		VALUES (:session, :request_key, :request_id, :at, :model, :speed, :query_source, :agent_id,
			:input_tokens, :output_tokens, :cache_read_tokens, :cache_creation_5m_tokens, :cache_creation_1h_tokens,
			:cost_usd, :duration_ms, :sequence)`,
	);
	const insertMetric = prepareInsert(
		`INSERT INTO telemetry_metric (session, model, query_source, start_at, at, figures,
			cost_usd, input_tokens, output_tokens, cache_read_tokens, cache_creation_tokens)
		VALUES (:session, :model, :query_source, :start_at, :at, :figures,
			:cost_usd, :input_tokens, :output_tokens, :cache_read_tokens, :cache_creation_tokens)`,
	);
	const insertMark = prepareInsert(
		`INSERT INTO telemetry_mark (session, kind, mark_key, at, command)
		VALUES (:session, :kind, :mark_key, :at, :command)`,
	);
	const selectCounter = database.prepare('SELECT value FROM telemetry_counter WHERE series = ?');
	const updateCounter = database.prepare(
		'INSERT INTO telemetry_counter VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?2, at = ?3',
	);
	const dataVersion = database.prepare('PRAGMA data_version');

	const storeMark = (mark: TelemetryMark) => insertMark.run({...mark, session: sessions.idOf(mark.session_id)});

	function storeInterval(interval: TelemetryMetric): void {
		insertMetric.run({...interval, session: sessions.idOf(interval.session_id)});
	}

	function storeRequest(request: TelemetryRequest): void {
		// The same event comes again with all of these the same; an id alone may be a gateway's, the same for every answer.
		const request_key = `${request.session_id} ${request.sequence} ${request.at} ${request.request_id}`;
		insertRequest.run({...request, session: sessions.idOf(request.session_id), request_key});
	}

	/** By how much a running total has grown. A total below the last one has restarted. */
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
	function forgetIfChanged(): void {
		const version = Number(dataVersion.get()?.data_version);
		if (version === seenVersion) return;
		seenVersion = version;
		runs.forget();
		sessions.forget();
	}

	function store(deliveries: readonly Delivery[]): void {
		forgetIfChanged();
		const touched = new Set<string>();
		for (const {logs, metrics, connection} of deliveries) {
			for (const request of logs?.requests ?? []) storeRequest(request);
			for (const mark of logs?.marks ?? []) storeMark(mark);
			for (const event of logs?.events ?? []) {
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
				inTransaction(database, () => store(deliveries));
				return true;
			} catch (error) {
				runs.forget();
				sessions.forget();
				if (isBusy(error)) return false;
				throw error;
			}
		},
	};
}
