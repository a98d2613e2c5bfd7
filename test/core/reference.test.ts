import {expect, test} from 'vitest';
import {organisationTokensPerMinute, recommendedRate, referenceFigures} from '../../source/core/reference.ts';

test('200 users are to plan with 15k to 20k tokens a minute each, 4M together', () => {
	expect(recommendedRate(200, '2026-08').tokensPerMinute).toEqual([15_000, 20_000]);
	expect(organisationTokensPerMinute(200, '2026-08')).toBe(4_000_000);
});

test.each([
	[1, 300_000],
	[5, 300_000],
	[6, 150_000],
	[20, 150_000],
	[50, 75_000],
	[100, 35_000],
	[101, 20_000],
	[499, 20_000],
	[500, 15_000],
	[100_000, 15_000],
])('a team of %s plans with up to %s tokens a minute per user', (users, upTo) => {
	expect(recommendedRate(users, '2026-08').tokensPerMinute[1]).toBe(upTo);
});

test('only the later edition recommends requests per minute', () => {
	expect(recommendedRate(1, '2026-08').requestsPerMinute).toEqual([5, 7]);
	expect(recommendedRate(1, '2025').requestsPerMinute).toBeNull();
});

test('both editions of the daily figures', () => {
	expect(referenceFigures['2025']).toMatchObject({averageDayUsd: 6, p90DayUsd: 12, monthUsd: [100, 200]});
	expect(referenceFigures['2026-08']).toMatchObject({averageDayUsd: 13, p90DayUsd: 30, monthUsd: [150, 250]});
});
