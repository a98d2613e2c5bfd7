/** What ccmon pushed. With everything else that a server is asked for: read-team.test.ts. */
import {expect, test} from 'vitest';
import type {Series} from '../../../source/reports/team/api.ts';
import type {Asking} from '../../../source/reports/team/asking.ts';
import {readPushed} from '../../../source/reports/team/read-pushed.ts';

const seconds = 2_592_000;
const ada = {user: 'ada', team: 'core'};

/** `answers`: by a part of the query; anything else has no series. */
function reading(answers: Record<string, Series[]>) {
	const asked: string[] = [];
	const of = async (query: string) => {
		asked.push(query);
		return Object.entries(answers).find(([part]) => query.includes(part))?.[1] ?? [];
	};
	const asking = {atEnd: of, atPresent: of, byDay: async () => [], isPartial: () => false, warnings: () => []};
	return {asked, ...readPushed(asking satisfies Asking, seconds)};
}
const one = (labels: Record<string, string>, value: number): Series => ({
	labels: {...ada, ...labels},
	values: [[1, value]],
});

test('tokens are of the kind that was asked for, each asked for once', async () => {
	const kinds = {input: 1, output: 2, cacheRead: 3, cacheCreation5m: 4, cacheCreation1h: 5};
	const answers = Object.entries(kinds).map(([type, tokens]) => [`type="${type}"`, [one({model: 'opus'}, tokens)]]);
	const {rest, asked} = reading(Object.fromEntries(answers));
	const row = {...ada, model: 'opus'};
	expect((await rest).tokens).toEqual([
		{...row, field: 'inputTokens', tokens: 1},
		{...row, field: 'outputTokens', tokens: 2},
		{...row, field: 'cacheReadInputTokens', tokens: 3},
		{...row, field: 'cacheCreation5mInputTokens', tokens: 4},
		{...row, field: 'cacheCreation1hInputTokens', tokens: 5},
	]);
	expect(asked.filter(query => query.includes('ccmon_tokens_total'))).toHaveLength(5);
});

test('a rate of nobody is not known, and one that was measured may be 0', async () => {
	const {rates} = reading({'max_over_time((sum(rate(ccmon_minute_tokens': [one({}, 0)]});
	expect(await rates).toEqual({tokensNow: null, tokensPeak: 0, requestsNow: null, requestsPeak: null});
});

test('a bucket of minutes whose bound is no number is left out', async () => {
	const {rest} = reading({_bucket: [one({le: '1000'}, 2), one({le: 'x'}, 3), one({}, 4), one({le: '+Inf'}, 5)]});
	expect((await rest).minutes).toEqual([
		{...ada, bound: 1000, minutes: 2},
		{...ada, bound: Number.POSITIVE_INFINITY, minutes: 5},
	]);
});

test('the first lines do not wait for the rest, and the rest is asked for after them', async () => {
	const {asked, byDay, received, rates, rest} = reading({last_received: [one({}, 1_795_000_000)]});
	await Promise.all([byDay, rates]);
	expect(await received).toEqual([{...ada, at: 1_795_000_000_000}]);
	await rest;
	expect(asked.slice(0, 5).filter(query => !/last_received|ccmon_minute_\w+_sum/.test(query))).toEqual([]);
	expect(asked.slice(5).join()).toContain('ccmon_cost_usd_total');
});
