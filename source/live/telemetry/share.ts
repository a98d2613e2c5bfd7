/**
 * Telemetry as several ccmon processes share it in one database: each looks a few times a second whether another one has
 * stored something (`PRAGMA data_version`, a few microseconds), and emits what is new.
 */
import type {Emit, Problem} from '../../claude/events.ts';
import type {Writer} from '../../index/telemetry/write.ts';
import {openSharedDatabase} from './shared-database.ts';

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

/** A request should reach every screen within 500 ms, of which Claude Code itself takes up to 250. */
const pollMs = 120;
const checkFileEvery = 16;
const gatherMs = 25;
/** Rows per turn of the event loop. */
const rowsPerTurn = 1000;

export function createShare({path, emit, now, report}: ShareOptions): Share {
	const shared = openSharedDatabase(path, now, report);
	let timer: NodeJS.Timeout | null = null;
	let polls = 0;
	let more = false;
	let soon: NodeJS.Timeout | null = null;
	let polledAt = Number.NEGATIVE_INFINITY;
	let closed = false;

	function poll(): void {
		if (closed) return;
		polledAt = performance.now();
		shared.guarded(() => {
			const next = shared.follower().next(rowsPerTurn);
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
		shared.guarded(() => {
			if (++polls % checkFileEvery === 0) shared.reopenIfMoved();
			if (shared.follower().hasChanged()) poll();
		});
	}

	function load(sessionId: string): void {
		if (closed) return;
		shared.guarded(() => {
			for (const event of shared.follower().load(sessionId)) emit(event);
		});
	}

	return {
		start() {
			timer = setInterval(tick, pollMs).unref();
		},
		async loadSince(at) {
			let sessions: string[] = [];
			shared.guarded(() => {
				if (!closed) sessions = shared.follower().sessionsSince(at);
			});
			for (const sessionId of sessions) {
				load(sessionId);
				await new Promise(resolve => setImmediate(resolve));
			}
		},
		load,
		forget: sessionId => shared.follower().forget(sessionId),
		pollSoon,
		writer() {
			if (closed) return null;
			// What is stored in a file that was removed is lost, and its sender would not send it again.
			shared.reopenIfMoved();
			return shared.writer();
		},
		onWriteError: shared.onError,
		close() {
			closed = true;
			if (timer) clearInterval(timer);
			shared.close();
		},
	};
}
