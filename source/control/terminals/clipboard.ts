/**
 * Puts a text on the clipboard of the user's terminal, wherever that runs: the terminal is asked by OSC 52
 * (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html). It does not answer whether it allows that.
 */
import {clean} from '../../claude/clean.ts';
import {ownPane} from './spawn/tmux-window.ts';
import {runTmux} from './tmux-server.ts';

/**
 * As one line without control characters: it may come from another machine, and a shell would run what it is pasted.
 * `write` writes to the terminal. Inside tmux the text goes into a paste buffer, too.
 */
export async function copyText(given: string, env: NodeJS.ProcessEnv, write: (text: string) => void): Promise<void> {
	const text = clean(given);
	const own = ownPane(env);
	if (own) {
		try {
			// With -w tmux itself asks the terminal; from a program in a pane it would take OSC 52 only where configured to.
			await runTmux(own.socket, ['set-buffer', '-w', '--', text]);
			return;
		} catch {
			// A tmux before 3.2 has no -w.
		}
	}
	write(`\u001B]52;c;${Buffer.from(text).toString('base64')}\u0007`);
}
