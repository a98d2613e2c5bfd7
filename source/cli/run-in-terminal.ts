/** Runs a program in the terminal that the monitor has handed over. */
import {setTimeout as sleep} from 'node:timers/promises';
import {loadExeca} from '../platform/programs.ts';
import {discardInput} from './discard-input.ts';

/** How long after a program's end the terminal's replies to it may arrive, in ms. */
const lateRepliesMs = 150;

export interface RunInTerminal {
	file: string;
	args: readonly string[];
	/** The working directory, if not ccmon's. */
	cwd?: string;
	env: Readonly<Record<string, string | undefined>>;
	/** Whether it also inherits ccmon's environment. */
	extendEnv: boolean;
}

export interface RanInTerminal {
	/** Null: with exit code 0. `ended with 7`, `ended with SIGKILL`, `cannot be run (ENOENT)` */
	problem: string | null;
	hasStarted: boolean;
}

/** Resolves when it has ended. */
export async function runInTerminal({file, args, cwd, env, extendEnv}: RunInTerminal): Promise<RanInTerminal> {
	const execa = await loadExeca();
	const options = {stdio: 'inherit', env, extendEnv, reject: false} as const;
	const {exitCode, signal, code} = await execa(file, args, {...options, ...(cwd !== undefined && {cwd})});
	await discardInput(process.stdin, sleep(lateRepliesMs));
	const ended = exitCode ?? signal;
	if (ended === undefined) return {problem: `cannot be run (${code ?? 'no reason known'})`, hasStarted: false};
	return {problem: ended === 0 ? null : `ended with ${ended}`, hasStarted: true};
}
