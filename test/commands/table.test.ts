import {describe, expect, test} from 'vitest';
import type {Command} from '../../source/commands/command.ts';
import {commandTable, findCommand} from '../../source/commands/table.ts';

/** Keys that belong to actions on sessions, whether they are in the table yet or not. */
const sessionKeys = ['c', 'C', 'x', 'p', 'return', 'i', 'K', 'n'];

const table = commandTable();

test('no key means two things', () => {
	const keys = [...sessionKeys, ...table.flatMap(command => command.keys)];
	expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
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
	expect(findCommand(full, 'c')).toBe(compact);
	expect(findCommand(full, 'k')?.id).toBe('view.up');
	expect(findCommand(full, 'unheard of')).toBeUndefined();
});
