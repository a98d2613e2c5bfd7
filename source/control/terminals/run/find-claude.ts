/** Finds the program to run: `claude` on the PATH, or what CCMON_CLAUDE names. */
import {resolve} from 'node:path';
import {findProgram} from '../../../platform/programs.ts';

/** An absolute path; null: there is none. */
export function findClaude(env: NodeJS.ProcessEnv, cwd: string): string | null {
	return env.CCMON_CLAUDE ? resolve(cwd, env.CCMON_CLAUDE) : findProgram('claude', env, cwd);
}
