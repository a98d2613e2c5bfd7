/**
 * The state of pushing, in the shared database: the totals at which counting began, and what the server has acknowledged.
 * Samples are stored before they are sent, so that a ccmon killed before the answer sends the same ones again.
 */
import type {DatabaseSync, SQLOutputValue} from 'node:sqlite';
import * as v from 'valibot';
import {inTransaction, openDatabase} from '../../platform/database.ts';
import {type Counter, seriesKey} from './counters.ts';
import type {Sample} from './remote-write.ts';

const schema = `
-- A place that counters are pushed to. scope: address, config folders and the labels of whose they are, as JSON.
-- instance: a label of its own, so that two counts can never be taken for one. Times are ms: last_at, full_at and
-- pending_at by the server's clock, retry_at and busy_until by this machine's.
CREATE TABLE team_push (
	id INTEGER PRIMARY KEY,
	place TEXT NOT NULL UNIQUE,
	scope TEXT NOT NULL,
	instance TEXT NOT NULL,
	prices TEXT,
	last_at INTEGER,
	full_at INTEGER,
	pending_at INTEGER,
	pending TEXT,
	retry_at INTEGER,
	busy_until INTEGER,
	busy_pid INTEGER
) STRICT;

-- base: what the counter held when counting began, which is not sent. value: what the server has; NULL: nothing yet.
CREATE TABLE team_series (
	push INTEGER NOT NULL REFERENCES team_push ON DELETE CASCADE,
	key TEXT NOT NULL,
	name TEXT NOT NULL,
	labels TEXT NOT NULL,
	base REAL NOT NULL,
	value REAL,
	PRIMARY KEY (push, key)
) STRICT, WITHOUT ROWID;
`;

export interface PushedSeries {
	base: number;
	value: number | null;
}

export interface PushState {
	id: number;
	instance: string;
	prices: string | null;
	lastAt: number | null;
	fullAt: number | null;
	pending: {at: number; samples: readonly Sample[]} | null;
	retryAt: number | null;
	series: ReadonlyMap<string, PushedSeries>;
}

export function openPushState(path: string, now: () => number) {
	return openDatabase({path, room: 'team-push', migrations: [schema], now});
}

/** The state for one place (address and folders); with another identity counting starts again. */
export function readPushState(database: DatabaseSync, place: string, scope: string, instance: string): PushState {
	const known = database.prepare('SELECT scope FROM team_push WHERE place = ?').get(place);
	if (known && known.scope !== scope) {
		const push = 'SELECT id FROM team_push WHERE place = ?';
		database.prepare(`DELETE FROM team_series WHERE push IN (${push})`).run(place);
		database.prepare('DELETE FROM team_push WHERE place = ?').run(place);
	}
	database
		.prepare('INSERT OR IGNORE INTO team_push (place, scope, instance) VALUES (?, ?, ?)')
		.run(place, scope, instance);
	const row = database.prepare('SELECT * FROM team_push WHERE place = ?').get(place)!;
	const numberOf = (value: unknown) => (typeof value === 'number' ? value : null);
	const series = new Map<string, PushedSeries>();
	for (const {key, base, value} of database.prepare('SELECT * FROM team_series WHERE push = ?').all(row.id!)) {
		series.set(String(key), {base: Number(base), value: numberOf(value)});
	}
	const pendingAt = numberOf(row.pending_at);
	const samples = samplesFrom(row.pending ?? null);
	return {
		id: Number(row.id),
		instance: String(row.instance),
		prices: row.prices === null ? null : String(row.prices),
		lastAt: numberOf(row.last_at),
		fullAt: numberOf(row.full_at),
		retryAt: numberOf(row.retry_at),
		pending: pendingAt === null || samples === null ? null : {at: pendingAt, samples},
		series,
	};
}

const samplesSchema = v.array(
	v.object({name: v.string(), labels: v.record(v.string(), v.string()), value: v.number()}),
);

/** Null: there are none, or they cannot be read. The next sums include what they said. */
function samplesFrom(json: SQLOutputValue): readonly Sample[] | null {
	try {
		return v.parse(samplesSchema, JSON.parse(String(json)));
	} catch {
		return null;
	}
}

/** Of each counter: the total that is not sent. */
export function saveBases(
	database: DatabaseSync,
	id: number,
	prices: string | null,
	counters: readonly Counter[],
	series: ReadonlyMap<string, PushedSeries>,
): void {
	const put = database.prepare(
		`INSERT INTO team_series VALUES (?1, ?2, ?3, ?4, ?5, ?6)
		ON CONFLICT DO UPDATE SET base = ?5`,
	);
	inTransaction(database, () => {
		for (const {name, labels} of counters) {
			const key = seriesKey(name, labels);
			const {base, value} = series.get(key)!;
			put.run(id, key, name, JSON.stringify(labels), base, value);
		}
		database.prepare('UPDATE team_push SET prices = ? WHERE id = ?').run(prices, id);
	});
}

export function savePending(database: DatabaseSync, id: number, at: number, samples: readonly Sample[]): void {
	database
		.prepare('UPDATE team_push SET pending_at = ?, pending = ? WHERE id = ?')
		.run(at, JSON.stringify(samples), id);
}

/** The server has accepted them, with `values` by series key, or will never accept them. */
export function settlePending(
	database: DatabaseSync,
	id: number,
	{at, values, isFull}: {at: number; values: ReadonlyMap<string, number>; isFull: boolean},
): void {
	const put = database.prepare('UPDATE team_series SET value = ? WHERE push = ? AND key = ?');
	inTransaction(database, () => {
		for (const [key, value] of values) put.run(value, id, key);
		database
			.prepare(
				`UPDATE team_push SET last_at = nullif(max(coalesce(last_at, 0), ?1), 0), pending_at = NULL, pending = NULL, retry_at = NULL,
				full_at = CASE WHEN ?2 THEN ?1 ELSE full_at END WHERE id = ?3`,
			)
			.run(at, isFull ? 1 : 0, id);
	});
}

export function saveRetry(database: DatabaseSync, id: number, at: number): void {
	database.prepare('UPDATE team_push SET retry_at = ? WHERE id = ?').run(at, id);
}

/** How long each request of a push may take, in ms. */
const leaseMs = 60_000;

/** False: another process is pushing there. */
export function takeLease(database: DatabaseSync, id: number, now: number, isAlive: (pid: number) => boolean): boolean {
	const row = database.prepare('SELECT busy_until, busy_pid FROM team_push WHERE id = ?').get(id);
	const until = Number(row?.busy_until ?? 0);
	// A lease impossibly far in the future was taken with a wrong clock.
	const isHeld = until > now && until <= now + leaseMs && Number(row?.busy_pid) !== process.pid;
	if (isHeld && isAlive(Number(row?.busy_pid))) return false;
	const taken = database
		.prepare('UPDATE team_push SET busy_until = ?, busy_pid = ? WHERE id = ? AND busy_until IS ? AND busy_pid IS ?')
		.run(now + leaseMs, process.pid, id, row?.busy_until ?? null, row?.busy_pid ?? null);
	return taken.changes === 1;
}

export function giveLeaseBack(database: DatabaseSync, id: number): void {
	database.prepare('UPDATE team_push SET busy_until = NULL, busy_pid = NULL WHERE id = ?').run(id);
}
