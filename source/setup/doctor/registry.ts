/** What the doctor needs from Claude Code's list of running sessions. */
import {join} from 'node:path';
import type {ProcessInfo} from '../../claude/events.ts';
import {maxRegistryFileBytes, parseRegistryFile, registryPid} from '../../claude/registry/parse.ts';
import {readDirectoryOrEmpty, statOrNull} from '../../platform/files.ts';
import {isSameProcess} from '../../platform/process.ts';
import {smallFileOrNull} from '../../platform/small-file.ts';

export interface RegistryEntry extends Pick<ProcessInfo, 'version' | 'startedAt'> {
	/** False if it was killed and its file stayed. */
	isRunning: boolean;
}

/** Null: this Claude Code keeps no such list. */
export function readRegistry(configDir: string): RegistryEntry[] | null {
	const folder = join(configDir, 'sessions');
	if (!statOrNull(folder)?.isDirectory()) return null;
	return readDirectoryOrEmpty(folder).flatMap(name => {
		const pid = registryPid(name);
		if (pid === null) return [];
		const text = smallFileOrNull(join(folder, name), {maxBytes: maxRegistryFileBytes}) ?? '';
		const reading = parseRegistryFile(text, {configDir, pid, fallbackStartedAt: 0});
		// Gone or half written: skip it.
		if (reading.type !== 'session') return [];
		const {version, startedAt, procStart} = reading.process;
		return [{version, startedAt, isRunning: isSameProcess(pid, procStart)}];
	});
}
