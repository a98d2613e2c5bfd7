import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {fakeSession} from '../support/fake-fleet.ts';
import {fakeScreen} from '../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Longer than between two letters of a word; then longer than anybody pauses in a text. */
const moment = 600;
const pause = 800;
const fleet = (...names: string[]) => names.map(name => fakeSession({name}));

describe('the selection', () => {
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
		expect([none.selected(), none.message()]).toEqual(['b', 'No session waits']);
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
});

describe('order and filter', () => {
	const sessions = [
		fakeSession({name: 'cheap', cost: {totalUsd: 0.1}, context: {tokens: 190_000}}),
		fakeSession({name: 'dear', cost: {totalUsd: 9}, context: {tokens: 10_000}}),
		fakeSession({name: 'middle', cost: {totalUsd: 1}, context: {tokens: 90_000}}),
	];

	test('s goes through the orders and comes back', () => {
		const screen = fakeScreen(sessions);
		screen.press('s', 's');
		expect(screen.message()).toBe('Sorted by context');
		expect(screen.names()).toEqual(['cheap', 'middle', 'dear']);
		screen.press('s');
		expect(screen.names()).toEqual(['dear', 'middle', 'cheap']);
		screen.press('s', 's', 's', 's');
		expect(screen.screen.getState().sort).toBe('state');
	});

	test('S turns an order round, but for what waits', () => {
		const screen = fakeScreen([...sessions, fakeSession({name: 'asks', state: 'waiting', cost: {totalUsd: 0.5}})]);
		screen.press('s', 's', 's');
		expect(screen.names()).toEqual(['asks', 'dear', 'middle', 'cheap']);
		screen.press('S');
		expect(screen.message()).toBe('Sorted by cost, the other way round');
		expect(screen.names()).toEqual(['asks', 'cheap', 'middle', 'dear']);
		screen.press('S');
		expect(screen.names()).toEqual(['asks', 'dear', 'middle', 'cheap']);
	});

	test('the filter works while it is typed, Enter keeps it, Esc clears it', () => {
		const screen = fakeScreen(sessions);
		screen.press('/', 'd', 'e', 'a');
		expect(screen.names()).toEqual(['dear']);
		screen.press('return');
		expect(screen.dialog()).toBeNull();
		expect(screen.names()).toEqual(['dear']);
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

	test('marks outside of the filter still count: they are not forgotten silently', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('space', '/', 'b', 'return', 'c');
		screen.pass(moment);
		expect(screen.acted[0]?.targets).toEqual(['a']);
	});
});

describe('frozen', () => {
	test('the list stands still while sessions change; keys act on sessions as they are', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('z');
		screen.put(fakeSession({name: 'a', state: 'waiting'}), fakeSession({name: 'new'}));
		expect(screen.names()).toEqual(['a', 'b']);
		screen.press('c');
		expect(screen.acted).toEqual([]);
		expect(screen.message()).toContain('It waits for an answer');
		screen.pass(pause);
		screen.press('z');
		expect(screen.names()).toEqual(['a', 'b', 'new']);
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
