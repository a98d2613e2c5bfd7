/**
 * The SQLite database that ccmon processes share, and rooms within a process: each room has its own
 * migrations and versions, so that they evolve independently. Writers should keep their transactions short:
 * in WAL mode readers never wait, but there is one writer at a time, and `node:sqlite` waits on the calling thread.
 */
import {DatabaseSync} from 'node:sqlite';
import {prepareDatabaseFile, setAside} from './database-file.ts';
import {reasonOf} from './files.ts';
import {withMutex} from './mutex.ts';
import type {Problem} from './problem.ts';

/**
 * A migration that runs once, in a transaction: SQL, or a function for what SQL alone cannot do.
 * Steps are only ever appended.
 */
export type Migration = string | ((database: DatabaseSync) => void);

export interface DatabaseOptions {
	/** `<state folder>/ccmon.db`; the folder is made if it is missing. */
	path: string;
	/** The room that owns the tables, e.g. `telemetry`. */
	room: string;
	migrations: readonly Migration[];
	/** Milliseconds since the epoch; names the copy of a database that had to be set aside. */
	now(): number;
	/** How long a statement waits for another writer, in ms; this blocks the thread. */
	busyTimeoutMs?: number;
}

/**
 * `database` is null when it could not be opened, and `problem` says why. Both: what was there could not be used and
 * was set aside, and the database is new and empty.
 */
export interface DatabaseResult {
	database: DatabaseSync | null;
	problem: Problem | null;
}

const maxInteger = Number.MAX_SAFE_INTEGER;
const sqliteBusy = 5;
const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;

/** SQLite's primary result code, or null for any other error. */
function resultCode(error: unknown): number | null {
	if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
	return error.errcode & 0xff;
}

/** Whether the error comes from SQLite. */
export const isDatabaseError = (error: unknown): boolean => resultCode(error) !== null || isOutOfRange(error);

/** Another connection is writing: try again later. */
export const isBusy = (error: unknown): boolean => resultCode(error) === sqliteBusy;

/**
 * The file's content is broken, or has a number in it that no ccmon writes, since it could not be read again: see
 * `replaceDamagedDatabase`.
 */
export function isDamaged(error: unknown): boolean {
	const code = resultCode(error);
	return code === sqliteCorrupt || code === sqliteNotADatabase || isOutOfRange(error);
}

const isOutOfRange = (error: unknown) =>
	error instanceof RangeError && (error as NodeJS.ErrnoException).code === 'ERR_OUT_OF_RANGE';

/** Runs several reads that see the database as it was at one moment. */
export function inOneState<Result>(database: DatabaseSync, read: () => Result): Result {
	if (database.isTransaction) return read();
	database.exec('BEGIN');
	try {
		return read();
	} finally {
		if (database.isTransaction) database.exec('COMMIT');
	}
}

/** Runs writes: either all are stored or none. Rethrows errors. */
export function inTransaction<Result>(database: DatabaseSync, write: () => Result): Result {
	database.exec('BEGIN IMMEDIATE');
	try {
		const result = write();
		database.exec('COMMIT');
		return result;
	} catch (error) {
		if (database.isTransaction) database.exec('ROLLBACK');
		throw error;
	}
}

/** Opens the database, creating it if missing, and migrates the room's tables. Never throws. */
export function openDatabase(options: DatabaseOptions): DatabaseResult {
	return guarded(options, () => {
		const first = tryOpen(options);
		if (first.database) return {database: first.database, problem: null};
		return replace(options, first.unusable);
	});
}

/**
 * For a room whose query failed with `isDamaged`: sets the database aside and opens a new one, unless another process
 * has just done so. Close the old connection first. Never throws.
 */
export function replaceDamagedDatabase(options: DatabaseOptions): DatabaseResult {
	return guarded(options, () => replace(options, 'damaged'));
}

type Unusable = 'damaged' | 'newer';
type Attempt = {database: DatabaseSync; unusable?: never} | {database: null; unusable: Unusable};

