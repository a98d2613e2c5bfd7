import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {fakeSession} from '../support/fake-fleet.ts';
import {fakeScreen} from '../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Longer than anybody pauses in a text. */
/** Longer than a question waits for another key; then longer than keys are ignored after a refusal. */
const moment = 600;
const pause = 800;
const fleet = (...names: string[]) => names.map(name => fakeSession({name}));

describe('order and filter', () => {
	const sessions = [
		fakeSession({name: 'cheap', cost: {totalUsd: 0.1}, context: {tokens: 190_000}}),
		fakeSession({name: 'costly', cost: {totalUsd: 9}, context: {tokens: 10_000}}),
		fakeSession({name: 'middle', cost: {totalUsd: 1}, context: {tokens: 90_000}}),
	];

	test('s goes through the orders and comes back', () => {
		const screen = fakeScreen(sessions);
		screen.press('s', 's');
		expect(screen.message()).toBe('Sorted by context');
		expect(screen.names()).toEqual(['cheap', 'middle', 'costly']);
		screen.press('s');
		expect(screen.names()).toEqual(['costly', 'middle', 'cheap']);
		screen.press('s', 's', 's', 's');
		expect(screen.screen.getState().sort).toBe('state');
	});

	test('S turns an order round, but for what waits', () => {
		const screen = fakeScreen([...sessions, fakeSession({name: 'asks', state: 'waiting', cost: {totalUsd: 0.5}})]);
		screen.press('s', 's', 's');
		expect(screen.names()).toEqual(['asks', 'costly', 'middle', 'cheap']);
		screen.press('S');
		expect(screen.message()).toBe('Sorted by cost, in reverse');
		expect(screen.names()).toEqual(['asks', 'cheap', 'middle', 'costly']);
		screen.press('S');
		expect(screen.names()).toEqual(['asks', 'costly', 'middle', 'cheap']);
	});

	test('the filter works while it is typed, Enter keeps it, Esc clears it', () => {
		const screen = fakeScreen(sessions);
		screen.press('/', 'c', 'o', 's');
		expect(screen.names()).toEqual(['costly']);
		screen.press('return');
		expect(screen.dialog()).toBeNull();
		expect(screen.names()).toEqual(['costly']);
		screen.press('escape');
		expect(screen.names()).toHaveLength(3);
		screen.press('/', 'd', 'escape');
		expect(screen.names()).toHaveLength(3);
	});

	test('in the filter letters are letters', () => {
		const screen = fakeScreen(sessions);
		screen.press('/', 'q', 'c', 'x');
		expect(screen.events).toEqual([]);
		expect(screen.acted).toEqual([]);
		expect(screen.screen.getState().filter).toBe('qcx');
	});

	test('finished sessions are behind a key', () => {
		const screen = fakeScreen([...sessions, fakeSession({name: 'over', state: 'exited'})]);
		expect(screen.names()).not.toContain('over');
		screen.press('f');
		expect(screen.names()).toContain('over');
	});
});

describe('frozen', () => {
	test('the list stands still while sessions change', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('z');
		screen.put(fakeSession({name: 'a', state: 'waiting'}), fakeSession({name: 'new'}));
		expect(screen.names()).toEqual(['a', 'b']);
		screen.press('z');
		expect(screen.names()).toEqual(['a', 'b', 'new']);
	});
});

describe('on a frozen screen', () => {
	const frozen = (...names: string[]) => {
		const screen = fakeScreen(fleet(...names));
		screen.press('z');
		return screen;
	};
	const pressAgain = (screen: ReturnType<typeof frozen>, key: string) => {
		screen.pass(pause);
		screen.press(key);
		screen.pass(moment);
	};

	test.each(['c', 'x', 'p'])('%s shows what is true now, and acts when it is pressed again', key => {
		const screen = frozen('a', 'b');
		screen.press(key);
		screen.pass(moment);
		expect([screen.acted, screen.dialog()]).toEqual([[], null]);
		expect(screen.screen.getState().frozen).toBeNull();
		expect(screen.message()).toBe('The screen was frozen and goes on now: press again if you mean it');
		pressAgain(screen, key);
		expect(screen.acted.length + (screen.dialog() === null ? 0 : 1)).toBe(1);
	});

	test('a key for a session that has begun to wait is refused for that', () => {
		const screen = frozen('a');
		screen.put(fakeSession({name: 'a', state: 'waiting'}));
		screen.press('c');
		pressAgain(screen, 'c');
		expect(screen.acted).toEqual([]);
		expect(screen.message()).toContain('It waits for an answer');
	});

	test('a key for a session that has ended does not reach its neighbour', () => {
		const screen = frozen('a', 'b');
		screen.remove('key-a');
		screen.press('c');
		screen.pass(moment);
		expect([screen.acted, screen.selected()]).toEqual([[], 'b']);
		expect(screen.message()).toBe('a just ended; another session is selected now: press again if you mean it');
	});

	test('keys that are not about a session leave it frozen', () => {
		const screen = frozen('a', 'b');
		screen.press('down', '?', 'escape', 's');
		expect(screen.screen.getState().frozen).not.toBeNull();
	});
});

describe('views and detail', () => {
	test('a view opens, scrolls within its bounds, and closes by its key, Esc or q', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('?', 'down', 'down', 'up');
		expect(screen.screen.getState()).toMatchObject({view: 'help', scroll: 1});
		screen.press('end', 'down');
		expect(screen.screen.getState().scroll).toBe(10);
		screen.press('?');
		expect(screen.screen.getState().view).toBe('list');
		screen.press('L', 'escape', 'b', 'q');
		expect(screen.screen.getState().view).toBe('list');
		expect(screen.events).toEqual([]);
		expect(screen.selected()).toBe('a');
	});

	test('Tab expands the detail, turns its pages and gives the room back', () => {
		const screen = fakeScreen(fleet('a'));
		const detail = () => screen.screen.getState().detail;
		screen.press('tab');
		expect(detail()).toEqual({expanded: true, page: 0});
		screen.press('tab');
		expect(detail()).toEqual({expanded: true, page: 1});
		screen.press('tab');
		expect(detail()).toEqual({expanded: false, page: 0});
	});

	test('q and ^C end the program', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('q', '?', 'ctrl+c', 'ctrl+z', 'ctrl+l');
		expect(screen.events).toEqual(['quit', 'quit', 'suspend', 'redraw']);
	});
});

test('what is said is one line of plain text, whichever program it comes from', () => {
	const screen = fakeScreen(fleet('web'));
	screen.controller.control.say('Nothing started: \x1b]0;owned\x07no\n\tspace \x1b[2Jleft\u202e');
	expect(screen.message()).toBe('Nothing started: no space left');
	screen.controller.control.say(`Nothing started: ${'x'.repeat(1_000_000)}`);
	expect(screen.message()).toHaveLength(1000);
});
