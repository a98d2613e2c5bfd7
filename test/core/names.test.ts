import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compareNames} from '../../source/core/names.ts';

const order = (names: readonly string[]) => [...names].sort(compareNames);

test('names come in the order of a dictionary, not of their codes', () => {
	expect(order(['web-2', 'Web', 'api', 'web', 'Zoo', 'äpfel', 'web_1', '漢字', 'API'])).toEqual([
		...['äpfel', 'api', 'API', 'web', 'Web', 'web_1', 'web-2', 'Zoo', '漢字'],
	]);
});

describe('names of ASCII characters', () => {
	const name = fc.string({unit: 'grapheme-ascii', maxLength: 6});
	const near = fc.string({unit: fc.constantFrom('a', 'A', 'b', '-', '_', ' ', '1', '.'), maxLength: 5});

	test('come in the order of the Unicode Collation Algorithm', () => {
		const {compare} = new Intl.Collator('en');
		fc.assert(
			fc.property(fc.oneof(name, near), fc.oneof(name, near), (a, b) => {
				expect(Math.sign(compareNames(a, b))).toBe(Math.sign(compare(a, b)));
			}),
			{numRuns: 5000},
		);
	});

	test('can be mixed with others', () => {
		const any = fc.oneof(near, fc.constantFrom('é', 'aé', 'ab漢', 'ß', 'A\u0301'));
		fc.assert(
			fc.property(fc.array(any, {maxLength: 12}), names => {
				expect(order(names.toReversed())).toEqual(order(names));
			}),
		);
	});
});
