/** What the doctor needs from Claude Code's list of running sessions. */
import {join} from 'node:path';
import type {ProcessInfo} from '../../claude/events.ts';
import {isElsewhere, maxRegistryFileBytes, parseRegistryFile, registryPid} from '../../claude/registry/parse.ts';
import {readDirectoryOrEmpty, statOrNull} from '../../platform/files.ts';
import {isSameProcess, readPidDomain} from '../../platform/process.ts';
import {smallFileOrNull} from '../../platform/small-file.ts';

export interface RegistryEntry extends Pick<ProcessInfo, 'version' | 'startedAt'> {
	/** On this machine. False if it was killed and its file stayed, or if it runs in a container that shares the folder. */
	isRunning: boolean;
}

/** Null: this Claude Code keeps no such list. */
export function readRegistry(configDir: string): RegistryEntry[] | null {
	const folder = join(configDir, 'sessions');
	if (!statOrNull(folder)?.isDirectory()) return null;
	const ownDomain = readPidDomain();
	return readDirectoryOrEmpty(folder).flatMap(name => {
		const pid = registryPid(name);
		if (pid === null) return [];
		const path = join(folder, name);
		const text = smallFileOrNull(path, {maxBytes: maxRegistryFileBytes}) ?? '';
		// If it does not say when it started: at the latest when the file was written.
		const fallbackStartedAt = Math.round(statOrNull(path)?.mtimeMs ?? 0);
		const reading = parseRegistryFile(text, {configDir, pid, fallbackStartedAt});
		// Gone or half written: skip it.
		if (reading.type !== 'session') return [];
		const {version, startedAt, procStart} = reading.process;
		const isRunning = !isElsewhere(reading.pidDomain, ownDomain) && isSameProcess(pid, procStart);
		return [{version, startedAt, isRunning}];
	});
}
