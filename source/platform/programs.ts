/** Finds and runs other programs. */
import {delimiter, resolve} from 'node:path';
import type {execa} from 'execa';
import {isAllowed, statOrNull} from './files.ts';
import type {Environment} from './paths.ts';

/** Loaded when the first program is run: the monitor's first frame needs none. */
export async function loadExeca(): Promise<typeof execa> {
	return (await import('execa')).execa;
}

interface Failed {
	stderr?: unknown;
	timedOut: boolean;
	exitCode?: number | undefined;
	signal?: string | undefined;
	originalMessage?: string | undefined;
}

/**
 * Why a run came to nothing: the last line that the program said of it, else how it ended. Not what execa says, which repeats all
 * arguments: a prompt may be among them, and a screen has a line or two for this.
 */
export function whyFailed({stderr, timedOut, exitCode, signal, originalMessage}: Failed): string {
	const said = typeof stderr === 'string' ? stderr.trim().split('\n').at(-1)! : '';
	if (said !== '') return said;
	if (timedOut) return 'it did not end in time';
	if (exitCode !== undefined) return `exit code ${exitCode}`;
	return signal === undefined ? (originalMessage ?? 'no reason known') : `ended by ${signal}`;
}

/** The absolute path of a program on the PATH; null: there is none. */
export function findProgram(name: string, env: Environment, cwd: string): string | null {
	const folders = (env.PATH ?? '').split(delimiter);
	// An empty entry means the current folder (POSIX, "PATH").
	return folders.map(folder => resolve(cwd, folder || '.', name)).find(isProgram) ?? null;
}

export const isProgram = (path: string) => (statOrNull(path)?.isFile() ?? false) && isAllowed(path, 'run');
