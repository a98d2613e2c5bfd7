/** Sessions in tmux: any server of this user, any layout, attached or not. */

import {parseAnsiScreen} from '../../claude/screen/ansi.ts';
import {readPromptBox} from '../../claude/screen/prompt-box.ts';
import type {OtherReading, ScreenReading} from '../../claude/screen/reading.ts';
import {readForeground} from '../../platform/foreground.ts';
import {isSameProcess, readProcessVariables, readTty} from '../../platform/process.ts';
import type {Focus, Key, Keyboard, Reach} from '../keyboard.ts';
import type {Target, Terminal} from './terminal.ts';
import {focusPane} from './tmux-focus.ts';
import {listPanes, listSockets, type Pane, runTmux} from './tmux-server.ts';

/** How long one listing of all panes serves, in ms: many sessions are looked up at once. */
const listingAgeMs = 1000;

export function createTmuxTerminal(env: NodeJS.ProcessEnv, now: () => number): Terminal {
	const listings = new Map<string, {at: number; panes: Promise<Pane[]>}>();

	function panesOf(socket: string): Promise<Pane[]> {
		const known = listings.get(socket);
		if (known && now() - known.at < listingAgeMs) return known.panes;
		const panes = listPanes(socket);
		listings.set(socket, {at: now(), panes});
		return panes;
	}

	async function findPane(pid: number): Promise<Pane | null> {
		const tty = readTty(pid);
		if (!tty) return null;
		const own = readProcessVariables(pid, ['TMUX'])?.TMUX;
		for (const socket of await listSockets([own, env.TMUX], env)) {
			const pane = (await panesOf(socket)).find(candidate => candidate.tty === tty);
			if (pane) return pane;
		}
		return null;
	}

	return {
		async reach(target): Promise<Reach | null> {
			if (target.pid === null || target.kind !== 'interactive') return null;
			const pane = await findPane(target.pid);
			if (!pane) return null;
			return {
				ok: true,
				address: `tmux:${pane.id}`,
				way: {
					type: 'keyboard',
					open: async () => openPane(pane, target),
					focus: async (): Promise<Focus> => focusPane(pane, env),
				},
			};
		},
	};
}

/** The states in which keys do not go to the pane's program, or not to it alone, as one word to compare with. */
const paneState = '#{pane_tty}|#{pane_dead}|#{pane_in_mode}|#{pane_synchronized}|#{pane_input_off}';

const keyNames: Record<Key, string> = {
	enter: 'Enter',
	escape: 'Escape',
	'ctrl+s': 'C-s',
	'ctrl+u': 'C-u',
	backspace: 'BSpace',
};

function openPane(pane: Pane, target: Target): Keyboard {
	const expected = `${pane.tty}|0|0|0|0`;
	const blocked = 'ccmon-blocked';

	/** Decided inside the tmux server, between two keys: whoever enters copy-mode at this moment is not typed over. */
	async function onlyIfReady(command: string, before: readonly string[] = [], input?: string): Promise<boolean> {
		const condition = `#{==:${paneState},${expected}}`;
		const guarded = ['if-shell', '-F', '-t', pane.id, condition, command, `display-message -p ${blocked}`];
		const output = await runTmux(pane.socket, [...before, ...guarded], input);
		return !output.includes(blocked);
	}

	return {
		address: `tmux:${pane.id}`,
		async read(): Promise<ScreenReading> {
			const output = await runTmux(pane.socket, [
				...['display-message', '-p', '-t', pane.id, `${paneState}|#{pane_width}`],
				...[';', 'capture-pane', '-p', '-e', '-t', pane.id],
			]);
			const end = output.indexOf('\n');
			const [tty, dead, inMode, synchronized, inputOff, width] = output.slice(0, end).split('|');
			if (tty !== pane.tty || dead !== '0') return elsewhere('its tmux pane is gone');
			if (inMode !== '0') return elsewhere('its tmux pane is in copy-mode: press q there to leave it');
			if (synchronized !== '0') return elsewhere('its tmux window sends keys to all panes: turn synchronize-panes off');
			if (inputOff !== '0') return elsewhere('its tmux pane takes no input: run select-pane -e there');
			return checkProcess(pane, target) ?? readPromptBox(parseAnsiScreen(output.slice(end + 1), Number(width)));
		},
		async size() {
			const output = await runTmux(pane.socket, [
				...['display-message', '-p', '-t', pane.id, '#{pane_width} #{pane_height}'],
			]);
			const [columns, rows] = output.split(' ').map(Number);
			return {columns: columns || 0, rows: rows || 0};
		},
		async typeLiteral(text) {
			const {randomBytes} = await import('node:crypto');
			const buffer = `ccmon-${randomBytes(6).toString('hex')}`;
			// From standard input, so that the text is in no process list; `-r`: a line break must not become Enter.
			const paste = `paste-buffer -p -r -d -b ${buffer} -t ${pane.id}`;
			return onlyIfReady(paste, ['load-buffer', '-b', buffer, '-', ';'], text);
		},
		async press(key, times = 1) {
			return onlyIfReady(`send-keys -t ${pane.id} -N ${times} ${keyNames[key]}`);
		},
		close() {},
	};
}

function elsewhere(reason: string): OtherReading {
	return {kind: 'elsewhere', reason};
}

/** The pane may by now belong to another program: a shell after Claude Code's end, an editor in front of it. */
function checkProcess(pane: Pane, {pid, procStart}: Target): OtherReading | null {
	if (pid === null || !isSameProcess(pid, procStart)) return elsewhere('its process has ended');
	if (readTty(pid) !== pane.tty) return elsewhere('it has left its tmux pane');
	const place = readForeground(pid);
	if (place === 'stopped') return elsewhere('it is suspended: run fg there to bring it back');
	return place === 'foreground' ? null : elsewhere('another program has the keyboard in its pane');
}
