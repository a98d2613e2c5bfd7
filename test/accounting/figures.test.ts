import {expect, test} from 'vitest';
import {plus, weakerBasis} from '../../source/accounting/figures.ts';

test('a sum has the weakest basis of its parts', () => {
	expect(weakerBasis('telemetry', 'telemetry')).toBe('telemetry');
	for (const [a, b, weaker] of [
		['telemetry', 'reported', 'reported'],
		['telemetry', 'estimated', 'estimated'],
		['reported', 'estimated', 'estimated'],
	] as const)
		expect([weakerBasis(a, b), weakerBasis(b, a)]).toEqual([weaker, weaker]);
});

test('known figures add up; the sum of unknown ones is unknown, not zero', () => {
	expect([plus(1, 2), plus(0, null), plus(null, 0), plus(null, null)]).toEqual([3, 0, 0, null]);
});
