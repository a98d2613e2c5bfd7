/** Reads how auto-compaction is set for a running process. Settings that cannot be read count as not set. */
import {join} from 'node:path';
import type {AutoCompactSeen, ProcessInfo} from '../claude/events.ts';
import {managedDropIns, managedFile, managedFolder} from '../claude/settings/managed.ts';
import {autoCompactVariables, parseAutoCompact} from '../claude/settings/parse.ts';
import {readDropIns} from '../platform/drop-ins.ts';
import {readSmallFile} from '../platform/owner-file.ts';
import {readProcessArguments, readProcessVariables} from '../platform/process.ts';

const maxBytes = 1024 * 1024;

/** The texts of an administrator's settings, the strongest first; null for one that cannot be read. */
export function readManagedSettings(folder = managedFolder(process.platform)): (string | null)[] {
	return readDropIns(join(folder, managedFile), join(folder, managedDropIns), maxBytes)
		.map(({text}) => text)
		.reverse();
}

export function readAutoCompact({configDir, cwd, pid}: ProcessInfo): AutoCompactSeen | null {
	if (pid === null) return null;
	const own = [
		join(cwd, '.claude', 'settings.local.json'),
		join(cwd, '.claude', 'settings.json'),
		join(configDir, 'settings.json'),
	];
	const files = [...readManagedSettings(), ...own.map(readText)];
	const variables = readProcessVariables(pid, autoCompactVariables) ?? {};
	const args = readProcessArguments(pid) ?? [];
	return {type: 'autocompact', configDir, pid, settings: parseAutoCompact({files, variables, args})};
}

function readText(path: string): string | null {
	try {
		return readSmallFile(path, {maxBytes, followLinks: true});
	} catch {
		// Whoever starts Claude Code with it is told there; for the gauge it is as if nothing were set.
		return null;
	}
}
