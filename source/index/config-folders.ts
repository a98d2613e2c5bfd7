/**
 * Which config folders of Claude Code are asked for, whatever they are called. A folder is known by its device and inode:
 * reached by a symbolic link, or renamed, it is the same one; a copy is another one with sums of its own.
 */
import {realpathSync} from 'node:fs';
import {join} from 'node:path';
import {identityOf, statOrNull} from '../platform/files.ts';

export interface ConfigFolder {
	/** As it was asked for: what the screen and the JSON output show. */
	path: string;
	/** Without symbolic links. Another one after a rename. */
	realPath: string;
	/**
	 * `device:inode` of the folder that holds the transcripts: two config folders that share one by a symbolic link have one
	 * history. Null: it does not exist.
	 */
	identity: string | null;
}

export const projectsFolder = (configDir: string): string => join(configDir, 'projects');

/** In the order asked for. Of several spellings of one folder the first is kept; what does not exist (yet) is kept, too. */
export function resolveConfigFolders(paths: Iterable<string>): ConfigFolder[] {
	const folders = new Map<string, ConfigFolder>();
	for (const path of paths) {
		const stats = statOrNull(projectsFolder(path)) ?? statOrNull(path);
		const folder = {path, realPath: realPathOf(path), identity: stats && identityOf(stats)};
		const key = folder.identity ?? path;
		if (!folders.has(key)) folders.set(key, folder);
	}
	return [...folders.values()];
}

function realPathOf(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return path;
	}
}
