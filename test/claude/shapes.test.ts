import * as v from 'valibot';
import {expect, test} from 'vitest';
import {countShape, sessionIdShape, timeShape, usdShape} from '../../source/claude/shapes.ts';

const read = (schema: v.GenericSchema, given: unknown) => {
	const parsed = v.safeParse(schema, given);
	return parsed.success ? parsed.output : 'refused';
};

test('figures out of bounds are refused, and so is a fraction as a count', () => {
	expect([read(countShape, 2.9), read(countShape, 1e12), read(usdShape, 0.5)]).toEqual([2, 1e12, 0.5]);
	expect([read(countShape, 0), read(usdShape, 0)]).toEqual([0, 0]);
	for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, '2', null]) {
		expect(read(countShape, value), String(value)).toBe('refused');
		expect(read(usdShape, value), String(value)).toBe('refused');
	}
	expect([read(countShape, 1e13), read(usdShape, 1e6 + 1)]).toEqual(['refused', 'refused']);
});

test('a time is whole milliseconds, whatever its unit', () => {
	expect(read(timeShape(1000), 1_764_237_600.1234)).toBe(1_764_237_600_123);
	expect(read(timeShape(1), 0)).toBe(0);
	for (const value of [-1, 1e300, 8e9, Number.NaN]) expect(read(timeShape(1000), value), String(value)).toBe('refused');
});

test('a conversation’s id, which is part of file names, cannot lead to another folder', () => {
	expect([read(sessionIdShape, 'a'), read(sessionIdShape, 'a'.repeat(64))]).toEqual(['a', 'a'.repeat(64)]);
	expect(read(sessionIdShape, '0a1b2c3d-0000-4000-8000-ABCDEF000000')).not.toBe('refused');
	for (const id of ['', '../etc', 'a/b', 'a.json', 'a\n', 'g', 'a'.repeat(65), 7])
		expect(read(sessionIdShape, id), String(id)).toBe('refused');
});
