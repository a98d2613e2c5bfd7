/** Access to a terminal device, for programs that identify a terminal by their stdin. */

import {closeSync, constants, openSync} from 'node:fs';
import {loadExeca} from './programs.ts';

/** Opens it for `use`, without making it the controlling terminal and without blocking. Throws system errors. */
export async function withTerminalDevice<Result>(path: string, use: (fd: number) => Promise<Result>): Promise<Result> {
	const fd = openSync(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
	try {
		return await use(fd);
	} finally {
		closeSync(fd);
	}
}

/** Its size in characters. Throws system errors, and a sentence if it is not a terminal. */
export async function terminalSize(path: string): Promise<{columns: number; rows: number}> {
	const execa = await loadExeca();
	// execa's types only know the first few open files.
	const ask = (fd: number) => execa('stty', ['size'], {stdin: fd as 3, timeout: 3000});
	const {stdout} = await withTerminalDevice(path, ask);
	const [, rows, columns] = /^(\d+) (\d+)$/.exec(stdout.trim()) ?? [];
	if (!Number(rows) || !Number(columns)) throw new Error(`${path} has no size`);
	return {columns: Number(columns), rows: Number(rows)};
}
