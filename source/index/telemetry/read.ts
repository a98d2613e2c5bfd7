/** Reads stored telemetry as events: of one conversation, or of those that have got something since. */
import type {DatabaseSync, StatementSync} from 'node:sqlite';
import type {SessionEvent} from '../../claude/events.ts';
import type {TelemetryCoverage} from '../../claude/telemetry/telemetry-seen.ts';
import {coverageOf, eventOf, readable, type Table} from './rows.ts';

/** Up to where the tables have been read: the ids of their last rows. */
export interface TelemetryPosition extends Record<Table, number> {
	/** The last change to what is known of a conversation's coverage. */
	change: number;
}

export const nothingRead: TelemetryPosition = {request: 0, metric: 0, mark: 0, change: 0};

export const tables: readonly Table[] = ['request', 'metric', 'mark'];

/** False: nothing was ever received, and there are no tables. */
export const hasTelemetry = (database: DatabaseSync): boolean =>
	database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'telemetry_session'").get() !== undefined;

/** The end of the tables as they are now. */
export function telemetryPosition(database: DatabaseSync): TelemetryPosition {
	const {position} = statementsOf(database);
	const {request, metric, mark, change} = position.get() ?? {};
	return {request: Number(request), metric: Number(metric), mark: Number(mark), change: Number(change)};
}

/** The conversations with anything stored since the position, the oldest first. Costs as much as what is new. */
export function conversationsSince(
	database: DatabaseSync,
	{request, metric, mark, change}: TelemetryPosition,
): string[] {
	return statementsOf(database)
		.changed.all(request, metric, mark, change)
		.map(row => String(row.session_id));
}

/**
 * All that is stored of a conversation, each kind in the order in which it was stored: requests, metrics, prompts and
 * classifier verdicts, and the coverage at the end.
 */
export function readTelemetryOf(database: DatabaseSync, sessionId: string): SessionEvent[] {
	const events = readRowsOf(database, sessionId, null);
	const coverage = readCoverageOf(database, sessionId);
	if (coverage) events.push(coverage);
	return events;
}

/** `until`: the last rows to read; null: all. */
export function readRowsOf(
	database: DatabaseSync,
	sessionId: string,
	until: Readonly<Record<Table, number>> | null,
): SessionEvent[] {
	const statements = statementsOf(database);
	const session = statements.session.get(sessionId)?.id ?? null;
	const events: SessionEvent[] = [];
	for (const table of tables) {
		for (const row of statements[table].all(session, until?.[table] ?? Number.MAX_SAFE_INTEGER)) {
			row.session_id = sessionId;
			events.push(eventOf(table, row));
		}
	}
	return events;
}

/** Null: nothing was received of the conversation. */
export function readCoverageOf(database: DatabaseSync, sessionId: string): TelemetryCoverage | null {
	const row = statementsOf(database).session.get(sessionId);
	return row ? coverageOf(row) : null;
}

type Statements = Record<Table | 'position' | 'changed' | 'session', StatementSync>;

/** Prepared once for each connection: reports ask of thousands of conversations. */
const prepared = new WeakMap<DatabaseSync, Statements>();

function statementsOf(database: DatabaseSync): Statements {
	const known = prepared.get(database);
	if (known) return known;
	const rowsOf = (table: Table) =>
		database.prepare(`SELECT * FROM ${readable[table]} WHERE session = ? AND id <= ? ORDER BY id`);
	const statements = {
		request: rowsOf('request'),
		metric: rowsOf('metric'),
		mark: rowsOf('mark'),
		session: database.prepare('SELECT * FROM telemetry_session WHERE session_id = ?'),
		position: database.prepare(
			`SELECT (SELECT coalesce(max(id), 0) FROM telemetry_request) AS request,
				(SELECT coalesce(max(id), 0) FROM telemetry_metric) AS metric,
				(SELECT coalesce(max(id), 0) FROM telemetry_mark) AS mark,
				(SELECT coalesce(max(change), 0) FROM telemetry_session) AS change`,
		),
		changed: database.prepare(
			`SELECT session_id FROM telemetry_session WHERE change > ?4 OR id IN (
				SELECT session FROM telemetry_request WHERE id > ?1 UNION
				SELECT session FROM telemetry_metric WHERE id > ?2 UNION
				SELECT session FROM telemetry_mark WHERE id > ?3
			) ORDER BY id`,
		),
	};
	prepared.set(database, statements);
	return statements;
}
