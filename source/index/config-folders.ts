/**
 * Which of Claude Code's config folders are wanted, regardless of their names. A folder is identified by its inode: reached by
 * a symbolic link or renamed, it is the same folder; a copy is another one with its own sums.
 */

import {basename, dirname, join, resolve} from 'node:path';
import {getOrMake} from '../accounting/get-or-make.ts';
import {identityOf, isSameFile, readDirectoryOrEmpty, realPathOf, type Stats, statOrNull} from '../platform/files.ts';
import {configHome, type Environment, homeFolder, resolveFolder} from '../platform/paths.ts';

export interface ConfigFolder {
	/** As it was asked for: what the screen and the JSON output show. */
	path: string;
	/**
	 * Identifies the folder of the transcripts for the index: two config folders that share one by a symbolic link
	 * have one history. Null: it does not exist.
	 */
	identity: string | null;
}

/** Inode and time of birth: a device's number may be another after a restart, so it helps out only where no birth is kept. */
const lastingIdentity = (stats: Stats) =>
	stats.birthtimeMs > 0 ? `${stats.ino}:${stats.birthtimeMs}` : identityOf(stats);

export const projectsFolder = (configDir: string): string => join(configDir, 'projects');

/** With CLAUDE_CONFIG_DIR set, Claude Code keeps the file in that folder; else beside `~/.claude`, not in it. */
export function claudeJsonPaths(configDir: string, home: string): string[] {
	const inside = join(configDir, '.claude.json');
	return isSameFile(configDir, join(home, '.claude')) ? [inside, join(home, '.claude.json')] : [inside];
}

/**
 * The folder that its transcripts really lie in: that around `projects`, which is made again after somebody has removed it
 * with all transcripts.
 */
function holderOf(configDir: string): string {
	const projects = realPathOf(projectsFolder(configDir));
	return basename(projects) === 'projects' ? dirname(projects) : projects;
}

/** In the order asked for. Of several spellings of one folder the first is kept; what does not exist (yet) is kept, too. */
export function resolveConfigFolders(paths: Iterable<string>): ConfigFolder[] {
	const folders = new Map<string, ConfigFolder>();
	for (const path of paths) {
		const stats = statOrNull(holderOf(path)) ?? statOrNull(path);
		const folder = {path, identity: stats && lastingIdentity(stats)};
		const key = folder.identity ?? path;
		if (!folders.has(key)) folders.set(key, folder);
	}
	return [...folders.values()];
}

/**
 * The config folders that the environment names. `CLAUDE_CONFIG_DIR` may be a list with commas, as ccusage takes it;
 * Claude Code itself takes it as one path, so one of that name comes first. Without it: `~/.claude`, where Claude Code
 * keeps its things, and `~/.config/claude`, where some versions did, if it has transcripts.
 */
export function configDirsOfEnvironment(env: Environment): string[] {
	const variable = env.CLAUDE_CONFIG_DIR ?? '';
	const parts = variable.split(',').map(part => part.trim());
	const listed = parts.filter(Boolean).map(part => resolveFolder(part, env));
	const whole = resolve(variable);
	if (listed.length > 1 && statOrNull(whole)) return [whole, ...listed.filter(part => statOrNull(part))];
	if (listed.length > 0) return listed;
	const usual = join(homeFolder(env), '.claude');
	const other = join(configHome(env), 'claude');
	if (!statOrNull(projectsFolder(other))) return [usual];
	return statOrNull(usual) ? [usual, other] : [other];
}

/** The folders without those that are named before in another spelling. */
export function distinctConfigDirs(paths: readonly string[]): string[] {
	return paths.filter((path, at) => !paths.slice(0, at).some(other => isSameFile(other, path)));
}

/** Finds which of these folders a path from another program means, in any spelling. Null: none of them. */
export function createConfigDirMatcher(configDirs: readonly string[]): (spelling: string) => string | null {
	const known = new Map<string, string | null>(configDirs.map(path => [path, path]));
	return spelling => getOrMake(known, spelling, () => configDirs.find(path => isSameFile(path, spelling)) ?? null);
}

const transcriptName = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.jsonl$/i;
const holdsTranscripts = (folder: string) => readDirectoryOrEmpty(folder).some(name => transcriptName.test(name));

/** A sentence that says why a folder cannot be Claude Code's config folder, and what to do. Null: it can. */
export function configDirMistake(path: string): string | null {
	const stats = statOrNull(path);
	if (!stats) return `There is no folder ${path}: name Claude Code's config folder, such as ~/.claude.`;
	if (!stats.isDirectory()) return `${path} is not a folder: name Claude Code's config folder, such as ~/.claude.`;
	if (statOrNull(projectsFolder(path))) return null;
	const above =
		basename(path) === 'projects'
			? dirname(path)
			: basename(dirname(path)) === 'projects'
				? dirname(dirname(path))
				: null;
	const isInside =
		above !== null ||
		holdsTranscripts(path) ||
		readDirectoryOrEmpty(path).some(name => name.startsWith('-') && holdsTranscripts(join(path, name)));
	if (!isInside) return null;
	return `${path} is a folder of transcripts: name the config folder that it lies in${above ? `, ${above}` : ''}.`;
}
