import {expect, test} from 'vitest';
import {boundedCount, boundedDurationMs, boundedTime, boundedUsd} from '../../source/claude/bounds.ts';

test.each([
	['boundedCount', boundedCount, 1e12],
	['boundedUsd', boundedUsd, 1e6],
	['boundedTime', boundedTime, 7_258_118_400_000],
	['boundedDurationMs', boundedDurationMs, 1e11],
])('%s takes what is between nothing and its limit, both included', (_, bounded, most) => {
	expect([bounded(0), bounded(most)]).toEqual([0, most]);
	for (const value of [-1, -1e-9, most + 1, Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined, {}, [1], 1n])
		expect(bounded(value), String(value)).toBeNull();
});

test('counts and times are whole, dollars and durations are not', () => {
	expect([boundedCount(1.9), boundedTime(1.9), boundedUsd(1.9), boundedDurationMs(1.9)]).toEqual([1, 1, 1.9, 1.9]);
	// The limit is a time that a date can be.
	expect(new Date(boundedTime(7_258_118_400_000)!).toISOString()).toBe('2200-01-01T00:00:00.000Z');
});
