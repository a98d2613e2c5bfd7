/** The monitor in a pane of tmux, from which the real Claude Code can be started. */
import {ccmonCommand, ccmonEnvironment} from './ccmon.ts';
import type {ClaudeHome} from './claude.ts';
import type {Pane, Tmux} from './tmux.ts';

export async function openSpawningMonitor(
	tmux: Tmux,
	{home, cwd, binary}: {home: ClaudeHome; cwd: string; binary: string},
): Promise<Pane> {
	const monitor = await tmux.open({
		command: ccmonCommand,
		cwd,
		env: {...home.env, ...ccmonEnvironment(home.home), CCMON_CLAUDE: binary},
		columns: 120,
		rows: 40,
	});
	await monitor.waitFor('n new');
	return monitor;
}
