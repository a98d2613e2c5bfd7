/** `ccmon run`: starts Claude Code in this terminal, and ends as it ended. */

import {runClaude} from '../control/terminals/run/run-claude.ts';
import {runtimeFolderProblem} from '../control/terminals/socket/sockets.ts';
import {flushed} from '../platform/output.ts';
import {runtimeFolder} from '../platform/paths.ts';

/** `cwd` and `env` are Claude Code's. */
export async function run(
	claudeArguments: readonly string[],
	{cwd, env}: {cwd: string; env: NodeJS.ProcessEnv} = {cwd: process.cwd(), env: process.env},
): Promise<number> {
	const {stdin, stdout} = process;
	const problem = runtimeFolderProblem(runtimeFolder(env));
	if (problem) process.stderr.write(`ccmon: ${problem}\n`);
	const {code, signal} = await runClaude(claudeArguments, {
		env,
		cwd,
		runtimeDir: runtimeFolder(env),
		stdin,
		stdout,
		say: line => process.stderr.write(`${line}\n`),
	});
	// Ends by the same signal, for the caller to see; the code is for signals that do not end a process.
	if (signal) {
		await flushed(process.stderr);
		process.kill(process.pid, signal);
	}
	return code;
}
