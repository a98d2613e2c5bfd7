import {describe, expect, test} from 'vitest';
import {forecastLimits, limitConsumers} from '../../source/core/limits-forecast.ts';

const hour = 3_600_000;
const now = Date.parse('2026-11-20T12:00:00Z');
const fiveHour = (usedPercentage: number, resetsAt: number) => ({fiveHour: {usedPercentage, resetsAt}, sevenDay: null});

describe('a five-hour limit', () => {
	test('at 40 % after two hours reaches 100 % in three: just at its reset', () => {
		expect(forecastLimits(fiveHour(40, now + 3 * hour), [], now)).toEqual([
			{
				limit: 'fiveHour',
				usedPercentage: 40,
				resetsAt: now + 3 * hour,
				percentPerHour: 20,
				projectedPercentage: 100,
				reachedAt: now + 3 * hour,
			},
		]);
	});

	test('the last hour’s rate counts where it is known', () => {
		const samples = [
			{at: now - 2 * hour, limits: fiveHour(10, now + 3 * hour)},
			{at: now - hour, limits: fiveHour(10, now + 3 * hour)},
		];
		const [forecast] = forecastLimits(fiveHour(40, now + 3 * hour), samples, now);
		expect(forecast).toMatchObject({percentPerHour: 30, projectedPercentage: 130, reachedAt: now + 2 * hour});
	});

	test('samples of the window before do not count', () => {
		const samples = [{at: now - hour, limits: fiveHour(90, now - hour / 2)}];
		expect(forecastLimits(fiveHour(40, now + 3 * hour), samples, now)[0]?.percentPerHour).toBe(20);
	});

	test('that is no longer used is not reached', () => {
		const samples = [{at: now - hour, limits: fiveHour(40, now + 3 * hour)}];
		const [forecast] = forecastLimits(fiveHour(40, now + 3 * hour), samples, now);
		expect(forecast).toMatchObject({percentPerHour: 0, projectedPercentage: 40, reachedAt: null});
	});

	test('after hours of rest nothing is being used, whatever was used before', () => {
		const samples = [{at: now - 2 * hour, limits: fiveHour(40, now + hour)}];
		expect(forecastLimits(fiveHour(40, now + hour), samples, now)[0]?.percentPerHour).toBe(0);
	});

	test('used up, it is reached now', () => {
		expect(forecastLimits(fiveHour(100, now + hour), [], now)[0]?.reachedAt).toBe(now);
		// Also when the window has just begun.
		expect(forecastLimits(fiveHour(100, now + 5 * hour - 60_000), [], now)[0]?.reachedAt).toBe(now);
	});

	test('that has just begun has no forecast yet', () => {
		const [forecast] = forecastLimits(fiveHour(1, now + 5 * hour - 60_000), [], now);
		expect(forecast).toMatchObject({percentPerHour: null, projectedPercentage: null, reachedAt: null});
	});

	test('that has been reset meanwhile is not given', () => {
		expect(forecastLimits(fiveHour(80, now - 1), [], now)).toEqual([]);
		expect(forecastLimits(null, [], now)).toEqual([]);
	});
});

test('the seven days are judged by their last day', () => {
	const week = (usedPercentage: number) => ({
		fiveHour: null,
		sevenDay: {usedPercentage, resetsAt: now + 48 * hour},
	});
	const samples = [{at: now - 24 * hour, limits: week(26)}];
	expect(forecastLimits(week(50), samples, now)[0]).toMatchObject({
		limit: 'sevenDay',
		percentPerHour: 1,
		projectedPercentage: 98,
		reachedAt: null,
	});
});

test('shows the shares of what used it, the largest first', () => {
	const spent = [
		{sessionId: 'a', name: 'docs', usd: 1},
		{sessionId: 'b', name: 'web', usd: 3},
		{sessionId: 'c', name: 'idle', usd: 0},
	];
	expect(limitConsumers(60, spent).map(({name, share, percentage}) => [name, share, percentage])).toEqual([
		['web', 0.75, 45],
		['docs', 0.25, 15],
	]);
	expect(limitConsumers(60, [])).toEqual([]);
});
