/** Who is in a team, and what their minutes were like. */
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {noSeries, noTokens, type SeriesData, type TeamData} from '../../../source/core/team/data.ts';
import {addTokens, minuteRates, peopleOf} from '../../../source/core/team/people.ts';

const infinite = Number.POSITIVE_INFINITY;

describe('minutes', () => {
	test('have the percentiles of histogram_quantile', () => {
		const rows = [
			{bound: 1000, minutes: 2},
			{bound: 5000, minutes: 8},
			{bound: infinite, minutes: 10},
		];
		// The fifth of ten minutes: half of the way through the six between 1,000 and 5,000. Above 5,000 nothing is known.
		expect(minuteRates(rows)).toEqual({p50: 3000, p95: 5000, p99: 5000});
	});

	test('of which there is less than a whole one, as increase() has them, have them, too', () => {
		const rows = [
			{bound: 1000, minutes: 0},
			{bound: 5000, minutes: 0.4},
			{bound: infinite, minutes: 0.4},
		];
		expect(minuteRates(rows)).toEqual({p50: 3000, p95: 4800, p99: 4960});
	});

	test('of several series are added up by bound, in any order', () => {
		const rows = [
			{bound: infinite, minutes: 3},
			{bound: 1000, minutes: 1},
			{bound: infinite, minutes: 1},
			{bound: 1000, minutes: 1},
		];
		expect(minuteRates(rows)?.p50).toBe(1000);
	});

	test('that there are none of, or whose number is not known, have none', () => {
		expect(minuteRates([])).toBeNull();
		expect(minuteRates([{bound: 1000, minutes: 5}])).toBeNull();
		expect(minuteRates([{bound: infinite, minutes: 0}])).toBeNull();
		// All lie above the highest bound.
		expect(minuteRates([{bound: infinite, minutes: 5}])).toEqual({p50: 0, p95: 0, p99: 0});
	});

	test('rise with the share, and lie within the bounds', () => {
		const anyRows = fc.array(fc.tuple(fc.integer({min: 1, max: 9}), fc.double({min: 0, max: 50, noNaN: true})));
		fc.assert(
			fc.property(anyRows, given => {
				let below = 0;
				const sorted = [...new Map(given)].sort(([a], [b]) => a - b);
				const rows = sorted.map(([bound, more]) => {
					below += more;
					return {bound: bound * 1000, minutes: below};
				});
				const rates = minuteRates([...rows, {bound: infinite, minutes: below + 1}])!;
				expect(rates.p50).toBeLessThanOrEqual(rates.p95);
				expect(rates.p95).toBeLessThanOrEqual(rates.p99);
				expect(rates.p50).toBeGreaterThanOrEqual(0);
				expect(rates.p99).toBeLessThanOrEqual(rows.at(-1)?.bound ?? 0);
			}),
		);
	});
});

describe('people', () => {
	const people = (ccmon: Partial<SeriesData>, claudeCode: Partial<SeriesData>) =>
		[...peopleOf({ccmon: {...noSeries, ...ccmon}, claudeCode: {...noSeries, ...claudeCode}} as TeamData).values()].map(
			({person: {user, team}, isRaw}) => `${user} ${team}${isRaw ? ' raw' : ''}`,
		);
	const spent = (user: string, team = 'core') => ({user, team, usd: [1]});

	test('with ccmon count by that alone, whatever their Claude Code calls them', () => {
		const claudeCode = {
			byDay: ['Ada', 'ADA@example.com', 'ada.l@example.com', 'eve@example.com'].map(one => spent(one)),
		};
		expect(people({byDay: [spent('ada')]}, claudeCode)).toEqual([
			...['ada core', 'ada.l@example.com core raw', 'eve@example.com core raw'],
		]);
		expect(people({byDay: [spent('eve@Example.com')]}, {byDay: [spent('eve@example.com')]})).toHaveLength(1);
	});

	test('that spent nothing are there once something was received; in two teams they are two', () => {
		const received = [{user: 'ada', team: 'core', at: 1}];
		expect(people({received, byDay: [spent('ada'), spent('ada', 'web')]}, {})).toEqual(['ada core', 'ada web']);
		expect(people({}, {})).toEqual([]);
	});
});

test('tokens are added up field by field', () => {
	const one = {...noTokens, inputTokens: 1, cacheCreation1hInputTokens: 5};
	expect(addTokens([one, {...one, outputTokens: 2}])).toEqual({
		...{inputTokens: 2, outputTokens: 2, cacheReadInputTokens: 0},
		...{cacheCreation5mInputTokens: 0, cacheCreation1hInputTokens: 10},
	});
	expect(addTokens([])).toEqual(noTokens);
});
