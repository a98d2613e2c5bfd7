/**
 * Reads stored telemetry back as events, each row once: what was there when the reader began is read conversation by
 * conversation, what comes later in the order it was stored, whichever process stored it.
 */
import type {DatabaseSync, SQLOutputValue} from 'node:sqlite';
import type {SessionEvent} from '../../claude/events.ts';
import {purposeOf} from '../../claude/telemetry/purpose.ts';
import {metricSource, metricTokens, requestSpeed, requestUsage, type TelemetryRow} from './rows.ts';

export interface Reader {
	/** Conversations with anything since then, in the order in which they were first heard of. */
	sessionsSince(at: number): string[];
	/** What was stored of a conversation before the reader began; nothing the second time. */
	load(sessionId: string): SessionEvent[];
	/** What was stored since the last call, up to about `limit` rows; `more`: call again. */
	news(limit: number): {events: SessionEvent[]; more: boolean};
	/** Cheap: whether another connection has written since the last call. */
	hasChanged(): boolean;
}

const tables = ['request', 'metric', 'mark'] as const;
type Table = (typeof tables)[number];

/** `fromNothing`: all that is stored is news. */
export function createReader(database: DatabaseSync, {fromNothing = false} = {}): Reader {
	const loaded = new Set<string>();
	/** Loaded, and their coverage not told yet. */
	const uncovered = new Set<string>();
	const newest = (table: Table) =>
		fromNothing ? 0 : Number(database.prepare(`SELECT max(id) AS id FROM telemetry_${table}`).get()?.id ?? 0);
	const first = {request: newest('request'), metric: newest('metric'), mark: newest('mark')};
	const next = {...first};
	const newestChange = database.prepare('SELECT max(change) AS change FROM telemetry_session').get()?.change;
	let change = fromNothing ? 0 : Number(newestChange ?? 0);
	let version = -1;

	const join = 'JOIN telemetry_session ON telemetry_session.id = session';
	const prepareFor = (make: (table: Table) => string) => ({
		request: database.prepare(make('request')),
		metric: database.prepare(make('metric')),
		mark: database.prepare(make('mark')),
	});
	const selectOld = prepareFor(
		table => `SELECT * FROM telemetry_${table} WHERE id <= ? AND session = ? ORDER BY telemetry_${table}.id`,
	);
	const selectNew = prepareFor(
		table => `SELECT telemetry_${table}.*, session_id FROM telemetry_${table} ${join}
			WHERE telemetry_${table}.id > ? ORDER BY telemetry_${table}.id LIMIT ?`,
	);
	const selectSession = database.prepare('SELECT * FROM telemetry_session WHERE session_id = ?');
	const selectChanged = database.prepare('SELECT * FROM telemetry_session WHERE change > ? ORDER BY change');
	const selectSince = database.prepare(
		`SELECT session_id FROM telemetry_session WHERE id IN (
			SELECT session FROM telemetry_request WHERE at >= ?1 UNION SELECT session FROM telemetry_metric WHERE at >= ?1
		) ORDER BY id`,
	);
	const dataVersion = database.prepare('PRAGMA data_version');

	/** Without the coverage, which is to come after all rows. */
	function loadRows(sessionId: string): SessionEvent[] {
		if (loaded.has(sessionId)) return [];
		loaded.add(sessionId);
		uncovered.add(sessionId);
		const id = selectSession.get(sessionId)?.id ?? null;
		return tables.flatMap(table =>
			selectOld[table].all(first[table], id).map(row => eventOf[table]({...row, session_id: sessionId})),
		);
	}

	function* coverages(): Generator<SessionEvent> {
		for (const row of selectChanged.all(change)) {
			change = Number(row.change);
			const sessionId = String(row.session_id);
			yield* loadRows(sessionId);
			uncovered.delete(sessionId);
			yield coverageOf(row);
		}
		for (const sessionId of uncovered) {
			const row = selectSession.get(sessionId);
			if (row) yield coverageOf(row);
		}
		uncovered.clear();
	}

	return {
		load(sessionId) {
			if (loaded.has(sessionId)) return [];
			const events = loadRows(sessionId);
			uncovered.delete(sessionId);
			const row = selectSession.get(sessionId);
			return row ? [...events, coverageOf(row)] : events;
		},
		sessionsSince: at => selectSince.all(at).map(row => String(row.session_id)),
		news(limit) {
			const events: SessionEvent[] = [];
			let more = false;
			for (const table of tables) {
				const rows = selectNew[table].all(next[table], limit);
				if (rows.length === limit) more = true;
				for (const row of rows) {
					next[table] = Number(row.id);
					for (const event of loadRows(String(row.session_id))) events.push(event);
					events.push(eventOf[table](row));
				}
			}
			if (!more) events.push(...coverages());
			return {events, more};
		},
		hasChanged() {
			const current = Number(dataVersion.get()?.data_version);
			if (current === version) return false;
			version = current;
			return true;
		},
	};
}

const eventOf: Record<Table, (row: TelemetryRow) => SessionEvent> = {
	request: row => ({
		type: 'request',
		origin: 'telemetry',
		sessionId: String(row.session_id),
		messageId: null,
		requestId: textOrNull(row.request_id),
		at: Number(row.at),
		model: String(row.model),
		speed: requestSpeed(row),
		inferenceGeo: null,
		usage: requestUsage(row),
		lastIterationTokens: null,
		...purposeOf(String(row.query_source)),
		agentId: textOrNull(row.agent_id),
		costUsd: numberOrNull(row.cost_usd),
		durationMs: numberOrNull(row.duration_ms),
		sequence: numberOrNull(row.sequence),
	}),
	metric: row => ({
		type: 'metric',
		sessionId: String(row.session_id),
		model: String(row.model),
		querySource: metricSource(row),
		startAt: Number(row.start_at),
		at: Number(row.at),
		costUsd: Number(row.cost_usd),
		...metricTokens(row),
	}),
	mark(row) {
		const sessionId = String(row.session_id);
		const at = Number(row.at);
		if (row.kind === 'classifier') return {type: 'classifier', sessionId, at};
		const command = textOrNull(row.command);
		return {type: 'prompt', sessionId, at, id: String(row.mark_key), human: true, text: null, command};
	},
};

function coverageOf(row: TelemetryRow): SessionEvent {
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
