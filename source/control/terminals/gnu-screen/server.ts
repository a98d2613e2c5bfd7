/**
 * Finds a process's window in GNU screen and asks the server about it. Which window that is, screen tells nobody: a process
 * knows the number that its window had when it was opened, and numbers can be changed (`:number`). But asked with a window's
 * terminal device as its input, screen answers for that window, as long as somebody looks at it; see `display.ts`.
 */
import {readParentPid, readProcessVariables, readTty} from '../../../platform/process.ts';
import {loadExeca} from '../../../platform/programs.ts';
import {withTerminalDevice} from '../../../platform/terminal-device.ts';
import {TerminalLostError} from '../terminal.ts';

export interface ScreenWindow {
	/** The session as screen names it: `4711.pts-0.host`. */
	session: string;
	serverPid: number;
	/** The number that it was opened with. */
	number: number;
	tty: string;
	/** Where the session's socket is, for every run of screen. */
	env: NodeJS.ProcessEnv;
}

/** How far up to look for the program that the window was opened with. */
const generations = 16;

/** Null: it runs in no window of screen. */
export function findScreenWindow(pid: number, env: NodeJS.ProcessEnv): ScreenWindow | null {
	const {STY: session, SCREENDIR} = readProcessVariables(pid, ['STY', 'SCREENDIR']) ?? {};
	const serverPid = Number(/^(\d+)\./.exec(session ?? '')?.[1]);
	const tty = readTty(pid);
	if (session === undefined || !serverPid || tty === null) return null;
	const root = childAbove(pid, serverPid);
	// Another terminal may sit between, tmux for one: that is not a window of screen.
	if (root === null || readTty(root) !== tty) return null;
	const number = Number(readProcessVariables(root, ['WINDOW'])?.WINDOW ?? Number.NaN);
	if (!Number.isSafeInteger(number)) return null;
	return {session, serverPid, number, tty, env: {...env, ...(SCREENDIR && {SCREENDIR}), STY: undefined}};
}

/** The ancestor of a process, or itself, that the server started. */
function childAbove(pid: number, serverPid: number): number | null {
	let child = pid;
	for (let generation = 0; generation < generations; generation++) {
		const parent = readParentPid(child);
		if (parent === null || parent <= 1) return null;
		if (parent === serverPid) return child;
		child = parent;
	}
	return null;
}

/**
 * `-Q` asks, `-X` tells; what is asked is also shown on the display that attached last, and holds up for a second what their window
 * writes. `as`: a terminal device to ask with. Throws `TerminalLostError`.
 */
export async function askScreen(
	{session, env}: ScreenWindow,
	how: '-Q' | '-X',
	words: readonly string[],
	as?: string,
): Promise<string> {
	const execa = await loadExeca();
	// Of open files, execa's types know the first few only.
	const run = async (stdin: 3 | 'ignore') => {
		const options = {env, reject: false, timeout: 3000, stdin} as const;
		const result = await execa('screen', ['-S', session, how, ...words], options);
		if (result.code === 'ENOENT') throw new TerminalLostError('there is no screen on the PATH');
		if (result.timedOut) throw new TerminalLostError('GNU screen does not answer');
		// Its exit code says nothing: an answer, or none, does.
		return result.stdout;
	};
	if (as === undefined) return run('ignore');
	return withTerminalDevice(as, fd => run(fd as 3)).catch(error => {
		throw error instanceof TerminalLostError ? error : new TerminalLostError('its screen window is gone');
	});
}

/** The numbers of all windows. None: screen is older than 4.1 and does not answer. */
export async function windowNumbers(window: ScreenWindow): Promise<number[]> {
	const answer = await askScreen(window, '-Q', ['windows', '%n,']);
	const words = answer.split(',').map(word => word.trim());
	return words.filter(word => /^\d+$/.test(word)).map(Number);
}

/** The number of the window on the display that attached last; null: none. */
export async function numberInView(window: ScreenWindow): Promise<number | null> {
	return numberIn(await askScreen(window, '-Q', ['number']));
}

/**
 * The number of the window with this terminal device where somebody looks at it, else as `numberInView`. There the answer is
 * shown as well, over the last row, for seconds: it may be the row that tells what a dialog takes. So all is drawn again.
 */
export async function numberByTty(window: ScreenWindow): Promise<number | null> {
	const number = numberIn(await askScreen(window, '-Q', ['number'], window.tty));
	await askScreen(window, '-X', ['redisplay'], window.tty);
	return number;
}

function numberIn(answer: string): number | null {
	const number = /^(\d+) \(/.exec(answer)?.[1];
	return number === undefined ? null : Number(number);
}
