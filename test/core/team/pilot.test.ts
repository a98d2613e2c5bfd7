/** Cost and rates for more people like a group. */
import {expect, test} from 'vitest';
import {pilots} from '../../../source/core/team/pilot.ts';

const people = (...costs: (number | null)[]) => costs.map(costUsd => ({costUsd}));

test('the average times the people, and a spread that fewer people know less of', () => {
	// 100 and 300 a month: 200 on average, variance 20,000.
	const [fifty] = pilots(people(100, 300), 30, 40_000, '2026-08');
	expect(fifty!.monthUsd.expected).toBe(10_000);
	const spread = 1.645 * Math.sqrt(20_000 * (50 + 2500 / 2));
	expect(fifty!.monthUsd.high).toBeCloseTo(10_000 + spread, 6);
	expect(fifty!.monthUsd.low).toBeCloseTo(10_000 - spread, 6);
	expect(fifty!.tokensPerMinute).toEqual({recommended: 50 * 75_000, likePeak: 1_000_000});
});

test('ten days are a third of a month', () => {
	const [fifty] = pilots(people(10, 10), 10, null, '2026-08');
	expect(fifty!.monthUsd).toEqual({low: 1500, expected: 1500, high: 1500});
	expect(fifty!.tokensPerMinute.likePeak).toBeNull();
});

test('one person shows nothing of others, and who sends nothing is nobody; no group costs less than nothing', () => {
	expect(pilots(people(100), 30, null, '2026-08')).toEqual([]);
	expect(pilots(people(100, null, null), 30, null, '2026-08')).toEqual([]);
	const [fifty] = pilots(people(0, 300, null), 30, 100, '2026-08');
	expect(fifty!.monthUsd.expected).toBe(7500);
	expect(fifty!.monthUsd.low).toBe(0);
	// Its peak is of two people.
	expect(fifty!.tokensPerMinute.likePeak).toBe(2500);
});
