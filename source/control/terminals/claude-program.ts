/** How to start Claude Code for a session: with the same program and the same config folder. */
import {basename, join} from 'node:path';
import {isAllowed, isSameFile} from '../../platform/files.ts';
import {homeFolder} from '../../platform/paths.ts';
import {readProgram} from '../../platform/process.ts';

/** The program of a running session if the system tells, else `claude` from the PATH. */
export function claudeProgram(pid: number | null): string {
	const path = pid === null ? null : readProgram(pid);
	return path !== null && isAllowed(path, 'run') && /^claude/.test(basename(path)) ? path : 'claude';
}

/**
 * The variables that select a config folder. For the default folder the variable is left out:
 * with it set, Claude Code looks for `.claude.json` in another place.
 */
export function configVariables(configDir: string, env: NodeJS.ProcessEnv): Record<string, string | undefined> {
	const isDefault = isSameFile(join(homeFolder(env), '.claude'), configDir);
	return {CLAUDE_CONFIG_DIR: isDefault ? undefined : configDir};
}
