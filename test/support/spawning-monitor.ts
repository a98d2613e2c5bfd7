/** The monitor in a pane of tmux, from which the real Claude Code can be started. */
import {ccmonCommand, ccmonEnvironment} from './ccmon.ts';
import type {ClaudeHome} from './claude.ts';
import type {Pane, Tmux} from './tmux.ts';
import {waitFor} from './wait.ts';

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

/**
 * Waits until the row of one of these conversations has the cursor: `o` copies its id, and says so once tmux has it. Pressed
 * again and again, as a key right after the cursor has moved by itself is not taken.
 */
export async function waitForCursorOn(monitor: Pane, ids: () => readonly string[]): Promise<void> {
	const isCopied = (text: string) => ids().some(id => text.replace(/\s+/g, '').includes(`(OSC52):${id}`));
	const isIt = async () => {
		await monitor.press('o');
		return monitor.waitFor(isCopied, {timeout: 1500}).catch(() => false);
	};
	await waitFor(isIt, {what: 'the cursor in the new row', last: () => monitor.screen()});
}
