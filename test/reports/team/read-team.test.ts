/** Everything that a team's server is asked for. With real servers: test/e2e. */
import {expect, test} from 'vitest';
import type {TeamData} from '../../../source/core/team/data.ts';
import {ProviderError} from '../../../source/reports/gateways/ask.ts';
import {namedZone} from '../../../source/reports/report/zones.ts';
import type {QueryApi, Series} from '../../../source/reports/team/api.ts';
import {readTeam} from '../../../source/reports/team/read-team.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const person = {user: 'ada', team: 'core'};
const one = (labels: Record<string, string>, value: number): Series => ({
	labels: {...person, ...labels},
	values: [[1, value]],
});

/** By the series that a query is about. */
const answers: [RegExp, Series[]][] = [
	[/^count by/, [one({__name__: 'ccmon_cost_usd_total'}, 1)]],
	[/type="output"/, [one({model: 'opus'}, 30.4)]],
	[/ccmon_tokens_total/, []],
	[/idle/, [one({}, 0.25)]],
	[/lower_bound/, [one({}, 0.5)]],
	[/bucket/, [one({le: '+Inf'}, 2.5), one({le: '1000'}, 1.25)]],
	[/received/, [one({}, now / 1000 - 60)]],
	[/requests_total/, [one({model: 'opus'}, 3)]],
	[/purpose/, [one({model: 'opus', purpose: 'background'}, 1), one({model: '', purpose: 'main'}, 2)]],
	[/minute_tokens_sum\[5m/, [{labels: {}, values: [[1, 900]]}]],
];
const asked: string[] = [];
const api: QueryApi = {
	async instant(query) {
		asked.push(query);
		const [, series] = answers.find(([of]) => of.test(query)) ?? [null, []];
		return {series, warnings: [], isPartial: false};
	},
	range: async (_, __, to) => ({series: [{labels: person, values: [[to, 3]]}], warnings: [], isPartial: false}),
};
const options = {api, team: {userLabel: 'user_email', teamLabel: 'team'}, zone: namedZone('UTC')!, now};

test('what ccmon pushed, the first lines before the rest', async () => {
	let first: TeamData | null = null;
	const data = await readTeam({...options, onFirst: given => (first = structuredClone(given))});
	expect(first).toMatchObject({
		ccmon: {byDay: [{...person}], received: [{...person, at: now - 60_000}], cost: []},
		rates: {tokensNow: 900, tokensPeak: null},
	});
	expect(data).toMatchObject({
		...{to: now, todayFrom: Date.parse('2026-11-20T00:00Z'), from: Date.parse('2026-10-22T00:00Z'), partial: false},
		ccmon: {
			cost: [
				{...person, model: 'opus', isBackground: true, usd: 1},
				{...person, model: 'unknown', isBackground: false, usd: 2},
			],
			tokens: [{...person, model: 'opus', field: 'outputTokens', tokens: 30}],
			...{requests: [{...person, model: 'opus', requests: 3}], idle: [{...person, usd: 0.25}]},
			lowerBound: [{...person, usd: 0.5}],
			// As increase() gives them, for percentiles.
			minutes: [
				{...person, bound: Number.POSITIVE_INFINITY, minutes: 2.5},
				{...person, bound: 1000, minutes: 1.25},
			],
		},
		claudeCode: {byDay: []},
	});
	expect(data.ccmon.byDay[0]!.usd.at(-1)).toBe(3);
	expect(asked.some(query => query.includes('claude_code'))).toBe(true);
	expect(asked.filter(query => query.includes('claude_code_cost_usage') && !query.startsWith('count by'))).toEqual([]);
});

test('a server that cannot be reached is an error, and is asked nothing else', async () => {
	let calls = 0;
	const gone = async () => {
		calls++;
		throw new ProviderError('does not answer');
	};
	await expect(readTeam({...options, api: {instant: gone, range: gone}})).rejects.toThrow('does not answer');
	expect(calls).toBe(1);
});
