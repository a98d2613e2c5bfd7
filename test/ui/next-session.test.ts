import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {Command} from '../../source/control/commands/command.ts';
import {commandTable} from '../../source/control/commands/command-table.ts';
import {fakeSession} from '../support/fake-fleet.ts';
import {fakeScreen, fakeSessionCommands} from '../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const fleet = (...names: string[]) => names.map(name => fakeSession({name}));
/** Longer than between two letters of a word; then longer than anybody pauses in a text. */
const moment = 600;
const pause = 800;

const startIn: Command = {
	...{id: 'session.new', keys: ['n'], label: 'new', description: 'Start one.', group: 'session', footerRank: null},
	when: () => true,
	run: ({screen}) => screen.selectNext('/work/new'),
};
const starting = () => fakeScreen(fleet('a', 'b'), {commands: commandTable([...fakeSessionCommands, startIn])});
const started = (name: string, cwd: string) => fakeSession({key: `key-${name}`, name, cwd});

test('a session that was started is selected when it comes, and a key meant for the one before does not hit it', () => {
	const screen = starting();
	screen.press('n');
	screen.put(started('other', '/work/other'));
	expect(screen.selected()).toBe('a');
	screen.put(started('new', '/work/new'));
	expect(screen.selected()).toBe('new');
	screen.press('c');
	screen.pass(pause);
	expect(screen.acted).toEqual([]);
	expect(screen.message()).toContain('new just started and is selected now');
	screen.press('c');
	screen.pass(moment);
	expect(screen.acted[0]?.targets).toEqual(['new']);
});

test('the selection stays where the person has moved it meanwhile', () => {
	const screen = starting();
	screen.press('n', 'down');
	screen.put(started('new', '/work/new'));
	expect(screen.selected()).toBe('b');
});

test('after it was selected, a key goes to the row that the person chooses then', () => {
	const screen = starting();
	screen.press('n');
	screen.put(started('new', '/work/new'));
	expect(screen.selected()).toBe('new');
	screen.press('home', 'down');
	const chosen = screen.selected();
	expect(chosen).not.toBe('new');
	screen.press('c');
	screen.pass(pause);
	expect(screen.acted[0]?.targets).toEqual([chosen]);
});
