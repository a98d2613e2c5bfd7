/**
 * The files of one `sessions` folder as last read. Only `<pid>.json` is ever opened: the folder also holds keys.
 */
import {join} from 'node:path';
import {getOrMake} from '../../accounting/get-or-make.ts';
import type {Emit, ProcessInfo} from '../../claude/events.ts';
import {
	maxRegistryFileBytes,
	parseRegistryFile,
	type RegisteredSession,
	registryPid,
} from '../../claude/registry/parse.ts';
import {isMissing, readDirectory, reasonOf, type Stats, statListed} from '../../platform/files.ts';
import {readSmallFile} from '../../platform/small-file.ts';

/** There can be thousands of files of ended processes: they are looked at when they change, and in every tenth sweep. */
const staleEvery = 10;

export interface RegistryFile {
	pid: number;
	/** Size, time and inode of what was read last; null: read it again. */
	stamp: string | null;
	modifiedAt: number;
	/** The session it held when last read; null: none. */
	session: RegisteredSession | null;
	/** What was last emitted about it; null: nothing, or that it is gone. Set by the caller. */
	shown: ProcessInfo | null;
	/** Its process has ended. Set by the caller. */
	isStale: boolean;
	/** The stamp of a file that a sweep could not parse: if the next one finds the same, it is a problem. */
	brokenStamp: string | null;
}

export interface RegistryFiles {
	known(): MapIterator<RegistryFile>;
	/** Reads what is new or changed in the whole folder. */
	sweep(): void;
	/** Reads one file now, because the system says it changed. */
	refresh(fileName: string): void;
}

export interface RegistryFilesOptions {
	configDir: string;
	path: string;
	/** Gets problems: a file or the folder that cannot be read, each once. */
	emit: Emit;
	/** A known file has vanished. */
	onGone(file: RegistryFile): void;
}

function stampOf(stats: Stats): string {
	return `${stats.size} ${stats.mtimeMs} ${stats.ino}`;
}

export function createRegistryFiles({configDir, path, emit, onGone}: RegistryFilesOptions): RegistryFiles {
	/** Files and folders that could not be read last time. */
	const reported = new Set<string>();
	const files = new Map<string, RegistryFile>();
	let sweeps = 0;

	function report(file: string, reason: string): void {
		if (reported.has(file)) return;
		reported.add(file);
		emit({type: 'problem', path: file, message: `Sessions cannot be read from here: ${reason}.`, count: 1});
	}

	function read(file: string, state: RegistryFile, stats: Stats, {isForced}: {isForced: boolean}): void {
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
		Object.assign(state, {stamp, session, modifiedAt: stats.mtimeMs, isStale: false, brokenStamp: null});
		reported.delete(file);
	}

	function look(fileName: string, {isForced}: {isForced: boolean}): void {
		const pid = registryPid(fileName);
		if (pid === null) return;
		const file = join(path, fileName);
		const stats = statListed(file, (_, error) => report(file, reasonOf(error)));
		if (!stats) {
			const known = files.get(fileName);
			files.delete(fileName);
			if (known) onGone(known);
			return;
		}
		const unread = {stamp: null, modifiedAt: 0, session: null, shown: null, isStale: false, brokenStamp: null};
		const state = getOrMake(files, fileName, () => ({pid, ...unread}));
		if (isForced || state.stamp !== stampOf(stats)) read(file, state, stats, {isForced});
	}

	return {
		known: () => files.values(),
		sweep() {
			let names: string[] = [];
			try {
				names = readDirectory(path);
				reported.delete(path);
			} catch (error) {
				// No such folder: no sessions, or a Claude Code without a registry.
				if (!isMissing(error)) report(path, reasonOf(error));
			}
			sweeps++;
			for (const name of new Set([...files.keys(), ...names])) {
				if (!files.get(name)?.isStale || sweeps % staleEvery === 0) look(name, {isForced: false});
			}
		},
		refresh: fileName => look(fileName, {isForced: true}),
	};
}
