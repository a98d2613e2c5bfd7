/** The runs of numbered events as they are stored. Rows are known by numbers: a run's own, and its session's. */
import type {DatabaseSync} from 'node:sqlite';
import type {Run} from '../../claude/telemetry/sequence-runs.ts';
import {asObject} from '../../claude/transcript/object.ts';

export interface RunRows {
	/** Null: the row is gone, or somebody else has written it. */
	stretches(id: number): Run['stretches'] | null;
	/** Newest first. */
	ofSession(session: number): number[];
	/** Those whose last event has this number, newest first. */
	endingWith(sequence: number): number[];
	/** An empty run. */
	insert(): number;
	update(id: number, stretches: Run['stretches']): void;
	link(session: number, id: number): void;
}

/** A conversation is resumed a few times; a sender that makes up thousands of runs must not be compared with all. */
export const maxRunsOfSession = 50;
const maxEndingAlike = 8;

export function createRunRows(database: DatabaseSync): RunRows {
	const select = database.prepare('SELECT stretches FROM telemetry_run WHERE id = ?');
	const selectOfSession = database.prepare(
		`SELECT run AS id FROM telemetry_run_session WHERE session = ? ORDER BY run DESC LIMIT ${maxRunsOfSession}`,
	);
	const selectEnding = database.prepare(
		`SELECT id FROM telemetry_run WHERE last_sequence = ? ORDER BY last_at DESC LIMIT ${maxEndingAlike}`,
	);
	const insert = database.prepare("INSERT INTO telemetry_run (last_sequence, last_at, stretches) VALUES (0, 0, '[]')");
	const update = database.prepare(
		'UPDATE telemetry_run SET last_sequence = ?, last_at = ?, stretches = ? WHERE id = ?',
	);
	const link = database.prepare('INSERT OR IGNORE INTO telemetry_run_session VALUES (?, ?)');
	return {
		stretches: id => stretchesFrom(String(select.get(id)?.stretches)),
		ofSession: session => selectOfSession.all(session).map(({id}) => Number(id)),
		endingWith: sequence => selectEnding.all(sequence).map(({id}) => Number(id)),
		insert: () => Number(insert.run().lastInsertRowid),
		update(id, stretches) {
			const last = stretches.at(-1);
			if (last) update.run(last.last, last.lastAt, JSON.stringify(stretches), id);
		},
		link: (session, id) => void link.run(session, id),
	};
}

function stretchesFrom(json: string): Run['stretches'] | null {
	try {
		const stretches: unknown = JSON.parse(json);
		return Array.isArray(stretches) && stretches.every(isStretch) ? stretches : null;
	} catch {
		return null;
	}
}

function isStretch(value: unknown): value is Run['stretches'][number] {
	const {sessionId, first, last, firstAt, lastAt} = asObject(value) ?? {};
	return typeof sessionId === 'string' && [first, last, firstAt, lastAt].every(Number.isFinite);
}
