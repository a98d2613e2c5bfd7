/** Sessions in tmux: any server of this user, any layout, attached or not. */
import {parseAnsiScreen} from '../../claude/screen/ansi.ts';
import type {Dialog} from '../../claude/screen/dialog.ts';
import {readPromptBox} from '../../claude/screen/prompt-box.ts';
import type {ScreenReading} from '../../claude/screen/reading.ts';
import type {Key, Keyboard, TextForm} from '../keyboard.ts';
import {isPasteable, shiftEnterBytes} from './key-bytes.ts';
import {createListings} from './listings.ts';
import {elsewhere, notInPlace} from './place.ts';
import {dialogText, showsDialog} from './same-dialog.ts';
import {byKeyboard, forInteractive, type Target, type Terminal} from './terminal.ts';
import {focusPane} from './tmux-focus.ts';
import {findPane, listPanes, type Pane, quoted, runTmux} from './tmux-server.ts';

export function createTmuxTerminal(env: NodeJS.ProcessEnv, now: () => number): Terminal {
	const panesOf = createListings(listPanes, now);
	return forInteractive(async (pid, target) => {
		const pane = await findPane(pid, env, panesOf);
		if (!pane) return null;
		return byKeyboard(`tmux:${pane.id}`, {
			open: async () => openPane(pane, target),
			focus: async () => focusPane(pane, env),
		});
	});
}

/** The states in which keys do not go to the pane's program, or not only to it, as one word to compare with. */
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

	/** Decided inside the tmux server, between two keys: nothing is typed if copy-mode is entered just then. */
	async function onlyIfReady(
		commands: readonly string[],
		{before = [], shown = null}: {before?: readonly string[]; shown?: string | null} = {},
	): Promise<boolean> {
		const ready = `#{==:${paneState},${expected}}`;
		// An older server without search expands it to nothing, which is not 0.
		const condition = quoted(shown === null ? ready : `#{&&:${ready},#{!=:#{C/r:${shown}},0}}`);
		const then = quoted(commands.join(' ; '));
		const guarded = `if-shell -F -t ${pane.id} ${condition} ${then} ${quoted(`display-message -p ${blocked}`)}`;
		// On stdin, so that what is typed is in no process list.
		const output = await runTmux(pane.socket, ['source-file', '-'], `${[...before, guarded].join('\n')}\n`);
		return !output.includes(blocked);
	}

	async function read(): Promise<ScreenReading> {
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
		const other = notInPlace(target, {tty: pane.tty, noun: 'tmux pane'});
		return other ?? readPromptBox(parseAnsiScreen(output.slice(end + 1), Number(width)));
	}

	return {
		outlivesSession: true,
		showsColours: true,
		read,
		async size() {
			const output = await runTmux(pane.socket, [
				...['display-message', '-p', '-t', pane.id, '#{pane_width} #{pane_height}'],
			]);
			const [columns, rows] = output.split(' ').map(Number);
			return {columns: columns || 0, rows: rows || 0};
		},
		async typeText(text, form) {
			const [paste, before] = pasteCommands(text, form, pane.id);
			return isPasteable(text) && onlyIfReady(paste, {before});
		},
		press: async (key, times = 1) => onlyIfReady([`send-keys -t ${pane.id} -N ${times} ${keyNames[key]}`]),
		answer: async (digit, dialog) =>
			showsDialog(await read(), dialogText(dialog)) &&
			onlyIfReady([`send-keys -t ${pane.id} -l ${digit}`], {shown: rowPattern(dialog)}),
		close() {},
	};
}

/**
 * The end of a dialog's longest row, as a regular expression without characters that tmux formats expand: the server itself
 * searches for it between two keys, after everything else was checked.
 */
export function rowPattern({head, body}: Dialog): string {
	const rows = (body.length > 0 ? body : head).map(row => row.trim());
	const longest = rows.reduce((best, row) => (row.length > best.length ? row : best), '');
	return `${longest.replace(/[^\w /=-]+/g, '.+')}$`;
}

/** Commands that paste each text from its own buffer and delete it, and the commands that create the buffers. */
function pasteCommands(text: string, form: TextForm, pane: string): [paste: string[], before: string[]] {
	const name = `ccmon-${crypto.randomUUID()}`;
	const shiftEnter = [...shiftEnterBytes].map(byte => byte.charCodeAt(0).toString(16)).join(' ');
	const paste: string[] = [];
	const before: string[] = [];
	for (const [index, part] of (form === 'lines' ? text.split('\n') : [text]).entries()) {
		if (index > 0) paste.push(`send-keys -t ${pane} -H ${shiftEnter}`);
		if (part === '') continue;
		before.push(`set-buffer -b ${name}-${index} -- ${quoted(part)}`);
		// Without -r a line break becomes Enter, as in a terminal's paste.
		paste.push(`paste-buffer -p -d -b ${name}-${index} -t ${pane}`);
	}
	return [paste, before];
}
