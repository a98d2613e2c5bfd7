/**
 * Looks at a window of screen and types into it as a person does who attaches to the session as well (`screen -x`), in a
 * terminal that nobody sees, for as long as one action lasts.
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
	/** Whether what it shows is the window with that terminal device. Never in copy mode. */
	isInPlace(): Promise<boolean>;
	close(): Promise<void>;
}

/**
 * `onText` gets all that screen writes. Throws `TerminalLostError` where the window is gone.
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
	/** `detach` goes to the one who attached last. */
	const close = async () => {
		for (let terminal = opened.pop(); terminal; terminal = opened.pop()) await detach(window, terminal);
	};
	try {
		const terminal = await open(String(window.number), onText);
		await keepSize(terminal, window, {columns, rows});
		// A second one, of which questions are asked: see `server.ts`.
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
	// Screen leaves flow control as it finds it: Ctrl+S would stop the terminal instead of reaching the session.
	const args = ['-c', 'stty -ixon; exec screen "$@"', 'sh', '-x', session, '-p', view];
	return openHiddenTerminal(openPty, {file: 'sh', args, env, ...size}, () => lost('its screen session has ended'));
}

function sizeOf({tty}: ScreenWindow): Promise<{columns: number; rows: number}> {
	return terminalSize(tty).catch(() => {
		throw lost('its screen window is gone');
	});
}

/** Screen begins to draw when it has taken the terminal for one of its own. */
async function waitForScreen(terminal: HiddenTerminal): Promise<void> {
	const drawing = Promise.withResolvers<boolean>();
	terminal.onText(() => drawing.resolve(true));
	const began = await Promise.race([drawing.promise, sleep(openMs, false, {ref: false})]);
	if (!began) throw lost('GNU screen shows nothing');
}

/** Nobody else may look at the window: then it takes the size of ours, less what screen keeps of it for a status line. */
async function keepSize(
	terminal: HiddenTerminal,
	window: ScreenWindow,
	{columns, rows}: {columns: number; rows: number},
): Promise<void> {
	const now = await sizeOf(window);
	if (now.rows < rows) terminal.resize(columns, rows + (rows - now.rows));
}

/** Politely: with `autodetach off`, a terminal that is just closed takes the whole session with it. */
async function detach(window: ScreenWindow, terminal: HiddenTerminal): Promise<void> {
	if (terminal.hasEnded()) return;
	terminal.close(() => undefined, leaveMs);
	await askScreen(window, '-X', ['detach']).catch(() => '');
}
