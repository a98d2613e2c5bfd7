/** Ends a session without its keyboard. Claude Code cleans up on SIGTERM: it writes its totals and leaves the registry. */

import {isSameProcess} from '../../platform/process.ts';
import {loadExeca, whyFailed} from '../../platform/programs.ts';
import {claudeProgram, configVariables} from './claude-program.ts';
import type {Target} from './terminal.ts';

/** Throws a sentence if it cannot be asked to end. A background session's daemon would start it again. */
export async function endSession(target: Target, env: NodeJS.ProcessEnv): Promise<void> {
	const {pid, procStart, jobId, kind, configDir} = target;
	if (pid === null || procStart === null || !isSameProcess(pid, procStart)) throw new Error('its process has ended');
	if (kind !== 'bg' || jobId === null) {
		process.kill(pid, 'SIGTERM');
		return;
	}
	const execa = await loadExeca();
	const result = await execa(claudeProgram(pid), ['stop', jobId], {
		env: configVariables(configDir, env),
		reject: false,
		timeout: 20_000,
		stdin: 'ignore',
	});
	if (result.failed) throw new Error(`claude stop ${jobId}: ${whyFailed(result)}`);
}
