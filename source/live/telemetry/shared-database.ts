/**
 * The telemetry database as this process has it open. One that is damaged, or that was moved away, is replaced while
 * running; without a writable disk, telemetry is kept in memory.
 */
import {DatabaseSync} from 'node:sqlite';
import type {Problem} from '../../claude/events.ts';
import {followTelemetry, type TelemetryFollower} from '../../index/telemetry/follow.ts';
import {migrations, room} from '../../index/telemetry/schema.ts';
import {createWriter, type Writer} from '../../index/telemetry/write.ts';
import {type DatabaseOptions, isDamaged, openDatabase, replaceDamagedDatabase} from '../../platform/database.ts';
import {reasonOf, statOrNull} from '../../platform/files.ts';

export interface SharedDatabase {
	/** What reads it now: another one once it was replaced. */
	follower(): TelemetryFollower;
	writer(): Writer;
	/** Opens it again if another file is in its place by now. */
	reopenIfMoved(): boolean;
	/** Telemetry must not stop the screen: what fails is reported, and can be tried again. */
	guarded(work: () => void): void;
	/** Reports an error, or replaces a damaged database. */
	onError(error: unknown): void;
	close(): void;
}

interface Opened {
	database: DatabaseSync;
	follower: TelemetryFollower;
	writer: Writer;
	/** Null: in memory. */
	inode: number | null;
}

export function openSharedDatabase(
	path: string,
	now: () => number,
	report: (problem: Problem) => void,
): SharedDatabase {
	const options: DatabaseOptions = {path, room, migrations, now};
	let opened = open(openDatabase, {fromNothing: false});

	function open(opener: typeof openDatabase, from: {fromNothing: boolean}): Opened {
		const {database, problem} = opener(options);
		if (problem) report(problem);
		const used = database ?? inMemory();
		// Waiting would block the screen: a write that finds the database busy is retried.
		used.exec('PRAGMA busy_timeout = 0');
		const inode = database ? inodeOf(path) : null;
		const follower = followTelemetry(used, from);
		return {database: used, follower, writer: createWriter(used), inode};
	}

	function reopen(opener: typeof openDatabase): void {
		opened.database.close();
		// Another process may have stored something in the new one before this one noticed it.
		opened = open(opener, {fromNothing: true});
	}

	function onError(error: unknown): void {
		if (isDamaged(error)) reopen(replaceDamagedDatabase);
		else report({type: 'problem', path, message: `Telemetry cannot be stored or read: ${reasonOf(error)}.`, count: 1});
	}

	return {
		follower: () => opened.follower,
		writer: () => opened.writer,
		reopenIfMoved() {
			const hasMoved = opened.inode !== null && inodeOf(path) !== opened.inode;
			if (hasMoved) reopen(openDatabase);
			return hasMoved;
		},
		guarded(work) {
			try {
				work();
			} catch (error) {
				onError(error);
			}
		},
		onError,
		close: () => opened.database.close(),
	};
}

function inMemory(): DatabaseSync {
	const database = new DatabaseSync(':memory:');
	for (const migration of migrations) database.exec(migration);
	return database;
}

function inodeOf(path: string): number | null {
	return statOrNull(path)?.ino ?? null;
}
