import {expect, test} from 'vitest';
import {plus, weakerBasis} from '../../source/accounting/figures.ts';

test('a sum is known as well as its weakest part', () => {
	expect(weakerBasis('telemetry', 'telemetry')).toBe('telemetry');
	for (const [a, b, weaker] of [
		['telemetry', 'reported', 'reported'],
		['telemetry', 'estimated', 'estimated'],
		['reported', 'estimated', 'estimated'],
	] as const)
		expect([weakerBasis(a, b), weakerBasis(b, a)]).toEqual([weaker, weaker]);
});

test('of two figures the known ones add up; nothing known is not zero', () => {
	expect([plus(1, 2), plus(0, null), plus(null, 0), plus(null, null)]).toEqual([3, 0, 0, null]);
});
