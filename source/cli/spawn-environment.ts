/** The environment for a session that ccmon starts: as if `claude` had been typed in ccmon's shell. */

/** Variables that belong to ccmon's terminal, or to a Claude Code that started ccmon. */
const notPassedOn =
	/^(?:TMUX|TMUX_PANE|TERM|COLUMNS|LINES|PWD|OLDPWD|SHLVL|_|CLAUDECODE|CLAUDE_PID|CLAUDE_CODE_(?:ENTRYPOINT|SESSION_ID|SESSION_KIND|SSE_PORT|EXECPATH))$/;

export function sessionEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
	const passed = Object.entries(env).filter(([name, value]) => value !== undefined && !notPassedOn.test(name));
	return Object.fromEntries(passed) as Record<string, string>;
}
