/** Reads settings of Claude Code: the files, and what a process was started with. Unreadable settings count as not set. */

import {join, resolve} from 'node:path';
import type {AutoCompactSettings} from '../claude/compaction.ts';
import {argumentOf, autoCompactVariables, parseAutoCompact} from '../claude/settings/auto-compact.ts';
import {maxClaudeJsonBytes} from '../claude/settings/claude-json.ts';
import {managedDropIns, managedFile, managedFolder} from '../claude/settings/managed.ts';
import {noServerDefaults, parseServerDefaults, type ServerDefaults} from '../claude/settings/server-defaults.ts';
import {readDropIns} from '../platform/drop-ins.ts';
import {statOrNull} from '../platform/files.ts';
import {repositoryTop} from '../platform/git-repository.ts';
import {homeFolder} from '../platform/paths.ts';
import {readProcessArguments, readProcessVariables} from '../platform/process.ts';
import {smallFileOrNull} from '../platform/small-file.ts';
import {claudeJsonPaths} from './config-folders.ts';

const maxBytes = 1024 * 1024;

/** The texts of an administrator's settings, the strongest first; null for one that cannot be read. */
export function readManagedSettings(folder = managedFolder(process.platform)): (string | null)[] {
	return readDropIns(join(folder, managedFile), join(folder, managedDropIns), maxBytes)
		.map(({text}) => text)
		.reverse();
}

/** `pid`: the process that they are of, whose arguments and variables count; null: none is known. */
export function readAutoCompact(configDir: string, cwd: string | null, pid: number | null): AutoCompactSettings {
	const args = (pid === null ? null : readProcessArguments(pid)) ?? [];
	// A file or the JSON itself.
	const given = argumentOf(args, '--settings')?.trim() ?? '';
	const files = [
		...readManagedSettings(),
		given === '' || given.startsWith('{') ? given || null : readText(resolve(cwd ?? '', given)),
		...(cwd === null ? [] : projectSettings(cwd)),
		readText(join(configDir, 'settings.json')),
	];
	const variables = (pid === null ? null : readProcessVariables(pid, autoCompactVariables)) ?? {};
	const server = readServerDefaults(configDir);
	return parseAutoCompact({files, variables, args, server});
}

/** A person's own settings for a project are those of its repository, whatever folder or worktree of it a session is in. */
function projectSettings(cwd: string): (string | null)[] {
	const local = new Set([repositoryTop(cwd) ?? cwd, cwd]);
	return [
		...[...local].map(folder => readText(join(folder, '.claude', 'settings.local.json'))),
		readText(join(cwd, '.claude', 'settings.json')),
	];
}

/** Per file, until it changes: many sessions share one. */
const readDefaults = new Map<string, {mtimeMs: number; defaults: ServerDefaults}>();

function readServerDefaults(configDir: string): ServerDefaults {
	for (const path of claudeJsonPaths(configDir, homeFolder())) {
		const mtimeMs = statOrNull(path)?.mtimeMs;
		const known = readDefaults.get(path);
		if (known?.mtimeMs === mtimeMs && known) return known.defaults;
		const text = mtimeMs === undefined ? null : readText(path, maxClaudeJsonBytes);
		if (text === null || mtimeMs === undefined) continue;
		const defaults = parseServerDefaults(text);
		readDefaults.set(path, {mtimeMs, defaults});
		return defaults;
	}
	return noServerDefaults;
}

/** Claude Code itself reports an unreadable file when it starts; for the gauge nothing is set then. */
const readText = (path: string, limitBytes = maxBytes) =>
	smallFileOrNull(path, {maxBytes: limitBytes, followLinks: true});
