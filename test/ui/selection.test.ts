/** The selected row and the marked ones, as keys move them and as sessions come and go. */
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {fakeSession} from '../support/fake-fleet.ts';
import {fakeScreen} from '../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Longer than between two letters of a word. */
const moment = 600;
const fleet = (...names: string[]) => names.map(name => fakeSession({name}));

test('starts at the first row and stops at both ends', () => {
	const screen = fakeScreen(fleet('a', 'b', 'c'));
	expect(screen.selected()).toBe('a');
	screen.press('up');
	expect(screen.selected()).toBe('a');
	screen.press('down', 'j', 'j', 'j');
	expect(screen.selected()).toBe('c');
	screen.press('home');
	expect(screen.selected()).toBe('a');
	screen.press('G');
	expect(screen.selected()).toBe('c');
});

test('goes from one waiting session to the next, round the list', () => {
	const waiting = (name: string) => fakeSession({name, state: 'waiting'});
	const screen = fakeScreen([...fleet('a', 'b'), waiting('x'), waiting('y')]);
	screen.press('G', 'w');
	expect(screen.selected()).toBe('x');
	screen.press('w');
	expect(screen.selected()).toBe('y');
	screen.press('w');
	expect(screen.selected()).toBe('x');
	const none = fakeScreen(fleet('a', 'b'));
	none.press('j', 'w');
	expect([none.selected(), none.message()]).toEqual(['b', 'No session is waiting']);
});

test('moves by pages', () => {
	const screen = fakeScreen(fleet('a', 'b', 'c', 'd', 'e', 'f', 'g'));
	screen.press('pageDown');
	expect(screen.selected()).toBe('e');
	screen.press('pageUp');
	expect(screen.selected()).toBe('a');
});

test('follows its session when the order changes', () => {
	const screen = fakeScreen(fleet('a', 'b', 'c'));
	screen.press('down');
	screen.put(fakeSession({name: 'c', state: 'waiting'}), fakeSession({name: 'a0'}));
	expect(screen.names()).toEqual(['c', 'a', 'a0', 'b']);
	expect(screen.selected()).toBe('b');
});

test('stays where it stood when its session ends', () => {
	const screen = fakeScreen(fleet('a', 'b', 'c'));
	screen.press('down');
	screen.remove('key-b');
	expect(screen.selected()).toBe('c');
	// And follows that one from then on.
	screen.put(fakeSession({name: 'b2'}));
	expect(screen.names()).toEqual(['a', 'b2', 'c']);
	expect(screen.selected()).toBe('c');
	screen.remove('key-c');
	expect(screen.selected()).toBe('b2');
});

test('is nothing in an empty list', () => {
	const screen = fakeScreen([]);
	screen.press('down', 'space');
	expect(screen.selected()).toBeUndefined();
	expect(screen.message()).toBe('There is no session to choose');
});

describe('marks', () => {
	test('space marks and moves on; the marked are the targets', () => {
		const screen = fakeScreen(fleet('a', 'b', 'c'));
		screen.press('space', 'space', 'c');
		screen.pass(moment);
		expect(screen.acted).toEqual([{action: {type: 'compact', instructions: null}, targets: ['a', 'b']}]);
	});

	test('space takes a mark away again, Esc all of them', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('space', 'up', 'space');
		expect(screen.screen.getState().marked.size).toBe(0);
		screen.press('home', 'space', 'space', 'escape');
		expect(screen.screen.getState().marked.size).toBe(0);
	});

	test('a session that ended is no longer marked', () => {
		const screen = fakeScreen(fleet('a', 'b', 'c'));
		screen.press('space', 'space');
		screen.remove('key-a');
		screen.press('c');
		screen.pass(moment);
		expect(screen.acted[0]?.targets).toEqual(['b']);
	});

	test('a key meant for marked sessions that have just ended does not hit the selected one', () => {
		const screen = fakeScreen(fleet('a', 'b', 'c'));
		screen.press('space', 'space');
		screen.remove('key-a');
		screen.remove('key-b');
		screen.press('c');
		screen.pass(2000);
		expect(screen.acted).toEqual([]);
		expect(screen.message()).toContain('what was marked just ended; c is selected now');
		screen.press('c');
		screen.pass(moment);
		expect(screen.acted[0]?.targets).toEqual(['c']);
	});

	test('marks outside of the filter still count: they are not forgotten silently', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('space', '/', 'b', 'return', 'c');
		screen.pass(moment);
		expect(screen.acted[0]?.targets).toEqual(['a']);
	});
});
