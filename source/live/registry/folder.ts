/**
 * One `sessions` folder of one config folder: what its files said last, and what changed since. Only `<pid>.json` is
 * ever opened: the folder also holds keys.
 */
import {join} from 'node:path';
import type {Emit, ProcessInfo} from '../../claude/events.ts';
import {
	isElsewhere,
	maxRegistryFileBytes,
	parseRegistryFile,
	type RegisteredSession,
	registryPid,
} from '../../claude/registry/parse.ts';
import {isMissing, readDirectory, reasonOf, type Stats, statListed} from '../../platform/files.ts';
import {isSameProcess, isStillRunning} from '../../platform/process.ts';
import {readSmallFile} from '../../platform/small-file.ts';
import {processElsewhere} from './elsewhere.ts';

/** The dead rarely rise: of their files only change events and every tenth sweep are heeded, as there can be thousands. */
const staleEvery = 10;

export interface FolderOptions {
	configDir: string;
	emit: Emit;
	clock: () => number;
	/** This machine's own; null: this system has none. */
	pidDomain: string | null;
}

interface FileState {
	pid: number;
	/** Size, time and inode of what was read last; null: read it again. */
	stamp: string | null;
	modifiedAt: number;
	/** What it said when it was read last; null: nothing that is a session. */
	session: RegisteredSession | null;
	/** What was emitted of it; null: nothing, or that it is gone. */
	shown: ProcessInfo | null;
	/** Its process has ended. */
	isStale: boolean;
	/** The stamp of a file that a sweep could not parse: only when the next one finds the same is it a problem. */
	brokenStamp: string | null;
}

export interface SessionsFolder {
	readonly path: string;
	/** Compares the whole folder with what is known: new, changed and vanished files, dead processes. */
	scan(): void;
	/** Reads one file now, because the system says it changed. */
	refresh(fileName: string): void;
	/** Whether a process left this conversation to a background job. */
	isParked(sessionId: string): boolean;
}

function isChanged(before: ProcessInfo | null, now: ProcessInfo): boolean {
	return before === null || (Object.keys(now) as (keyof ProcessInfo)[]).some(key => before[key] !== now[key]);
}

/** The same process, in whatever conversation; what has no pid here is known by its conversation alone. */
function isSameSession(a: ProcessInfo | null, b: ProcessInfo | null): boolean {
	if (a === null || b === null) return a === b;
	return a.pid === b.pid && a.procStart === b.procStart && (a.pid !== null || a.sessionId === b.sessionId);
}

