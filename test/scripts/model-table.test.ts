import {expect, test} from 'vitest';
import {differencesOf, type ModelRow, readTable} from '../../scripts/model-table.ts';

const prices = {input: 1, output: 5, cacheWrite5m: 1.25, cacheWrite1h: 2, cacheRead: 0.1};
const row: ModelRow = {...prices, window: 200_000};

test('nothing differs from itself', () => {
	const {models} = readTable();
	expect(Object.entries(models).flatMap(([id, model]) => differencesOf(id, model, {...model}))).toEqual([]);
	expect(Object.keys(models).length).toBeGreaterThan(20);
});

test('each figure that differs is a line, also one that comes or goes', () => {
	const asked = {...row, window: 1_000_000, cacheRead: 0.05, fast: {...prices, input: 2}};
	expect(differencesOf('claude-new', row, asked)).toEqual([
		'claude-new cacheRead: 0.1 → 0.05',
		'claude-new window: 200000 → 1000000',
		'claude-new fast.input: none → 2',
		'claude-new fast.output: none → 5',
		'claude-new fast.cacheWrite5m: none → 1.25',
		'claude-new fast.cacheWrite1h: none → 2',
		'claude-new fast.cacheRead: none → 0.1',
	]);
	expect(differencesOf('claude-new', {...row, above: {...prices, promptTokens: 9}}, row)).toContain(
		'claude-new above.promptTokens: 9 → none',
	);
});

test('a model that is not in the table is new', () => {
	expect(differencesOf('claude-new', undefined, row)[0]).toMatch(/^claude-new: new, \{"input":1,/);
});
