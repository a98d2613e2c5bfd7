import {describe, expect, test} from 'vitest';
import {layoutColumns} from '../../source/ui/column-layout.ts';
import {columns} from '../../source/ui/columns.tsx';

const shown = (width: number) => layoutColumns(width).columns.map(({column}) => column.id);

function cells(width: number): number {
	const layout = layoutColumns(width);
	const sum = layout.columns.reduce((total, place) => total + place.width, 0);
	return layout.gutter + sum + layout.gap * (layout.columns.length - 1);
}

describe('which columns are shown', () => {
	test.each([
		[40, ['name', 'state', 'context', 'cost']],
		[60, ['name', 'state', 'context', 'cost', 'background']],
		[80, ['name', 'state', 'context', 'cache', 'cost', 'background', 'last']],
		[120, ['name', 'state', 'now', 'context', 'cache', 'cost', 'background', 'last']],
		[150, ['name', 'state', 'now', 'model', 'context', 'cache', 'cost', 'background', 'rate', 'last']],
		[
			200,
			[
				...['name', 'state', 'now', 'model', 'context', 'cache', 'cost', 'background', 'rate', 'last'],
				...['branch', 'folder'],
			],
		],
	])('at %i cells', (width, expected) => {
		expect(shown(width)).toEqual(expected);
	});

	test('each width from 40 on has room for what it shows', () => {
		for (let width = 40; width <= 320; width++) expect(cells(width)).toBeLessThanOrEqual(width);
	});

	test('a wider terminal never shows fewer', () => {
		for (let width = 41; width <= 320; width++) {
			expect(shown(width)).toEqual(expect.arrayContaining(shown(width - 1)));
		}
	});

	test('name, state, gauge and cost are there in the narrowest pane', () => {
		for (let width = 1; width <= 320; width++)
			expect(shown(width)).toEqual(expect.arrayContaining(['name', 'state', 'context', 'cost']));
	});

	test('no column is wider than it wants or narrower than it can', () => {
		for (let width = 1; width <= 320; width++) {
			for (const {column, width: given} of layoutColumns(width).columns) {
				expect(given).toBeGreaterThanOrEqual(column.width.min);
				expect(given).toBeLessThanOrEqual(column.width.max);
			}
		}
	});
});

test('titles fit the narrowest width of their columns', () => {
	expect(columns.filter(({title, width}) => title.length > width.min)).toEqual([]);
});

describe('with other machines', () => {
	const withHosts = (width: number) => layoutColumns(width, {hosts: true}).columns.map(({column}) => column.id);

	test.each([
		[40, ['name', 'state', 'context', 'cost']],
		[60, ['name', 'state', 'context', 'cost', 'background']],
		[80, ['name', 'host', 'state', 'context', 'cache', 'cost', 'background']],
		[120, ['name', 'host', 'state', 'now', 'context', 'cache', 'cost', 'background', 'last']],
	])('at %i cells', (width, expected) => {
		expect(withHosts(width)).toEqual(expected);
	});

	test('a wider terminal never shows fewer', () => {
		for (let width = 41; width <= 320; width++)
			expect(withHosts(width)).toEqual(expect.arrayContaining(withHosts(width - 1)));
	});
});
