/** Runs Claude Code directly in the terminal: for pipes, and if pseudo terminals are unavailable. */
import {constants} from 'node:os';
import {execa} from 'execa';

export interface RunEnd {
	/** As a shell would report it: 128 + number for a signal. */
	code: number;
	/** The signal that ended it. */
	signal: NodeJS.Signals | null;
}

export const endedBy = (signal: NodeJS.Signals): RunEnd => ({code: 128 + (constants.signals[signal] ?? 0), signal});

export async function runPlainly(
	file: string,
	args: readonly string[],
	{env, cwd, say}: {env: NodeJS.ProcessEnv; cwd: string; say(line: string): void},
): Promise<RunEnd> {
	const child = execa(file, args, {stdio: 'inherit', env, extendEnv: false, cwd, reject: false});
	// The terminal sends these two to both; the others are passed on.
	const ignored = () => undefined;
	const passed = (['SIGTERM', 'SIGHUP'] as const).map(signal => ({signal, pass: () => void child.kill(signal)}));
	for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, ignored);
	for (const {signal, pass} of passed) process.on(signal, pass);
	try {
		const {exitCode, signal, code} = await child;
		if (signal) return endedBy(signal as NodeJS.Signals);
		if (exitCode !== undefined) return {code: exitCode, signal: null};
		say(`ccmon: ${file} cannot be run (${code ?? 'no reason known'})`);
		return {code: code === 'ENOENT' ? 127 : 126, signal: null};
	} finally {
		for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.off(signal, ignored);
		for (const {signal, pass} of passed) process.off(signal, pass);
	}
}
