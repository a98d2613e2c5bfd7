/**
 * One `sessions` folder of one config folder: what its files said last, and what changed since. Only `<pid>.json` is
 * ever opened: the folder also holds keys.
 */
import {readdirSync, type Stats, statSync} from 'node:fs';
import {join} from 'node:path';
import type {Emit, ProcessInfo} from '../../claude/events.ts';
import {parseRegistryFile} from '../../claude/registry/parse.ts';
import {readSmallFile} from '../../platform/owner-file.ts';
import {isSameProcess, isStillRunning} from '../../platform/process.ts';

/** Claude Code's own files have about 600 bytes. */
const maxFileBytes = 256 * 1024;

/** The dead rarely rise: of their files only change events and every tenth sweep are heeded, as there can be thousands. */
const staleEvery = 10;

const sessionFile = /^([1-9]\d{0,9})\.json$/;

export interface FolderOptions {
	configDir: string;
	emit: Emit;
	clock: () => number;
	/** This machine's own; null: not known, then none is foreign. */
	pidDomain: string | null;
}

interface FileState {
	/** Size, time and inode of what was read last; null: read it again. */
	stamp: string | null;
	/** What was told of it; null: nothing (stale, foreign, internal, broken). */
	told: (ProcessInfo & {pid: number}) | null;
	skipped: 'stale' | 'foreign' | null;
	/** The stamp of a file that a sweep could not parse: only when the next one finds the same is it a problem. */
	brokenStamp: string | null;
	reported: boolean;
}

export interface SessionsFolder {
	readonly path: string;
	/** Compares the whole folder with what is known: new, changed and vanished files, dead processes. */
	scan(): void;
	/** Reads one file now, because the system says it changed. */
	refresh(fileName: string): void;
	/** Files of processes that are dead, or that run elsewhere. */
	skipped(): {stale: number; foreign: number};
}

function isChanged(before: ProcessInfo | null, now: ProcessInfo): boolean {
	return before === null || (Object.keys(now) as (keyof ProcessInfo)[]).some(key => before[key] !== now[key]);
}

/** Also null when a folder above may not be entered. */
export function statOrNull(path: string): Stats | null {
	try {
		return statSync(path);
	} catch {
		return null;
	}
}

function stampOf(stats: Stats): string {
	return `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
}

export function openSessionsFolder({configDir, emit, clock, pidDomain}: FolderOptions): SessionsFolder {
	const path = join(configDir, 'sessions');
	const files = new Map<string, FileState>();
	const folderState = {reported: false};
	let sweeps = 0;

	function forget(state: FileState): void {
		const {told} = state;
		state.told = null;
		if (told) emit({type: 'process.gone', configDir, pid: told.pid, sessionId: told.sessionId, at: clock()});
	}

	function report(state: {reported: boolean}, file: string, reason: string): void {
		if (state.reported) return;
		state.reported = true;
		emit({type: 'problem', path: file, message: `Sessions cannot be read from here: ${reason}.`, count: 1});
	}

	function take(state: FileState, process: ProcessInfo & {pid: number}, domain: string | null): void {
		state.skipped = domain !== null && pidDomain !== null && domain !== pidDomain ? 'foreign' : null;
		const isKnown = state.told !== null && state.told.procStart === process.procStart;
		if (!state.skipped && !isKnown && !isSameProcess(process.pid, process.procStart)) state.skipped = 'stale';
		// The pid was used again, and the new owner is a session, too.
		if (state.skipped || !isKnown) forget(state);
		if (state.skipped || !isChanged(state.told, process)) return;
		state.told = process;
		emit({type: 'process.seen', process});
	}

	function read(file: string, pid: number, state: FileState, stats: Stats, isForced: boolean): void {
		const stamp = stampOf(stats);
		let text: string | null;
		try {
			text = readSmallFile(file, {maxBytes: maxFileBytes});
		} catch (error) {
			state.stamp = stamp;
			report(state, file, error instanceof Error ? error.message : String(error));
			return;
		}
		if (text === null) return;
		const reading = parseRegistryFile(text, {configDir, pid, fallbackStartedAt: Math.round(stats.mtimeMs)});
		if (reading.type === 'broken') {
			// Files are rewritten in place: caught in the middle of it, a later look finds a whole one.
			const isSecondSweep = !isForced && state.brokenStamp === stamp;
			if (isSecondSweep) report(state, file, reading.reason);
			state.stamp = isSecondSweep ? stamp : null;
			if (!isForced) state.brokenStamp = stamp;
			return;
		}
		Object.assign(state, {stamp, brokenStamp: null, reported: false});
		if (reading.type === 'session') take(state, reading.process, reading.pidDomain);
		else forget(state);
	}

	function look(fileName: string, isForced: boolean): void {
		const pid = Number(sessionFile.exec(fileName)?.[1] ?? 0);
		if (!pid) return;
		const file = join(path, fileName);
		const stats = statOrNull(file);
		let state = files.get(fileName);
		if (!stats) {
			if (state) forget(state);
			files.delete(fileName);
			return;
		}
		if (!state) {
			state = {stamp: null, told: null, skipped: null, brokenStamp: null, reported: false};
			files.set(fileName, state);
		}
		if (isForced || state.stamp !== stampOf(stats)) read(file, pid, state, stats, isForced);
		if (state.told && !isStillRunning(state.told.pid, state.told.procStart)) {
			state.skipped = 'stale';
			forget(state);
		}
	}

	return {
		path,
		scan() {
			let names: string[] = [];
			try {
				names = readdirSync(path);
				folderState.reported = false;
			} catch (error) {
				// No such folder (any more): no sessions, or a Claude Code that keeps no registry.
				const {code, message} = error as NodeJS.ErrnoException;
				if (code !== 'ENOENT') report(folderState, path, message);
			}
			sweeps++;
			for (const name of new Set([...files.keys(), ...names])) {
				if (files.get(name)?.skipped !== 'stale' || sweeps % staleEvery === 0) look(name, false);
			}
		},
		refresh: fileName => look(fileName, true),
		skipped() {
			const states = [...files.values()];
			const count = (reason: FileState['skipped']) => states.filter(state => state.skipped === reason).length;
			return {stale: count('stale'), foreign: count('foreign')};
		},
	};
}
