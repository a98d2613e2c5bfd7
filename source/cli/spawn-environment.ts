/** The environment of a session that ccmon starts: ccmon's own, as if the person had typed `claude` there. */

/** What belongs to ccmon's terminal, or to a Claude Code that ccmon itself was started by. */
const notPassedOn =
	/^(?:TMUX|TMUX_PANE|TERM|COLUMNS|LINES|PWD|OLDPWD|SHLVL|_|CLAUDECODE|CLAUDE_PID|CLAUDE_CODE_(?:ENTRYPOINT|SESSION_ID|SESSION_KIND|SSE_PORT|EXECPATH))$/;

export function sessionEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
	const passed = Object.entries(env).filter(([name, value]) => value !== undefined && !notPassedOn.test(name));
	return Object.fromEntries(passed) as Record<string, string>;
}
