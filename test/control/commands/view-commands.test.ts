import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {appCommands, viewCommands} from '../../../source/control/commands/view-commands.ts';
import type {ViewContext} from '../../../source/control/commands/view-context.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {fakeScreen} from '../../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
const screenOf = () => fakeScreen(names.map(name => fakeSession({name})));

test('the selection moves by rows, pages, and to the ends, by arrows and by letters', () => {
	const screen = screenOf();
	const after = (...keys: string[]) => {
		screen.press(...keys);
		return screen.selected();
	};
	expect(after('down', 'j')).toBe('c');
	expect(after('up')).toBe('b');
	expect(after('k', 'k')).toBe('a');
	expect(after('G')).toBe('l');
	expect(after('g')).toBe('a');
	expect(after('end')).toBe('l');
	expect(after('home')).toBe('a');
	const page = names.indexOf(after('pageDown')!);
	expect(page).toBeGreaterThan(1);
	expect(after('ctrl+f')).toBe(names[2 * page]);
	expect(after('ctrl+b', 'pageUp')).toBe('a');
});

describe('a view', () => {
	test.each([
		['u', 'usage'],
		['b', 'background'],
		['L', 'log'],
		['?', 'help'],
	] as const)('is opened by %s, and left by the same key, Esc and q', (key, view) => {
		const screen = screenOf();
		for (const leave of [key, 'escape', 'q']) {
			screen.press(key);
			expect(screen.screen.getState().view).toBe(view);
			screen.press(leave);
			expect(screen.screen.getState().view).toBe('list');
		}
		expect(screen.events).toEqual([]);
	});

	test.each([
		['h', 'There is no history to show here', 'hasHistory'],
		['t', 'No team: set url under [team] in the config; ccmon team setup shows how', 'hasTeam'],
	] as const)('that has nothing to show is not opened by %s, and why is said', (key, reason, has) => {
		const screen = screenOf();
		screen.press(key);
		expect(screen.screen.getState().view).toBe('list');
		expect(screen.message()).toBe(reason);
		const command = viewCommands.find(({keys}) => keys.includes(key))!;
		expect(command.when?.({[has]: true} as unknown as ViewContext)).toBe(true);
	});
});

test('q leaves ccmon from the list, Ctrl-C from anywhere', () => {
	const screen = screenOf();
	screen.press('u', 'ctrl+c');
	expect(screen.events).toEqual(['quit']);
	screen.press('q');
	expect(screen.events).toEqual(['quit']);
	screen.press('q');
	expect(screen.events).toEqual(['quit', 'quit']);
});

test('z freezes what is shown, and lets it run again', () => {
	const screen = screenOf();
	screen.press('z');
	expect(screen.screen.getState().frozen).toBe(screen.store.getState());
	screen.press('z');
	expect(screen.screen.getState().frozen).toBeNull();
});

test('redraws the terminal, and gives it back to the shell', () => {
	const screen = screenOf();
	screen.press('ctrl+l', 'ctrl+z');
	expect(screen.events).toEqual(['redraw', 'suspend']);
});

test('help and quit are always in the footer', () => {
	const shown = [...viewCommands, ...appCommands].filter(({footerRank}) => footerRank !== null).map(({id}) => id);
	expect(shown).toEqual(expect.arrayContaining(['view.help', 'app.quit']));
});
