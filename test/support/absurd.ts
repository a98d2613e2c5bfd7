/** Payloads of Claude Code with one value in them that cannot be, and what must hold of what is read from them. */
import fc from 'fast-check';
import {expect} from 'vitest';

const numbers = [1e300, -1e300, -1, -0, 0.5, 7.5, 8.64e15 + 1, 9e15, 2 ** 53 + 2, 2 ** 63, 5e-324];
const words = [
	'constructor',
	'__proto__',
	'toString',
	'hasOwnProperty',
	'NaN',
	'Infinity',
	'1e400',
	'-1',
	'',
	'\u001b[2J',
];

const absurd = fc.oneof(fc.constantFrom(...numbers, ...words, null, true), fc.double(), fc.string(), fc.jsonValue());

const isLeaf = (value: unknown) => typeof value !== 'object' || value === null;

/** The payload as JSON has it, with one of its values replaced. */
export function spoilt(payload: object): fc.Arbitrary<unknown> {
	const text = JSON.stringify(payload);
	let leaves = 0;
	JSON.parse(text, (_, value) => {
		if (isLeaf(value)) leaves++;
		return value;
	});
	return fc.tuple(fc.nat(leaves - 1), absurd).map(([place, junk]) => {
		let leaf = -1;
		return JSON.parse(text, (_, value) => {
			if (!isLeaf(value)) return value;
			leaf++;
			return leaf === place ? junk : value;
		});
	});
}

/** Every number in it can be added up, stored as an integer of SQLite, and be the time of a date. */
export function expectBounded(value: unknown): void {
	JSON.stringify(value, (key, inner) => {
		if (typeof inner !== 'number') return inner;
		expect(inner, key).toBeGreaterThanOrEqual(0);
		expect(inner, key).toBeLessThan(8.64e15);
		return inner;
	});
}
