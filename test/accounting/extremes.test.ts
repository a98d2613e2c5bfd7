import {expect, test} from 'vitest';
import {highestOf, lowestOf} from '../../source/accounting/extremes.ts';

test('works for more values than a call takes arguments', () => {
	const values = Array.from({length: 300_000}, (_, index) => (index * 7919) % 300_007);
	expect([lowestOf(values), highestOf(values)]).toEqual([0, 300_006]);
});

test('of no values is the bound', () => {
	expect([highestOf([]), lowestOf([])]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
	expect([highestOf([], 0), lowestOf([], 9)]).toEqual([0, 9]);
});

test('never passes the bound', () => {
	expect([highestOf([-5, -2], 0), highestOf([-5, 3], 0)]).toEqual([0, 3]);
	expect([lowestOf([5, 12], 9), lowestOf([15], 9)]).toEqual([5, 9]);
	expect(highestOf(new Set([-5, -2]).values())).toBe(-2);
});
