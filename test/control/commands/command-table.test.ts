import {describe, expect, test} from 'vitest';
import type {Command} from '../../../source/control/commands/command.ts';
import {commandTable, findCommand} from '../../../source/control/commands/command-table.ts';

/** Keys that belong to actions on sessions, whether they are in the table yet or not. */
const sessionKeys = ['c', 'C', 'x', 'p', 'return', 'i', 'K', 'n'];

const table = commandTable();

test('no key means two things', () => {
	const everywhere = table.filter(({view}) => view === undefined).flatMap(command => command.keys);
	const repeated = (keys: string[]) => keys.filter((key, index) => keys.indexOf(key) !== index);
	expect(repeated([...sessionKeys, ...everywhere])).toEqual([]);
	for (const view of ['help', 'log', 'history', 'background'])
		expect(repeated(table.filter(command => command.view === view).flatMap(({keys}) => keys))).toEqual([]);
});

test('no two commands have one id or one place in the footer', () => {
	const ids = table.map(({id}) => id);
	expect(new Set(ids).size).toBe(ids.length);
	const ranks = table.map(({footerRank}) => footerRank).filter(rank => rank !== null);
	expect(new Set(ranks).size).toBe(ranks.length);
});

describe.each(table.map(command => [command.id, command] as const))('%s', (_, command) => {
	test('has a key, a label of a word or two and one sentence', () => {
		expect(command.keys.length).toBeGreaterThan(0);
		expect(command.label).toMatch(/^\w+( \w+)?$/);
		expect(command.description).toMatch(/^[A-Z].*\.$/);
	});
});

test('session commands come first and are found by their keys', () => {
	const compact: Command = {
		id: 'session.compact',
		keys: ['c'],
		label: 'compact',
		description: 'Compact it.',
		group: 'session',
		footerRank: 10,
		when: () => true,
		run: () => {},
	};
	const full = commandTable([compact]);
	expect(full[0]).toBe(compact);
	expect(findCommand(full, 'c', 'list')).toBe(compact);
	expect(findCommand(full, 'k', 'help')?.id).toBe('view.up');
	expect(findCommand(full, 'unheard of', 'list')).toBeUndefined();
});

test('in its view a command comes before another with the same key, elsewhere it is not there', () => {
	const zoom = {...table.find(({id}) => id === 'list.sort')!, id: 'history.span', view: 'history' as const};
	const full = [...table, zoom];
	expect(findCommand(full, 's', 'history')).toBe(zoom);
	expect(findCommand(full, 's', 'list')?.id).toBe('list.sort');
});
