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

/** Says so, and ends as a shell would. `why`: `ENOENT` */
export function cannotRun(file: string, why: string, say: (line: string) => void): RunEnd {
	say(`ccmon: ${file} cannot be run (${why})`);
	return {code: why === 'ENOENT' ? 127 : 126, signal: null};
}

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
		return cannotRun(file, code ?? 'no reason known', say);
	} finally {
		for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.off(signal, ignored);
		for (const {signal, pass} of passed) process.off(signal, pass);
	}
}
