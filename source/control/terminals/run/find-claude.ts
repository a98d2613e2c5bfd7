/** Finds the program to run: `claude` on the PATH, or what CCMON_CLAUDE names. */
import {delimiter, resolve} from 'node:path';
import {isAllowed, statOrNull} from '../../../platform/files.ts';

/** An absolute path; null: there is none. */
export function findClaude(env: NodeJS.ProcessEnv, cwd: string): string | null {
	if (env.CCMON_CLAUDE) return resolve(cwd, env.CCMON_CLAUDE);
	const folders = (env.PATH ?? '').split(delimiter);
	// An empty entry means the current folder (POSIX, "PATH").
	return folders.map(folder => resolve(cwd, folder || '.', 'claude')).find(isProgram) ?? null;
}

const isProgram = (path: string) => (statOrNull(path)?.isFile() ?? false) && isAllowed(path, 'run');
