import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {Keyboard} from '../../../source/control/keyboard.ts';
import {reachWindow, type Window} from '../../../source/control/terminals/window.ts';
import {dialog} from '../../support/fake-dialogs.ts';
import {capturedScreen, openKeyboard, startTarget, type TargetProcess} from '../../support/target-process.ts';

let session: TargetProcess;
let screen: string;
let written: string[];
let window: Window;
let keyboard: Keyboard;

beforeEach(async () => {
	session = await startTarget({});
	screen = capturedScreen('draft-one');
	written = [];
	window = {
		...{address: 'window:7', noun: 'window', tty: session.tty, showsColours: true},
		screen: async () => ({columns: 100, rows: screen.split('\n')}),
		write: async bytes => void written.push(bytes),
		focus: vi.fn(async () => ({type: 'focused'}) as const),
	};
	keyboard = await openKeyboard(reachWindow(window, session.target));
});
afterEach(() => session.close());

test('a text is written as pastes, keys as their bytes', async () => {
	expect(await keyboard.typeText('one\n\ntwo', 'lines')).toBe(true);
	expect(await keyboard.typeText('one\ntwo', 'paste')).toBe(true);
	expect(await keyboard.press('ctrl+u', 3)).toBe(true);
	expect(written).toEqual([
		'\x1b[200~one\x1b[201~\x1b[13;2u\x1b[13;2u\x1b[200~two\x1b[201~',
		'\x1b[200~one\rtwo\x1b[201~',
		'\x15\x15\x15',
	]);
});

test.each(['\x1b[201~rm -rf /\r', 'a\x03', '\x9b31m', '\x7f', 'a\rb'])('%j is written by nobody', async text => {
	for (const form of ['lines', 'paste'] as const) expect(await keyboard.typeText(text, form)).toBe(false);
	expect(written).toEqual([]);
});

test('a digit is written into the dialog that was looked at, and into no other', async () => {
	screen = capturedScreen('dialog-bash');
	expect(await keyboard.answer(1, dialog('dialog-fetch'))).toBe(false);
	expect(written).toEqual([]);
	expect(await keyboard.answer(4, dialog('dialog-bash'))).toBe(true);
	screen = capturedScreen('draft-one');
	expect(await keyboard.answer(1, dialog('dialog-bash'))).toBe(false);
	expect(written).toEqual(['4']);
});

test('in a window that has another terminal now nothing is written, and that is said', async () => {
	window.tty = '/dev/pts/none';
	expect(await keyboard.typeText('one', 'lines')).toBe(false);
	expect(await keyboard.press('enter')).toBe(false);
	screen = capturedScreen('dialog-bash');
	expect(await keyboard.answer(1, dialog('dialog-bash'))).toBe(false);
	expect(written).toEqual([]);
	expect(await keyboard.read()).toMatchObject({kind: 'elsewhere', reason: 'it has left its window'});
});

test('after the session ended nothing is written to the shell that is there now', async () => {
	await session.close();
	expect(await keyboard.press('enter')).toBe(false);
	expect(written).toEqual([]);
	expect(keyboard.outlivesSession).toBe(true);
});
