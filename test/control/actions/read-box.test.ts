/** How long a prompt box is looked at, and what ends the looking. */
import {expect, test} from 'vitest';
import type {PromptReading, ScreenReading} from '../../../source/claude/screen/reading.ts';
import {readOrNull, readUntil} from '../../../source/control/actions/read-box.ts';
import type {Keyboard} from '../../../source/control/keyboard.ts';
import {emptyPrompt} from '../../support/prompt-reading.ts';

const box = (text: string): PromptReading => ({...emptyPrompt, text});
const dialog: ScreenReading = {kind: 'dialog', reason: 'it asks something'};
const copyMode: ScreenReading = {kind: 'elsewhere', reason: 'tmux is in copy-mode there'};

/** A screen that shows these one after the other, the last one for good; `looks` are the times at which it was read, in ms. */
function screenOf(...shown: readonly ScreenReading[]) {
	let clock = 0;
	const looks: number[] = [];
	const abort = new AbortController();
	const keyboard = {
		async read() {
			looks.push(clock);
			return shown[Math.min(looks.length, shown.length) - 1]!;
		},
	} as Pick<Keyboard, 'read'> as Keyboard;
	const deps = {
		keyboard,
		now: () => clock,
		async sleep(ms: number) {
			clock += ms;
		},
		signal: abort.signal,
	};
	const untilHello = (forMs: number) => readUntil(deps, forMs, ({text}) => text === 'hello');
	return {deps, looks, abort, untilHello};
}

test('reads the box once if it shows the text already', async () => {
	const {untilHello, looks} = screenOf(box('hello'));
	expect(await untilHello(500)).toEqual(box('hello'));
	expect(looks).toEqual([0]);
});

test('reads the box every 60 ms until it shows what was typed', async () => {
	const {untilHello, looks} = screenOf(box(''), box('hel'), box('hello'));
	expect(await untilHello(500)).toEqual(box('hello'));
	expect(looks).toEqual([0, 60, 120]);
});

test('waits for copy-mode to be left in time', async () => {
	const {untilHello, looks} = screenOf(copyMode, copyMode, box('hello'));
	expect(await untilHello(500)).toEqual(box('hello'));
	expect(looks).toHaveLength(3);
});

test('stops at once for a dialog, which would take the next key', async () => {
	const {untilHello, looks} = screenOf(box(''), dialog, box('hello'));
	expect(await untilHello(500)).toBeNull();
	expect(looks).toEqual([0, 60]);
});

test('a box that never shows it is looked at for as long as was asked, and one look more at most', async () => {
	const {untilHello, looks} = screenOf(box('hel'));
	expect(await untilHello(200)).toBeNull();
	expect(looks.at(-1)).toBe(240);
});

test('stops when the person gives up, but counts what was done by then', async () => {
	const waiting = screenOf(box('hel'), box('hello'));
	waiting.abort.abort();
	expect(await waiting.untilHello(500)).toBeNull();
	expect(waiting.looks).toEqual([0]);
	const done = screenOf(box('hello'));
	done.abort.abort();
	expect(await done.untilHello(500)).toEqual(box('hello'));
});

test('a terminal that is gone is an error while typing, but not after Enter', async () => {
	const keyboard = {read: async () => Promise.reject(new Error('no such pane'))} as Pick<Keyboard, 'read'> as Keyboard;
	const {deps} = screenOf(box(''));
	await expect(readUntil({...deps, keyboard}, 500, () => true)).rejects.toThrow('no such pane');
	expect(await readOrNull({keyboard})).toBeNull();
	expect(await readOrNull(screenOf(dialog).deps)).toBe(dialog);
});
