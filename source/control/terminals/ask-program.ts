/** Runs a terminal's command-line program. */
import {loadExeca, whyFailed} from '../../platform/programs.ts';
import {TerminalLostError} from './terminal.ts';

/** Returns what it prints. `input` goes to its stdin, so that typed text is in no process list. Throws `TerminalLostError`. */
export async function askProgram(
	[program, ...args]: readonly [program: string, ...args: string[]],
	{name = program, env, input}: {name?: string; env?: NodeJS.ProcessEnv; input?: string | undefined} = {},
): Promise<string> {
	const execa = await loadExeca();
	const result = await execa(program, args, {
		reject: false,
		timeout: 5000,
		stripFinalNewline: false,
		...(env && {env}),
		...(input === undefined ? {stdin: 'ignore'} : {input}),
	});
	if (result.failed) throw new TerminalLostError(`${name}: ${whyFailed(result)}`);
	return result.stdout;
}
