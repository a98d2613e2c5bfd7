/** A terminal by its device, for programs that tell by their input which terminal is meant. */

import {closeSync, constants, openSync} from 'node:fs';
import {loadExeca} from './programs.ts';

/** Opens it without becoming its session and without waiting for it, while `use` runs. Throws what the system says. */
export async function withTerminalDevice<Result>(path: string, use: (fd: number) => Promise<Result>): Promise<Result> {
	const fd = openSync(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
	try {
		return await use(fd);
	} finally {
		closeSync(fd);
	}
}

/** In characters. Throws what the system says, and a sentence where it is no terminal. */
export async function terminalSize(path: string): Promise<{columns: number; rows: number}> {
	const execa = await loadExeca();
	// Of open files, execa's types know the first few only.
	const ask = (fd: number) => execa('stty', ['size'], {stdin: fd as 3, timeout: 3000});
	const {stdout} = await withTerminalDevice(path, ask);
	const [, rows, columns] = /^(\d+) (\d+)$/.exec(stdout.trim()) ?? [];
	if (!Number(rows) || !Number(columns)) throw new Error(`${path} has no size`);
	return {columns: Number(columns), rows: Number(rows)};
}