function stampOf(stats: Stats): string {
	return `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
}

export function openSessionsFolder({configDir, emit, clock, pidDomain}: FolderOptions): SessionsFolder {
	const path = join(configDir, 'sessions');
	const files = new Map<string, FileState>();
	/** Files and folders that could not be read last time. */
	const reported = new Set<string>();
	let sweeps = 0;

	function report(file: string, reason: string): void {
		if (reported.has(file)) return;
		reported.add(file);
		emit({type: 'problem', path: file, message: `Sessions cannot be read from here: ${reason}.`, count: 1});
	}

	function read(file: string, state: FileState, stats: Stats, isForced: boolean): void {
		const stamp = stampOf(stats);
		let text: string | null;
		try {
			text = readSmallFile(file, {maxBytes: maxRegistryFileBytes});
		} catch (error) {
			state.stamp = stamp;
			report(file, reasonOf(error));
			return;
		}
		if (text === null) return;
		const facts = {configDir, pid: state.pid, fallbackStartedAt: Math.round(stats.mtimeMs)};
		const reading = parseRegistryFile(text, facts);
		if (reading.type === 'broken') {
			// Files are rewritten in place: caught in the middle of it, a later look finds a whole one.
			const isSecondSweep = !isForced && state.brokenStamp === stamp;
			if (isSecondSweep) report(file, reading.reason);
			state.stamp = isSecondSweep ? stamp : null;
			if (!isForced) state.brokenStamp = stamp;
			return;
		}
		const session = reading.type === 'session' ? reading : null;
		Object.assign(state, {stamp, session, modifiedAt: stats.mtimeMs});
		Object.assign(state, {isStale: false, brokenStamp: null});
		reported.delete(file);
	}

	function look(fileName: string, isForced: boolean): void {
		const pid = registryPid(fileName);
		if (pid === null) return;
		const file = join(path, fileName);
		const stats = statListed(file, (_, error) => report(file, reasonOf(error)));
		let state = files.get(fileName);
		if (!stats) {
			if (state) show(state, null);
			files.delete(fileName);
			return;
		}
		if (!state) {
			state = {
				pid,
				stamp: null,
				modifiedAt: 0,
				session: null,
				shown: null,
				isStale: false,
				brokenStamp: null,
			};
			files.set(fileName, state);
		}
		if (isForced || state.stamp !== stampOf(stats)) read(file, state, stats, isForced);
	}

	/** First what runs here, then what may be the same conversation elsewhere. */
	function showAll(): void {
		for (const state of files.values()) {
			if (!runsElsewhere(state) && !state.isStale) show(state, state.session && runningHere(state, state.session));
		}
		for (const state of files.values()) {
			if (runsElsewhere(state)) show(state, state.session && runningElsewhere(state, state.session));
		}
	}

	const runsElsewhere = ({session}: FileState) => session !== null && isElsewhere(session.pidDomain, pidDomain);

	function runningHere(state: FileState, {process, parkedJobId}: RegisteredSession): ProcessInfo | null {
		const isRunning = isSameSession(state.shown, process) ? isStillRunning : isSameProcess;
		state.isStale = !isRunning(process.pid, process.procStart);
		// The work of a parked session is the row of its job.
		return state.isStale || parkedJobId !== null ? null : process;
	}

	/** A container that was killed leaves its file behind, and its conversation may go on in another, or here. */
	function runningElsewhere(state: FileState, session: RegisteredSession): ProcessInfo | null {
		if (session.parkedJobId !== null) return null;
		const {sessionId} = session.process;
		const isContinued = [...files.values()].some(other => {
			if (other === state || other.session?.process.sessionId !== sessionId) return false;
			if (!runsElsewhere(other)) return other.shown !== null;
			return changedAt(other) > changedAt(state) || (changedAt(other) === changedAt(state) && other.pid > state.pid);
		});
		return isContinued ? null : processElsewhere(session, state.modifiedAt, clock());
	}

	const changedAt = ({session, modifiedAt}: FileState) => session?.updatedAt ?? modifiedAt;

	function show(state: FileState, process: ProcessInfo | null): void {
		const {shown} = state;
		if (shown && !isSameSession(shown, process)) {
			state.shown = null;
			// What has no pid here goes by its conversation, which another file may tell of by now.
			const isShownStill = shown.pid === null && [...files.values()].some(other => isSameSession(other.shown, shown));
			const {pid, sessionId} = shown;
			if (!isShownStill) emit({type: 'process.gone', configDir, pid, sessionId, at: clock()});
		}
		if (process === null || !isChanged(state.shown, process)) return;
		state.shown = process;
		emit({type: 'process.seen', process});
	}

	return {
		path,
		scan() {
			let names: string[] = [];
			try {
				names = readDirectory(path);
				reported.delete(path);
			} catch (error) {
				// No such folder (any more): no sessions, or a Claude Code that keeps no registry.
				if (!isMissing(error)) report(path, reasonOf(error));
			}
			sweeps++;
			for (const name of new Set([...files.keys(), ...names])) {
				if (!files.get(name)?.isStale || sweeps % staleEvery === 0) look(name, false);
			}
			showAll();
		},
		refresh(fileName) {
			look(fileName, true);
			showAll();
		},
		isParked: sessionId =>
			[...files.values()].some(({session}) => session?.process.sessionId === sessionId && session.parkedJobId !== null),
	};
}
