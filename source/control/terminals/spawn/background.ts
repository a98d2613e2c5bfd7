/** Starts a session under Claude Code's own daemon: https://code.claude.com/docs/en/agents */
import {loadExeca, whyFailed} from '../../../platform/programs.ts';

export interface BackgroundStart {
	claude: string;
	cwd: string;
	/** Options for it. */
	options: readonly string[];
	/** Null: it waits for one. */
	prompt: string | null;
	/** A settings file to start it with, or null. Sessions of the daemon do not inherit the caller's environment. */
	settings: string | null;
	/** The whole environment of the `claude` that asks the daemon. */
	env: Readonly<Record<string, string | undefined>>;
}

/** The job's id, if Claude Code prints it. Throws a sentence if none was started. */
export async function startInBackground(start: BackgroundStart): Promise<string | null> {
	const {claude, cwd, options, prompt, settings, env} = start;
	const args = [
		...(settings === null ? [] : ['--settings', settings]),
		...options,
		'--bg',
		// A prompt that begins with a dash would be taken for an option.
		...(prompt === null ? [] : ['--', prompt]),
	];
	const execa = await loadExeca();
	const result = await execa(claude, args, {
		cwd,
		env,
		extendEnv: false,
		reject: false,
		stdin: 'ignore',
		timeout: 30_000,
	});
	if (result.failed) throw new Error(`claude --bg: ${whyFailed(result)}`);
	return /backgrounded\W+([0-9a-f]{6,})/.exec(result.stdout)?.[1] ?? null;
}
