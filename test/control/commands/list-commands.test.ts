import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {listCommands} from '../../../source/control/commands/list-commands.ts';
import type {ViewContext} from '../../../source/control/commands/view-context.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {fakeScreen} from '../../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const asks = (name: string) => fakeSession({name, state: 'waiting', waitingFor: 'permission prompt'});

test('w cycles through waiting sessions, or says that none waits', () => {
	const screen = fakeScreen([fakeSession({name: 'a'}), asks('b'), asks('c')]);
	expect(screen.names()).toEqual(['b', 'c', 'a']);
	screen.press('G', 'w');
	expect(screen.selected()).toBe('b');
	screen.press('w');
	expect(screen.selected()).toBe('c');
	screen.press('w');
	expect(screen.selected()).toBe('b');
	const quiet = fakeScreen([fakeSession({name: 'a'})]);
	quiet.press('w');
	expect(quiet.message()).toBe('No session is waiting');
});

test('space marks, and marks again take back; what is marked is acted on', () => {
	const screen = fakeScreen(['a', 'b', 'c'].map(name => fakeSession({name})));
	screen.press('space', 'down', 'down', 'space');
	expect([...screen.screen.getState().marked]).toHaveLength(2);
	expect(screen.controller.targets().map(({name}) => name)).toEqual(expect.arrayContaining(['a']));
	screen.press('space');
	expect([...screen.screen.getState().marked]).toHaveLength(1);
});

test('f shows finished sessions of today and hides them, and says which', () => {
	const screen = fakeScreen([fakeSession({name: 'a'})]);
	screen.press('f');
	expect(screen.message()).toBe("Today's finished sessions are shown");
	screen.press('f');
	expect(screen.message()).toBe('Running sessions only');
});

test('tab gives the detail the room, then its next pages, then the list again', () => {
	const screen = fakeScreen([fakeSession({name: 'a'})]);
	const detail = () => screen.screen.getState().detail;
	screen.press('tab');
	expect(detail()).toEqual({expanded: true, page: 0});
	screen.press('tab');
	expect(detail()).toEqual({expanded: true, page: 1});
	screen.press('tab');
	expect(detail()).toEqual({expanded: false, page: 0});
});

describe('without sessions', () => {
	test.each(['w', 'space', 'tab'])('%s has nothing to act on, and says so', key => {
		const screen = fakeScreen([]);
		screen.press(key);
		expect(screen.message()).toBe('There is no session to choose');
		expect(screen.screen.getState()).toMatchObject({marked: new Set(), detail: {expanded: false}});
	});

	test('the order and the filter can be chosen all the same', () => {
		const screen = fakeScreen([]);
		screen.press('s');
		expect(screen.message()).toMatch(/^Sorted by/);
		screen.press('/', 'x');
		expect(screen.screen.getState().filter).toBe('x');
	});
});

test('where all of the detail is shown, tab says so', () => {
	const detail = listCommands.find(({id}) => id === 'list.detail')!;
	const when = (hasMoreDetail: boolean, rowCount = 1) => detail.when?.({hasMoreDetail, rowCount} as ViewContext);
	expect(when(false)).toBe('All of the detail is shown');
	expect(when(true)).toBe(true);
	expect(when(false, 0)).toBe('There is no session to choose');
});
