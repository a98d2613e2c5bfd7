/**
 * Finds a process's window in GNU screen and queries the server about it. Screen does not tell which window that is: a process
 * knows the number that its window had when it was opened, and numbers can be changed (`:number`). But asked with a window's
 * terminal device as its input, screen answers for that window, as long as somebody views it; see `display.ts`.
 */
import {readParentPid, readProcessVariables, readTty} from '../../../platform/process.ts';
import {loadExeca} from '../../../platform/programs.ts';
import {withTerminalDevice} from '../../../platform/terminal-device.ts';
import {TerminalLostError} from '../terminal.ts';

export interface ScreenWindow {
	/** Screen's name for the session: `4711.pts-0.host`. */
	session: string;
	serverPid: number;
	/** The number it was opened with. */
	number: number;
	tty: string;
	/** Tells each run of screen where the session's socket is. */
	env: NodeJS.ProcessEnv;
}

/** How many ancestors to search for the program that the window was opened with. */
const generations = 16;

/** Null: not in a window of screen. */
export function findScreenWindow(pid: number, env: NodeJS.ProcessEnv): ScreenWindow | null {
	const {STY: session, SCREENDIR} = readProcessVariables(pid, ['STY', 'SCREENDIR']) ?? {};
	const serverPid = Number(/^(\d+)\./.exec(session ?? '')?.[1]);
	const tty = readTty(pid);
	if (session === undefined || !serverPid || tty === null) return null;
	const root = childAbove(pid, serverPid);
	// There may be another terminal in between, e.g. tmux: then it is not in a window of screen.
	if (root === null || readTty(root) !== tty) return null;
	const number = Number(readProcessVariables(root, ['WINDOW'])?.WINDOW ?? Number.NaN);
	if (!Number.isSafeInteger(number)) return null;
	return {session, serverPid, number, tty, env: {...env, ...(SCREENDIR && {SCREENDIR}), STY: undefined}};
}

/** The process itself or its ancestor that the server started. */
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
 * `-Q` queries, `-X` commands. A query's answer also appears on the display that attached last, and delays its window's
 * output for a second. `as`: a terminal device to ask with. Throws `TerminalLostError`.
 */
export async function askScreen(
	{session, env}: ScreenWindow,
	how: '-Q' | '-X',
	words: readonly string[],
	as?: string,
): Promise<string> {
	const execa = await loadExeca();
	// execa's types only know the first few open files.
	const run = async (stdin: 3 | 'ignore') => {
		const options = {env, reject: false, timeout: 3000, stdin} as const;
		const result = await execa('screen', ['-S', session, how, ...words], options);
		if (result.code === 'ENOENT') throw new TerminalLostError('there is no screen on the PATH');
		if (result.timedOut) throw new TerminalLostError('GNU screen does not answer');
		// The exit code is meaningless: what counts is whether there is an answer.
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
 * The number of the window with this terminal device if somebody views it, else as `numberInView`. The answer is also
 * shown over the last row for seconds, which may hide what a dialog asks for, so everything is redrawn.
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
