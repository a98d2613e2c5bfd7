/** What the index holds about sessions: the live screen continues from there instead of reading a session's past again. */
import type {DatabaseSync} from 'node:sqlite';
import type {FinishedConversation, StoredConversation} from '../accounting/stored-conversation.ts';
import type {AutomaticCompaction} from '../claude/compaction.ts';
import {identitiesOf} from '../index/folder-rows.ts';
import {createIndexReader} from '../index/load.ts';
import {openIndex, replaceDamagedIndex} from '../index/schema.ts';
import type {FilePosition} from '../index/transcript-file.ts';
import {inOneState, isDamaged} from '../platform/database.ts';
import type {Problem} from '../platform/problem.ts';

export interface StoredSessions {
	/** Call it when the index was brought up to date: it may have new folders, or be another file. */
	renew(): void;
	/** A conversation with its requests, once; null: unknown, or handed out before. */
	load(sessionId: string): StoredConversation | null;
	/** The conversation was closed: it will be loaded again as the index has it then. */
	forget(sessionId: string): void;
	/** Whether the index has everything a conversation spent, so that its requests can be loaded from there again. */
	holds(sums: FinishedConversation): boolean;
	/** How far a transcript had been read when its conversation was loaded; null: not at all. */
	positionOf(sessionId: string, inode: number): FilePosition | null;
	/** When something last happened in it, in ms; null: not known. */
	lastActivityOf(sessionId: string): number | null;
	ownerOf(messageKey: number): string | null;
	relativesOf(sessionIds: Iterable<string>): string[];
	/** Conversations in which something happened since then (ms), as sums. */
	finishedSince(at: number): FinishedConversation[];
	/** Automatic compactions of this machine, the newest first. */
	compactions(): AutomaticCompaction[];
	close(): void;
}

type Opened = Omit<StoredSessions, 'renew'>;

interface Snapshot {
	conversation: StoredConversation | null;
	/** By the transcript's inode, since it may have several names. */
	positions: Map<number, FilePosition>;
}

export interface StoredSessionsOptions {
	databasePath: string;
	configDirs: readonly string[];
	/** Milliseconds since the epoch. */
	now(): number;
	onProblem(problem: Problem): void;
}

/**
 * A database that turns out to be damaged is replaced. If none can be opened, nothing is stored, and everything is read from the
 * files. Never throws.
 */
export function openStoredSessions({databasePath, configDirs, now, onProblem}: StoredSessionsOptions): StoredSessions {
	const index = {path: databasePath, now};
	const snapshots = new Map<string, Snapshot>();
	const open = (): Opened => {
		const {database, problem} = openIndex(index);
		if (problem) onProblem(problem);
		if (!database) return nothingStored;
		try {
			return storedIn(database, configDirs, snapshots);
		} catch (error) {
			database.close();
			return replace(error);
		}
	};
	/** What to go on with after an error; the connection is closed. */
	const replace = (error: unknown): Opened => {
		if (!isDamaged(error)) throw error;
		const replaced = replaceDamagedIndex(error, index);
		const message = 'The database is damaged: what is shown of the past may be too small.';
		onProblem(replaced ?? {type: 'problem', path: databasePath, message, count: 1});
		return replaced ? open() : nothingStored;
	};
	let current = open();
	let isClosed = false;
	if (current === nothingStored) return nothingStored;

	const from = <Result>(read: (sessions: Opened) => Result): Result => {
		try {
			return read(current);
		} catch (error) {
			current.close();
			current = replace(error);
			return read(current);
		}
	};
	return {
		renew() {
			// Quitting does not wait for what is still being read.
			if (isClosed) return;
			const next = open();
			if (next === nothingStored) return;
			current.close();
			current = next;
		},
		load: sessionId => from(sessions => sessions.load(sessionId)),
		forget: sessionId => current.forget(sessionId),
		holds: sums => from(sessions => sessions.holds(sums)),
		positionOf: (sessionId, inode) => from(sessions => sessions.positionOf(sessionId, inode)),
		lastActivityOf: sessionId => from(sessions => sessions.lastActivityOf(sessionId)),
		ownerOf: messageKey => from(sessions => sessions.ownerOf(messageKey)),
		relativesOf: sessionIds => from(sessions => sessions.relativesOf(sessionIds)),
		finishedSince: at => from(sessions => sessions.finishedSince(at)),
		compactions: () => from(sessions => sessions.compactions()),
		close() {
			isClosed = true;
			current.close();
			current = nothingStored;
		},
	};
}

export const nothingStored: StoredSessions = {
	renew() {},
	load: () => null,
	forget() {},
	holds: () => false,
	positionOf: () => null,
	lastActivityOf: () => null,
	ownerOf: () => null,
	relativesOf: () => [],
	finishedSince: () => [],
	compactions: () => [],
	close() {},
};

function storedIn(database: DatabaseSync, configDirs: readonly string[], snapshots: Map<string, Snapshot>): Opened {
	const index = createIndexReader(database, identitiesOf(configDirs));

	/** The conversation and how far its files were read must be of one moment: others go on writing. */
	const snapshotOf = (sessionId: string): Snapshot => {
		const known = snapshots.get(sessionId);
		if (known) return known;
		const taken = inOneState(database, () => {
			const conversation = index.conversation(sessionId);
			return {conversation, positions: conversation ? index.positions(conversation.row) : new Map()};
		});
		snapshots.set(sessionId, taken);
		return taken;
	};

	return {
		load(sessionId) {
			const snapshot = snapshotOf(sessionId);
			const {conversation} = snapshot;
			// The ledger owns it from now on.
			snapshot.conversation = null;
			return conversation;
		},
		forget: sessionId => void snapshots.delete(sessionId),
		holds: sums => index.holds(sums),
		positionOf: (sessionId, inode) => snapshotOf(sessionId).positions.get(inode) ?? null,
		lastActivityOf: sessionId => index.lastActivityOf(sessionId),
		ownerOf: messageKey => index.ownerOf(messageKey),
		relativesOf: sessionIds => index.relativesOf(sessionIds),
		finishedSince: at => index.finishedSince(at),
		compactions: () => index.compactions(),
		close: () => database.close(),
	};
}
