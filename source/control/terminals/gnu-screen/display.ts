/**
 * Reads a window of screen and types into it like somebody who attaches to the session as well (`screen -x`), in a
 * hidden terminal, for the duration of one action.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {terminalSize} from '../../../platform/terminal-device.ts';
import {type HiddenTerminal, openHiddenTerminal} from '../hidden-terminal.ts';
import type {OpenPty} from '../load-pty.ts';
import {TerminalLostError} from '../terminal.ts';
import {askScreen, numberByTty, numberInView, type ScreenWindow, windowNumbers} from './server.ts';

/** Milliseconds: for the first screen, and for leaving. */
const openMs = 5000;
const leaveMs = 1500;

export interface ScreenDisplay extends Pick<HiddenTerminal, 'screen' | 'write'> {
	/** Whether it shows the window with that terminal device. False in copy mode. */
	isInPlace(): Promise<boolean>;
	close(): Promise<void>;
}

/**
 * `onText` receives everything that screen writes. Throws `TerminalLostError` if the window is gone.
 */
export async function openScreenDisplay(
	openPty: OpenPty,
	window: ScreenWindow,
	onText: (text: string) => void,
): Promise<ScreenDisplay> {
	const {columns, rows} = await sizeOf(window);
	const opened: HiddenTerminal[] = [];
	const open = async (view: string, read: (text: string) => void) => {
		const terminal = await attach(openPty, window, view, {columns, rows});
		opened.push(terminal);
		terminal.onText(read);
		await waitForScreen(terminal);
		return terminal;
	};
	/** `detach` applies to the terminal that attached last. */
	const close = async () => {
		for (let terminal = opened.pop(); terminal; terminal = opened.pop()) await detach(window, terminal);
	};
	try {
		const terminal = await open(String(window.number), onText);
		await keepSize(terminal, window, {columns, rows});
		// A second display, for queries: see `server.ts`.
		await open('-', () => undefined);
		const other = (await windowNumbers(window)).find(number => number !== window.number);
		if (other === undefined) await detach(window, opened.pop()!);
		else await askScreen(window, '-X', ['select', String(other)]);
		if (other !== undefined && (await numberInView(window)) !== other)
			throw lost('GNU screen does not show its windows');
		const isInPlace = async () => other === undefined || (await numberByTty(window)) === window.number;
		return {screen: terminal.screen, write: terminal.write, isInPlace, close};
	} catch (error) {
		await close();
		throw error;
	}
}

const lost = (reason: string) => new TerminalLostError(reason);

function attach(
	openPty: OpenPty,
	{session, env}: ScreenWindow,
	view: string,
	size: {columns: number; rows: number},
): Promise<HiddenTerminal> {
	// Screen does not turn flow control off: Ctrl+S would stop the terminal instead of reaching the session.
	const args = ['-c', 'stty -ixon; exec screen "$@"', 'sh', '-x', session, '-p', view];
	return openHiddenTerminal(openPty, {file: 'sh', args, env, ...size}, () => lost('its screen session has ended'));
}

function sizeOf({tty}: ScreenWindow): Promise<{columns: number; rows: number}> {
	return terminalSize(tty).catch(() => {
		throw lost('its screen window is gone');
	});
}

/** Screen starts drawing once it has set up the terminal. */
async function waitForScreen(terminal: HiddenTerminal): Promise<void> {
	const drawing = Promise.withResolvers<boolean>();
	terminal.onText(() => drawing.resolve(true));
	const began = await Promise.race([drawing.promise, sleep(openMs, false, {ref: false})]);
	if (!began) throw lost('GNU screen shows nothing');
}

/** If nobody else views the window, it takes our size, minus what screen reserves for a status line. */
async function keepSize(
	terminal: HiddenTerminal,
	window: ScreenWindow,
	{columns, rows}: {columns: number; rows: number},
): Promise<void> {
	const now = await sizeOf(window);
	if (now.rows < rows) terminal.resize(columns, rows + (rows - now.rows));
}

/** By command: with `autodetach off`, just closing the terminal would end the whole session. */
async function detach(window: ScreenWindow, terminal: HiddenTerminal): Promise<void> {
	if (terminal.hasEnded()) return;
	terminal.close(() => undefined, leaveMs);
	await askScreen(window, '-X', ['detach']).catch(() => '');
}
