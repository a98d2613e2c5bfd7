import {expect, test} from 'vitest';
import {sum} from '../../source/accounting/sum.ts';

test('adds up any numbers, and nothing to 0', () => {
	expect(sum([1, 2.5, -0.5])).toBe(3);
	expect(sum(new Map([['a', 2]]).values())).toBe(2);
	expect(sum([])).toBe(0);
});
