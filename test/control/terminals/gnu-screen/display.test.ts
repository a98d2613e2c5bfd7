/** A display of a window of screen, for one action. */
import {afterEach, beforeEach, expect, test} from 'vitest';
import {openScreenDisplay, type ScreenDisplay} from '../../../../source/control/terminals/gnu-screen/display.ts';
import type {ScreenWindow} from '../../../../source/control/terminals/gnu-screen/server.ts';
import {loadPty} from '../../../../source/control/terminals/load-pty.ts';
import {childrenOf} from '../../../support/process.ts';
import {startTargetWithPrograms, type TargetWithPrograms} from '../../../support/target-process.ts';
import {waitFor} from '../../../support/wait.ts';
import {type ScreenStandIn, screenStandIn} from './screen-stand-in.ts';

const openPty = (await loadPty())!;

let session: TargetWithPrograms;
let screen: ScreenStandIn;
let display: ScreenDisplay | null;
/** The processes that belong to the test itself. */
let own: number[];
beforeEach(async () => {
	session = await startTargetWithPrograms({});
	screen = screenStandIn(session.folder);
	screen.draw('one\r\ntwo');
	screen.answer('0,3,', '0 (bash)');
	screen.answerByTty('3 (claude)');
	display = null;
	own = childrenOf(process.pid);
});
afterEach(async () => {
	await display?.close();
	await session.close();
});

const window = (tty = session.tty): ScreenWindow => ({
	...{session: '7.pts-0.host', serverPid: 7, number: 3, tty},
	env: {...session.env, STY: undefined},
});
async function open(onText: (text: string) => void = () => {}): Promise<ScreenDisplay> {
	display = await openScreenDisplay(openPty, window(), onText);
	return display;
}
const displays = () => childrenOf(process.pid).filter(pid => !own.includes(pid));

test('shows the window in its size, and passes on what is typed', async () => {
	let text = '';
	const {screen: read, write} = await open(more => {
		text += more;
	});
	const {columns, rows} = await read();
	// As the window's terminal is.
	expect([columns, rows.length]).toEqual([100, 30]);
	expect(rows.slice(0, 2)).toEqual(['one', 'two']);
	expect(text).toContain('one');
	// Ctrl+S is the session's, too.
	write('a\x13b\r');
	await waitFor(() => screen.typed('3') === 'a\x13b\r', {what: 'what was typed', last: () => screen.typed('3')});
	expect(screen.typed('-')).toBe('');
});

test('a second display looks at another window, so that screen can tell which one a terminal device belongs to', async () => {
	const {isInPlace} = await open();
	expect(screen.asked().slice(0, 4)).toEqual(['-p 3', '-p -', '-Q windows %n,', '-X select 0']);
	expect(await isInPlace()).toBe(true);
	for (const other of ['4 (claude)', '']) {
		screen.answerByTty(other);
		expect(await isInPlace()).toBe(false);
	}
});

test('the only window needs no second display, and no question', async () => {
	screen.answer('3,', '3 (claude)');
	const {isInPlace} = await open();
	await waitFor(() => displays().length === 1, {what: 'one display'});
	const asked = screen.asked().length;
	expect(await isInPlace()).toBe(true);
	expect(screen.asked()).toHaveLength(asked);
});

test('leaves by a command: a closed terminal would end a session whose autodetach is off', async () => {
	const {close} = await open();
	expect(displays()).toHaveLength(2);
	await close();
	expect(screen.asked().filter(words => words === '-X detach')).toHaveLength(2);
	await waitFor(() => displays().length === 0, {what: 'the displays to go'});
});

test('a screen that does not show another window when it is told to is left at once', async () => {
	screen.answer('0,3,', '3 (claude)');
	await expect(open()).rejects.toThrow('GNU screen does not show its windows');
	await waitFor(() => displays().length === 0, {what: 'the displays to go'});
});

test('a window that is gone, and a screen that ends at once, are lost', async () => {
	await expect(openScreenDisplay(openPty, window('/dev/pts/none'), () => {})).rejects.toThrow(
		'its screen window is gone',
	);
	const {close, screen: read} = await open();
	await close();
	await waitFor(() => displays().length === 0, {what: 'the displays to go'});
	await expect(read()).rejects.toThrow('its screen session has ended');
});

test('a screen that draws nothing is not waited for any longer than a person would', async () => {
	screen.draw('');
	await expect(open()).rejects.toThrow('GNU screen shows nothing');
	await waitFor(() => displays().length === 0, {what: 'the displays to go'});
}, 20_000);
