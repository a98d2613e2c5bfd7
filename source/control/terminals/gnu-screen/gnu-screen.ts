/** Sessions in windows of GNU screen, attached or not. */
import type {OtherReading, ScreenReading} from '../../../claude/screen/reading.ts';
import type {Focus, Keyboard} from '../../keyboard.ts';
import {loadPty, type OpenPty} from '../load-pty.ts';
import {elsewhere, notInPlace} from '../place.ts';
import {readingOf} from '../screen-model.ts';
import {byKeyboard, forInteractive, type Target, type Terminal} from '../terminal.ts';
import {bytesKeyboard} from '../window.ts';
import {openScreenDisplay} from './display.ts';
import {asksSomething, inCopyMode, watchCopyMode} from './obstacle.ts';
import {askScreen, findScreenWindow, type ScreenWindow} from './server.ts';

export function createGnuScreenTerminal(
	env: NodeJS.ProcessEnv,
	load: () => Promise<OpenPty | null> = loadPty,
): Terminal {
	return forInteractive(async (pid, target) => {
		const window = findScreenWindow(pid, env);
		if (!window) return null;
		const openPty = await load();
		if (!openPty) {
			return {ok: false, reason: 'the package @lydell/node-pty is missing: install it to reach sessions in GNU screen'};
		}
		return byKeyboard(`screen:${window.serverPid}:${window.number}`, {
			open: () => openKeyboard(openPty, window, target),
			focus: () => focus(window, env),
		});
	});
}

async function openKeyboard(openPty: OpenPty, window: ScreenWindow, target: Target): Promise<Keyboard> {
	const copyMode = watchCopyMode();
	const display = await openScreenDisplay(openPty, window, copyMode.read);
	const place = {tty: window.tty, noun: 'screen window'};
	let wasInPlace = false;
	/** What is in the way of our keys; null: nothing. */
	async function obstacle(): Promise<OtherReading | null> {
		const other = notInPlace(target, place) ?? (copyMode.isOn() ? inCopyMode : asksSomething(await display.screen()));
		if (other) return other;
		wasInPlace ||= await display.isInPlace();
		return wasInPlace ? null : lostNumber;
	}
	const write = async (data: string) => {
		if (await obstacle()) return false;
		// The window may just have closed, and another one taken its place.
		if (!(await display.isInPlace()) || notInPlace(target, place)) return false;
		display.write(data);
		return true;
	};
	const read = async (): Promise<ScreenReading> => (await obstacle()) ?? readingOf(await display.screen());
	const {screen} = display;
	const close = () => void display.close();
	return bytesKeyboard({outlivesSession: true, showsColours: true, screen, read, write, close});
}

const lostNumber = elsewhere(
	'its screen window is in copy mode, or its number was changed: leave copy mode (esc), or start it in a new window',
);

/** If ccmon runs in the same screen session, its terminal switches to the window; else it attaches to it. */
async function focus(window: ScreenWindow, env: NodeJS.ProcessEnv): Promise<Focus> {
	if (env.STY === window.session) {
		await askScreen(window, '-X', ['select', String(window.number)]);
		return {type: 'focused'};
	}
	return {
		type: 'run',
		file: 'screen',
		args: ['-x', window.session, '-p', String(window.number)],
		env: {STY: '', ...(window.env.SCREENDIR && {SCREENDIR: window.env.SCREENDIR})},
	};
}
