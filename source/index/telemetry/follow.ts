/**
 * Hands out stored telemetry as events, each row once: what was there at the start is read conversation by conversation,
 * what comes later in the order in which it was stored, by any process.
 */
import type {DatabaseSync} from 'node:sqlite';
import type {SessionEvent} from '../../claude/events.ts';
import {nothingRead, readCoverageOf, readRowsOf, tables, telemetryPosition} from './read.ts';
import {eventOf, readable, type Table} from './rows.ts';

export interface TelemetryFollower {
	/** Conversations with anything since then, the oldest first. */
	sessionsSince(at: number): string[];
	/** What was stored of a conversation so far; nothing the second time, since the rest comes with `next`. */
	load(sessionId: string): SessionEvent[];
	/** The conversation is not kept: `load`, or the next that is stored of it, hands out all of it again. */
	forget(sessionId: string): void;
	/** What was stored since the last call, up to about `limit` rows; `more`: call again. */
	next(limit: number): {events: SessionEvent[]; more: boolean};
	/** Cheap: whether another connection has written since the last call. */
	hasChanged(): boolean;
}

/** `fromNothing`: all that is stored counts as new. */
export function followTelemetry(database: DatabaseSync, {fromNothing = false} = {}): TelemetryFollower {
	const loaded = new Set<string>();
	/** Conversations whose coverage is to be handed out, once all rows that it covers are. */
	const uncovered = new Set<string>();
	const position = {...(fromNothing ? nothingRead : telemetryPosition(database))};
	let version = -1;

	const prepareFor = (table: Table) =>
		database.prepare(
			`SELECT row.*, session_id FROM ${readable[table]} AS row JOIN telemetry_session ON telemetry_session.id = session
			WHERE row.id > ? ORDER BY row.id LIMIT ?`,
		);
	const selectNew = {request: prepareFor('request'), metric: prepareFor('metric'), mark: prepareFor('mark')};
	const selectChanged = database.prepare(
		'SELECT change, session_id FROM telemetry_session WHERE change > ? ORDER BY change',
	);
	const selectSince = database.prepare(
		`SELECT session_id FROM telemetry_session WHERE id IN (
			SELECT session FROM telemetry_request WHERE at >= ?1 UNION SELECT session FROM telemetry_metric WHERE at >= ?1
		) ORDER BY id`,
	);
	const dataVersion = database.prepare('PRAGMA data_version');

	function loadRows(sessionId: string): SessionEvent[] {
		if (loaded.has(sessionId)) return [];
		loaded.add(sessionId);
		uncovered.add(sessionId);
		return readRowsOf(database, sessionId, position);
	}

	function* coverages(): Generator<SessionEvent> {
		for (const {change, session_id} of selectChanged.all(position.change)) {
			position.change = Number(change);
			yield* loadRows(String(session_id));
			uncovered.add(String(session_id));
		}
		for (const sessionId of uncovered) {
			const coverage = readCoverageOf(database, sessionId);
			if (coverage) yield coverage;
		}
		uncovered.clear();
	}

	return {
		load(sessionId) {
			if (loaded.has(sessionId)) return [];
			const events = loadRows(sessionId);
			const coverage = readCoverageOf(database, sessionId);
			uncovered.delete(sessionId);
			return coverage ? [...events, coverage] : events;
		},
		forget(sessionId) {
			loaded.delete(sessionId);
			uncovered.delete(sessionId);
		},
		sessionsSince: at => selectSince.all(at).map(row => String(row.session_id)),
		next(limit) {
			const events: SessionEvent[] = [];
			let more = false;
			for (const table of tables) {
				const rows = selectNew[table].all(position[table], limit);
				if (rows.length === limit) more = true;
				for (const row of rows) {
					for (const event of loadRows(String(row.session_id))) events.push(event);
					position[table] = Number(row.id);
					events.push(eventOf(table, row));
				}
			}
			if (!more) for (const event of coverages()) events.push(event);
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
