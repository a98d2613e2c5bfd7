/**
 * Follows the running sessions' transcripts, within milliseconds of a new line. The system's change events make it fast, a
 * regular look at the files makes it reliable.
 */
import path from 'node:path';
import type {Emit} from '../../claude/events.ts';
import {guarded} from '../../core/guarded.ts';
import type {TranscriptFile} from '../../index/discover.ts';
import type {FilePosition} from '../../index/transcript-file.ts';
import {realPathOf} from '../../platform/files.ts';
import {createFolderWatches} from '../folder-watches.ts';
import {createFollowedSession, type FollowedSession, type OpenTail, type SessionToFollow} from './followed-session.ts';
import {createReadQueue} from './read-queue.ts';
import {findTranscript} from './search.ts';
import {createTail, type Tail} from './tail.ts';

export interface TranscriptWatcherOptions {
	emit: Emit;
	/** Where the index has read a conversation's file of this inode to, if it has. */
	positionOf?: (sessionId: string, inode: number) => FilePosition | null;
	/** Between two looks at all followed files, in ms. */
	sweepMs?: number;
}

export interface TranscriptWatcher {
	/**
	 * Emits everything in the session's transcripts, subagents included, and from then on what is appended.
	 * Resolves when everything there so far has been emitted; a session without a transcript yet is not an error.
	 */
	follow(session: SessionToFollow): Promise<void>;
	/** The files' positions are kept: followed again, reading continues where it stopped. */
	unfollow(sessionId: string): void;
	/**
	 * The conversation is not kept: when something happens in it, its files are read on from where the index has read them to.
	 * Returns how long they were when they were read last, in bytes, by their paths.
	 */
	forget(sessionId: string): Map<string, number>;
	/** Reads these to their present ends in the pauses of everything else; what was read before is not read again. */
	read(files: readonly TranscriptFile[]): Promise<void>;
	close(): void;
}

/** How much of a file is read at once when a change is reported; more is read in slices. */
const stepBytes = 2 ** 20;
/** How many looks pass before all projects are searched again for a session without a transcript. */
const sweepsBetweenSearches = 15;

export function createTranscriptWatcher({
	emit,
	positionOf,
	sweepMs = 2000,
}: TranscriptWatcherOptions): TranscriptWatcher {
	const tails = new Map<string, Tail>();
	const sessions = new Map<string, FollowedSession>();
	const queue = createReadQueue();
	const watches = createFolderWatches(guarded('reading transcripts', emit, changed));
	let watchesAreStale = false;
	let sweeps = 0;
	let closed = false;

	const startOf = (sessionId: string | null) => (inode: number) =>
		sessionId === null ? null : (positionOf?.(sessionId, inode) ?? null);

	const openTail: OpenTail = (file, identity, configDir) => {
		const known = tails.get(file);
		if (known) return known;
		// Several paths may lead to one file: it is read once.
		const real = realPathOf(file);
		const tail =
			tails.get(real) ?? createTail({path: file, ...identity, configDir, emit, from: startOf(identity.sessionId)});
		tails.set(file, tail).set(real, tail);
		return tail;
	};

	function readOn(tail: Tail): void {
		if (tail.read(stepBytes) === 'more') void queue.add([tail]);
	}

	function look(session: FollowedSession): void {
		void queue.add(session.scan());
		renewWatches();
	}

	/** Once for all sessions that are followed in one go. */
	function renewWatches(): void {
		if (watchesAreStale) return;
		watchesAreStale = true;
		queueMicrotask(setWatches);
	}

	const setWatches = guarded('watching transcripts', emit, () => {
		watchesAreStale = false;
		if (closed) return;
		const hasNew = watches.set([...sessions.values()].flatMap(session => session.folders()));
		if (hasNew) for (const session of sessions.values()) look(session);
	});

	function changed(folder: string, name: string | null): void {
		if (name === null) {
			sweep();
			return;
		}
		const concerned = [...sessions.values()].filter(session => session.concerns(folder, name));
		if (concerned.length === 0) return;
		const tail = tails.get(path.join(folder, name));
		if (tail) readOn(tail);
		else for (const session of concerned) look(session);
	}

	function sweep(): void {
		sweeps++;
		for (const session of sessions.values()) {
			look(session);
			if (!session.found() && sweeps % sweepsBetweenSearches === 0) void search(session);
		}
	}

	async function search(session: FollowedSession): Promise<void> {
		const file = await findTranscript(session.configDir, session.sessionId);
		if (file) session.locate(file);
	}

	function unfollow(sessionId: string): void {
		if (sessions.delete(sessionId)) renewWatches();
	}

	const timer = setInterval(guarded('reading transcripts', emit, sweep), sweepMs).unref();
	return {
		async follow(to) {
			let session = sessions.get(to.sessionId);
			if (!session || session.cwd !== to.cwd || session.configDir !== to.configDir) {
				session = createFollowedSession(to, openTail, emit);
				sessions.set(to.sessionId, session);
			}
			let all = session.scan();
			if (!session.found()) {
				await search(session);
				all = session.scan();
			}
			renewWatches();
			await queue.add(all);
		},
		unfollow,
		forget(sessionId) {
			const sizes = new Map<string, number>();
			for (const [file, tail] of tails) {
				if (tail.sessionId !== sessionId) continue;
				tails.delete(file);
				const size = tail.sizeBytes();
				if (size !== null) sizes.set(file, size);
			}
			unfollow(sessionId);
			return sizes;
		},
		read(files) {
			return queue.add(
				files.map(({path, folder, sessionId, agentId}) => openTail(path, {sessionId, agentId}, folder.path)),
				'background',
			);
		},
		close() {
			closed = true;
			clearInterval(timer);
			watches.close();
			queue.close();
		},
	};
}