function guarded(options: DatabaseOptions, open: () => DatabaseResult): DatabaseResult {
	try {
		return open();
	} catch (error) {
		const message = `The database cannot be opened (${reasonOf(error)}): nothing is remembered until it can.`;
		return {database: null, problem: {type: 'problem', path: options.path, message, count: 1}};
	}
}

/** Serialised across processes, so that two that find the same damage do not set aside each other's new database. */
function replace(options: DatabaseOptions, unusable: Unusable): DatabaseResult {
	return withMutex(options.path, () => {
		const again = tryOpen(options);
		if (again.database) {
			if (unusable !== 'damaged' || isSound(again.database)) return {database: again.database, problem: null};
			again.database.close();
		}
		const aside = setAside(options.path, again.unusable ?? unusable, options.now());
		const {database} = tryOpen(options);
		const why = (again.unusable ?? unusable) === 'newer' ? 'comes from a newer ccmon' : 'was damaged';
		const message = `The database ${why}: it was kept as ${aside} and a new one begun.`;
		return {database, problem: {type: 'problem', path: options.path, message, count: 1}};
	});
}

/** Throws for what is not the content's fault: permissions, a symlink, a full disk. */
function tryOpen(options: DatabaseOptions): Attempt {
	prepareDatabaseFile(options.path);
	const database = new DatabaseSync(options.path, {timeout: options.busyTimeoutMs ?? 2000});
	try {
		enterWalMode(database);
		database.exec('PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216');
		if (migrate(database, options.room, options.migrations)) return {database};
		database.close();
		return {database: null, unusable: 'newer'};
	} catch (error) {
		database.close();
		if (isDamaged(error)) return {database: null, unusable: 'damaged'};
		throw error;
	}
}

/** SQLite does not wait for the lock that changing the mode takes, so two first starts could collide. */
function enterWalMode(database: DatabaseSync): void {
	for (let attempt = 0; ; attempt++) {
		try {
			if (database.prepare('PRAGMA journal_mode').get()?.journal_mode !== 'wal') {
				database.exec('PRAGMA journal_mode = WAL');
			}
			return;
		} catch (error) {
			if (!isBusy(error) || attempt === 100) throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
		}
	}
}

/** Returns false when the tables are of a newer version than these migrations know. */
function migrate(database: DatabaseSync, room: string, migrations: readonly Migration[]): boolean {
	const known = versionOf(database, room);
	if (known === migrations.length) return true;
	return inTransaction(database, () => {
		database.exec('CREATE TABLE IF NOT EXISTS room_version (room TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT');
		// Read again: another process may have migrated while this one waited for the lock.
		const version = versionOf(database, room);
		for (const step of migrations.slice(version)) {
			if (typeof step === 'string') database.exec(step);
			else step(database);
		}
		if (version < migrations.length) {
			database
				.prepare('INSERT INTO room_version VALUES (?1, ?2) ON CONFLICT DO UPDATE SET version = ?2')
				.run(room, migrations.length);
		}
		return version <= migrations.length;
	});
}

function versionOf(database: DatabaseSync, room: string): number {
	const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'room_version'").get();
	if (!table) return 0;
	const row = database.prepare('SELECT version FROM room_version WHERE room = ?').get(room);
	return typeof row?.version === 'number' ? row.version : 0;
}

function isSound(database: DatabaseSync): boolean {
	try {
		return database.prepare('PRAGMA quick_check(1)').get()?.quick_check === 'ok' && isInRange(database);
	} catch {
		return false;
	}
}

/** Whether every integer can be read as a number. */
function isInRange(database: DatabaseSync): boolean {
	const columns = database
		.prepare(
			`SELECT m.name AS "table", p.name AS "column" FROM sqlite_schema m JOIN pragma_table_info(m.name) p
			WHERE m.type = 'table' AND p.type = 'INTEGER'`,
		)
		.all();
	return columns.every(
		({table, column}) =>
			!database
				.prepare(`SELECT 1 FROM "${table}" WHERE "${column}" NOT BETWEEN ${-maxInteger} AND ${maxInteger} LIMIT 1`)
				.get(),
	);
}
