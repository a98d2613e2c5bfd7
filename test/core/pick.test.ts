import {expect, test} from 'vitest';
import {pick} from '../../source/core/pick.ts';

test('picks only the named fields, in that order, even undefined ones', () => {
	const from = {a: 1, secret: 'x', b: null, c: undefined};
	expect(JSON.stringify(pick(from, 'b', 'a'))).toBe('{"b":null,"a":1}');
	expect(Object.keys(pick(from, 'c'))).toEqual(['c']);
});
