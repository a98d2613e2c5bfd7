/** Other programs: where they are, and running them. */
import {delimiter, resolve} from 'node:path';
import type {execa} from 'execa';
import {isAllowed, statOrNull} from './files.ts';
import type {Environment} from './paths.ts';

/** Loaded when the first program is run: the monitor's first frame needs none. */
export async function loadExeca(): Promise<typeof execa> {
	return (await import('execa')).execa;
}

/** The absolute path of a program on the PATH; null: there is none. */
export function findProgram(name: string, env: Environment, cwd: string): string | null {
	const folders = (env.PATH ?? '').split(delimiter);
	// An empty entry means the current folder (POSIX, "PATH").
	return folders.map(folder => resolve(cwd, folder || '.', name)).find(isProgram) ?? null;
}

const isProgram = (path: string) => (statOrNull(path)?.isFile() ?? false) && isAllowed(path, 'run');
