/** As much of Claude Code's list of running sessions as doctor asks for. */
import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import * as v from 'valibot';
import {readSmallFile} from '../../platform/owner-file.ts';
import {isSameProcess} from '../../platform/process.ts';

export interface RegistryEntry {
	/** Of Claude Code, e.g. `2.1.330`. */
	version: string | null;
	/** Milliseconds since the epoch. */
	startedAt: number | null;
	/** Not so when it was killed, and its file stayed. */
	isRunning: boolean;
}

const shape = v.object({
	version: v.fallback(v.nullable(v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/))), null),
	startedAt: v.fallback(v.nullable(v.number()), null),
	procStart: v.fallback(v.nullable(v.string()), null),
});

/** Null: this Claude Code keeps no such list. */
export function readRegistry(configDir: string): RegistryEntry[] | null {
	const folder = join(configDir, 'sessions');
	if (!statSync(folder, {throwIfNoEntry: false})?.isDirectory()) return null;
	return readdirSync(folder).flatMap(name => {
		const pid = /^(\d{1,10})\.json$/.exec(name)?.[1];
		try {
			if (!pid) return [];
			const file = v.parse(shape, JSON.parse(readSmallFile(join(folder, name), {maxBytes: 256 * 1024}) ?? ''));
			const {version, startedAt, procStart} = file;
			return [{version, startedAt, isRunning: isSameProcess(Number(pid), procStart)}];
		} catch {
			// Gone or half written: passed over.
			return [];
		}
	});
}
