/**
 * The database as several ccmon processes share it: each looks a few times a second whether another one has stored
 * something (`PRAGMA data_version`, a few microseconds), and emits what is new. A database that is damaged or was moved
 * away is replaced while running; without a writable disk, telemetry is kept in memory.
 */
import {DatabaseSync} from 'node:sqlite';
import type {Emit, Problem} from '../../claude/events.ts';
import {followTelemetry, type TelemetryFollower} from '../../index/telemetry/follow.ts';
import {migrations, room} from '../../index/telemetry/schema.ts';
import {createWriter, type Writer} from '../../index/telemetry/write.ts';
import {type DatabaseOptions, isDamaged, openDatabase, replaceDamagedDatabase} from '../../platform/database.ts';
import {reasonOf, statOrNull} from '../../platform/files.ts';

export interface ShareOptions {
	path: string;
	emit: Emit;
	now(): number;
	report(problem: Problem): void;
}

export interface Share {
	/** Starts to emit what is new. */
	start(): void;
	/** Emits what is stored of a conversation, once. */
	load(sessionId: string): void;
	/** Lets `load` emit a conversation again. */
	forget(sessionId: string): void;
	/** `load` for every conversation with anything since then. */
	loadSince(at: number): Promise<void>;
	/** Emits what is new; call it when this process has stored something. */
	pollSoon(): void;
	writer(): Writer | null;
	onWriteError(error: unknown): void;
	close(): void;
}

interface Opened {
	database: DatabaseSync;
	follower: TelemetryFollower;
	writer: Writer;
	/** Null: in memory. */
	inode: number | null;
}

/** A request should reach every screen within 500 ms, of which Claude Code itself takes up to 250. */
const pollMs = 120;
const checkFileEvery = 16;
const gatherMs = 25;
/** Rows per turn of the event loop. */
const rowsPerTurn = 1000;

export function createShare({path, emit, now, report}: ShareOptions): Share {
	const options: DatabaseOptions = {path, room, migrations, now};
	let opened = open(openDatabase, false);
	let timer: NodeJS.Timeout | null = null;
	let polls = 0;
	let more = false;
	let soon: NodeJS.Timeout | null = null;
	let polledAt = Number.NEGATIVE_INFINITY;
	let closed = false;

	function open(opener: typeof openDatabase, replaced: boolean): Opened {
		const {database, problem} = opener(options);
		if (problem) report(problem);
		const used = database ?? inMemory();
		// Waiting would block the screen: a write that finds the database busy is retried.
		used.exec('PRAGMA busy_timeout = 0');
		const inode = database ? inodeOf(path) : null;
		return {
			database: used,
			follower: followTelemetry(used, {fromNothing: replaced}),
			writer: createWriter(used),
			inode,
		};
	}

	function reopen(opener: typeof openDatabase): void {
		opened.database.close();
		// Another process may have stored something in the new one before this one noticed it.
		opened = open(opener, true);
	}

	/** Telemetry must not stop the screen: failed reads are retried at the next poll. */
	function guarded(work: () => void): void {
		try {
			work();
		} catch (error) {
			onError(error);
		}
	}

	function onError(error: unknown): void {
		if (isDamaged(error)) {
			reopen(replaceDamagedDatabase);
			return;
		}
		report({type: 'problem', path, message: `Telemetry cannot be stored or read: ${reasonOf(error)}.`, count: 1});
	}

	function poll(): void {
		if (closed) return;
		polledAt = performance.now();
		guarded(() => {
			const next = opened.follower.next(rowsPerTurn);
			for (const event of next.events) emit(event);
			if (next.more && !more) setImmediate(pollMore);
			more = next.more;
		});
	}

	/** At once when it is quiet; in a flood, what was stored within a few milliseconds is read back together. */
	function pollSoon(): void {
		if (soon) return;
		const wait = polledAt + gatherMs - performance.now();
		if (wait <= 0) poll();
		else soon = setTimeout(pollNow, wait).unref();
	}

	function pollNow(): void {
		soon = null;
		poll();
	}

	function pollMore(): void {
		more = false;
		poll();
	}

	function tick(): void {
		guarded(() => {
			if (++polls % checkFileEvery === 0 && opened.inode !== null && inodeOf(path) !== opened.inode) {
				reopen(openDatabase);
				poll();
			} else if (opened.follower.hasChanged()) poll();
		});
	}

	function load(sessionId: string): void {
		if (closed) return;
		guarded(() => {
			for (const event of opened.follower.load(sessionId)) emit(event);
		});
	}

	return {
		start() {
			timer = setInterval(tick, pollMs).unref();
		},
		async loadSince(at) {
			let sessions: string[] = [];
			guarded(() => {
				if (!closed) sessions = opened.follower.sessionsSince(at);
			});
			for (const sessionId of sessions) {
				load(sessionId);
				await new Promise(resolve => setImmediate(resolve));
			}
		},
		load,
		forget: sessionId => opened.follower.forget(sessionId),
		pollSoon,
		writer: () => (closed ? null : opened.writer),
		onWriteError: onError,
		close() {
			closed = true;
			if (timer) clearInterval(timer);
			if (soon) clearTimeout(soon);
			opened.database.close();
		},
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
