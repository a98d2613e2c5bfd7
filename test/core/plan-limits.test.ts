import {describe, expect, test} from 'vitest';
import type {LimitSample} from '../../source/core/limits-forecast.ts';
import {addLimits, forecastPlans, type PlanLimits, shownPlan} from '../../source/core/plan-limits.ts';

const hour = 3_600_000;
const now = Date.parse('2026-11-20T12:00:00Z');
const told = (minutes: number, usedPercentage: number, resetsAt = now + hour): LimitSample => ({
	at: now + minutes * 60_000,
	limits: {fiveHour: {usedPercentage, resetsAt}, sevenDay: null},
});
const hear = (...all: [account: string, sample: LimitSample][]) =>
	all.reduce<readonly PlanLimits[]>((plans, [account, sample]) => addLimits(plans, account, sample), []);
const samplesOf = (...samples: LimitSample[]) =>
	hear(...samples.map(sample => ['a', sample] as [string, LimitSample]))[0]!.samples.map(
		({limits}) => limits.fiveHour?.usedPercentage,
	);

describe('samples', () => {
	test('are kept in order of time, at most one in two minutes', () => {
		expect(samplesOf(told(0, 10), told(1, 11), told(3, 12), told(-10, 5))).toEqual([5, 10, 12]);
	});

	test('of another window are kept separately', () => {
		expect(samplesOf(told(0, 99), told(1, 0, now + 5 * hour))).toEqual([99, 0]);
	});

	test('are forgotten after two days', () => {
		expect(samplesOf(told(0, 1), told(49 * 60, 2))).toEqual([2]);
	});
});

describe('several accounts', () => {
	const plans = hear(['work', told(-60, 10)], ['own', told(-30, 80)], ['work', told(0, 50)], ['work', told(-90, 1)]);

	test('each has its own limits, the newest that was reported', () => {
		const used = plans.map(({account, limits}) => [account, limits.fiveHour?.usedPercentage]);
		expect(Object.fromEntries(used)).toEqual({work: 50, own: 80});
	});

	test('and its own rate', () => {
		const forecasts = forecastPlans(plans, now);
		expect(forecasts.find(({account}) => account === 'work')).toMatchObject({
			percentPerHour: 40,
			projectedPercentage: 90,
		});
		expect(forecasts.find(({account}) => account === 'own')).toMatchObject({percentPerHour: 0});
	});

	test('shows the account that is nearest to its limit, whichever reported last', () => {
		expect(shownPlan(plans)?.account).toBe('own');
		expect(shownPlan([])).toBeNull();
	});

	test('a limit that was reset meanwhile is none to be near to', () => {
		const over = hear(['own', told(-30, 95, now - 60_000)], ['work', told(0, 5)]);
		expect(shownPlan(over)?.account).toBe('work');
	});
});
