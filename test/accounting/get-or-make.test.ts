import {expect, test} from 'vitest';
import {getOrMake} from '../../source/accounting/get-or-make.ts';

test('makes a value once, and keeps one that is null', () => {
	const map = new Map<string, number | null>([['none', null]]);
	let made = 0;
	const make = () => made++;
	expect([getOrMake(map, 'a', make), getOrMake(map, 'a', make), getOrMake(map, 'none', make)]).toEqual([0, 0, null]);
	expect(made).toBe(1);
});
