/** Sessions in panes of WezTerm, by its command line: https://wezterm.org/cli/cli/ */
import * as v from 'valibot';
import {readProcessVariables, readTty} from '../../platform/process.ts';
import {askProgram} from './ask-program.ts';
import {createListings} from './listings.ts';
import {forInteractive, type Terminal, TerminalLostError} from './terminal.ts';
import {reachWindow, type Window} from './window.ts';

export function createWezTermTerminal(env: NodeJS.ProcessEnv, now: () => number): Terminal {
	const panesOf = createListings((socket: string) => listPanes(socket, env), now);
	return forInteractive(async (pid, target) => {
		const socket = readProcessVariables(pid, ['WEZTERM_UNIX_SOCKET'])?.WEZTERM_UNIX_SOCKET;
		const tty = readTty(pid);
		if (!socket || tty === null) return null;
		// The variable may be inherited through e.g. tmux: what counts is the terminal device.
		const pane = (await panesOf(socket)).find(({tty_name}) => tty_name === tty);
		return pane ? reachWindow(open(socket, pane.pane_id, tty, env), target) : null;
	});
}

const paneSchema = v.object({
	pane_id: v.number(),
	tty_name: v.nullish(v.string()),
	size: v.object({rows: v.number(), cols: v.number()}),
});
type WezTermPane = v.InferOutput<typeof paneSchema>;

/** Throws `TerminalLostError`. */
async function listPanes(socket: string, env: NodeJS.ProcessEnv): Promise<readonly WezTermPane[]> {
	const listing = await runWezTerm(socket, ['list', '--format', 'json'], env);
	const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.array(paneSchema)), listing);
	if (!parsed.success) throw new TerminalLostError('wezterm answered with something other than a list of panes');
	return parsed.output;
}

const runWezTerm = (socket: string, args: readonly string[], env: NodeJS.ProcessEnv, input?: string) =>
	askProgram(['wezterm', 'cli', '--no-auto-start', ...args], {env: {...env, WEZTERM_UNIX_SOCKET: socket}, input});

function open(socket: string, id: number, tty: string, env: NodeJS.ProcessEnv): Window {
	const pane = ['--pane-id', String(id)];
	return {
		address: `wezterm:${id}`,
		noun: 'WezTerm pane',
		tty,
		showsColours: true,
		async screen() {
			const [panes, text] = await Promise.all([
				listPanes(socket, env),
				runWezTerm(socket, ['get-text', '--escapes', ...pane], env),
			]);
			const found = panes.find(({pane_id, tty_name}) => pane_id === id && tty_name === tty);
			if (!found) throw new TerminalLostError('its WezTerm pane is gone');
			return {columns: found.size.cols, rows: text.replace(/\r?\n$/, '').split(/\r?\n/)};
		},
		async write(bytes) {
			// Not as a paste, in which Enter would not submit.
			await runWezTerm(socket, ['send-text', '--no-paste', ...pane], env, bytes);
		},
		async focus() {
			await runWezTerm(socket, ['activate-pane', ...pane], env);
			return {type: 'focused'};
		},
	};
}
