/** A team's figures from what a server answered, worked out by hand. */
import {describe, expect, test} from 'vitest';
import {defaultTeam} from '../../../source/core/config/team.ts';
import {exceededBudgets} from '../../../source/core/team/check.ts';
import {noSeries, type SeriesData, type TeamData} from '../../../source/core/team/data.ts';
import {minuteRates} from '../../../source/core/team/people.ts';
import {pilots} from '../../../source/core/team/pilot.ts';
import {teamReport} from '../../../source/core/team/report.ts';
import {teamRows} from '../../../source/core/team/rows.ts';

const to = Date.parse('2026-11-20T12:00:00Z');
const hourMs = 3_600_000;
const ada = {user: 'ada', team: 'core'};
const bob = {user: 'bob', team: 'core'};

function report(ccmon: Partial<SeriesData>, claudeCode: Partial<SeriesData> = {}, more: Partial<TeamData> = {}) {
	const data: TeamData = {
		...{from: to - 60 * hourMs, todayFrom: to - 12 * hourMs, to, days: ['2026-11-18', '2026-11-19', '2026-11-20']},
		ccmon: {...noSeries, ...ccmon},
		claudeCode: {...noSeries, ...claudeCode},
		rates: {tokensNow: 1000, tokensPeak: 5_000_000, requestsNow: 1, requestsPeak: 9},
		...{partial: false, warnings: [], ...more},
	};
	return teamReport(data, {figures: '2026-08', size: 200, orgTpm: 4_000_000});
}

test('who sends is 0 where nothing was spent, and who sends nothing is unknown with the last time', () => {
	const {users, totals} = report({
		received: [
			{...ada, at: to - hourMs},
			{...bob, at: to - 30 * hourMs},
		],
		byDay: [{...bob, usd: [2, 3, null]}],
	});
	expect(users).toMatchObject([
		{...bob, costUsd: 5, todayUsd: null, activeDays: 2, usdPerActiveDay: 2.5, lastReceivedAt: to - 30 * hourMs},
		{...ada, costUsd: 0, todayUsd: 0, activeDays: 0, usdPerActiveDay: null},
	]);
	expect(totals).toMatchObject({users: 2, receivedToday: 1, costUsd: 5, todayUsd: 0, partial: false});
});

test('models, teams and days add up to the total', () => {
	const {models, teams, days, totals, users} = report({
		byDay: [
			{...ada, usd: [1, 0, 4]},
			{...bob, usd: [null, 2, null]},
		],
		cost: [
			{...ada, model: 'opus', isBackground: false, usd: 4},
			{...ada, model: 'haiku', isBackground: true, usd: 1},
			{...bob, model: 'opus', isBackground: false, usd: 2},
		],
		tokens: [{...ada, model: 'opus', field: 'inputTokens', tokens: 70}],
		lowerBound: [{...bob, usd: 2}],
	});
	expect(models).toMatchObject([
		{model: 'opus', costUsd: 6, inputTokens: 70},
		{model: 'haiku', costUsd: 1},
	]);
	expect(teams).toMatchObject([{name: 'core', users: 2, costUsd: 7, backgroundUsd: 1, activeDays: 3}]);
	expect(days.map(({costUsd, activeUsers}) => [costUsd, activeUsers])).toEqual([
		[1, 1],
		[2, 1],
		[4, 1],
	]);
	expect(totals).toMatchObject({costUsd: 7, usdPerActiveDay: 7 / 3, partial: true});
	expect(users.map(({user, partial}) => [user, partial])).toEqual([
		['ada', false],
		['bob', true],
	]);
});

test('a model without a price is unknown, and makes what is known a lower bound', () => {
	const {users, models} = report({
		byDay: [{...ada, usd: [1, null, null]}],
		cost: [{...ada, model: 'opus', isBackground: false, usd: 1}],
		requests: [
			{...ada, model: 'opus', requests: 1},
			{...ada, model: 'mystery', requests: 2},
		],
	});
	expect(users).toMatchObject([{costUsd: 1, requests: 3, partial: true}]);
	expect(models.map(({model, costUsd}) => [model, costUsd])).toEqual([
		['opus', 1],
		['mystery', null],
	]);
});

test('what Claude Code exported itself counts for people without ccmon alone, as a lower bound', () => {
	const claudeCode = {
		byDay: [
			{user: 'ada@example.com', team: 'core', usd: [9, 9, 9]},
			{user: 'eve@example.com', team: 'core', usd: [1, null, null]},
		],
	};
	const {users, source, totals} = report({byDay: [{...ada, usd: [1, 1, 1]}]}, claudeCode);
	expect(users.map(({user, costUsd, partial}) => [user, costUsd, partial])).toEqual([
		['ada', 3, false],
		['eve@example.com', 1, true],
	]);
	expect(source.series).toBe('both');
	expect(totals).toMatchObject({costUsd: 4, partial: true});
});

test('percentiles of minutes are those of histogram_quantile', () => {
	const rows = [
		{bound: 1000, minutes: 2},
		{bound: 5000, minutes: 8},
		{bound: Number.POSITIVE_INFINITY, minutes: 10},
	];
	// The fifth of ten minutes: half of the way through the six between 1,000 and 5,000. Above 5,000 nothing is known.
	expect(minuteRates(rows)).toEqual({p50: 3000, p95: 5000, p99: 5000});
	expect(minuteRates([])).toBeNull();
});

test('a pilot: the average times the people, and a spread that fewer people know less of', () => {
	// 100 and 300 a month: 200 on average, variance 20,000.
	const [fifty] = pilots([{costUsd: 100}, {costUsd: 300}], 30, 40_000, '2026-08');
	expect(fifty!.monthUsd.expected).toBe(10_000);
	const spread = 1.645 * Math.sqrt(20_000 * (50 + 2500 / 2));
	expect(fifty!.monthUsd.high).toBeCloseTo(10_000 + spread, 6);
	expect(fifty!.tokensPerMinute).toEqual({recommended: 50 * 75_000, likePeak: 1_000_000});
	expect(pilots([{costUsd: 100}], 30, null, '2026-08')).toEqual([]);
});

describe('budgets and the limit', () => {
	const whole = report({byDay: [{...ada, usd: [20, 0, 31]}]});

	test('what is over is named', () => {
		const budgets = {...defaultTeam.budgets, userDayUsd: 30, monthUsd: 51, teams: {core: 50, web: 1}};
		expect(exceededBudgets(whole, budgets)).toEqual([
			'Over budget: team core, 30 days, $51.00 of $50.00',
			'Over budget: ada today, $31.00 of $30.00',
			'Over the limit: 5M tokens per minute at the peak of 24 hours, of 4M',
		]);
	});

	test('a team may be called as it likes', () => {
		const budgets = {...defaultTeam.budgets, teams: {core: 1}};
		const odd = report({byDay: [{user: 'ada', team: 'constructor', usd: [20, 0, 31]}]});
		expect(exceededBudgets(odd, budgets).filter(line => line.includes('team'))).toEqual([]);
	});

	test('200 people: 20k × 200 is 4M', () => {
		expect(whole.tokensPerMinute).toMatchObject({recommendedPerUser: 20_000, recommendedTotal: 4_000_000});
	});
});

test('rows: filtered by name or team, sorted', () => {
	const whole = report({
		byDay: [
			{...ada, usd: [1, 1, 1]},
			{...bob, usd: [0, 0, 9]},
			{user: 'eve', team: 'web', usd: [5, null, null]},
		],
	});
	const names = (...parameters: [Parameters<typeof teamRows>[1], Parameters<typeof teamRows>[2], string]) =>
		teamRows(whole, ...parameters).map(({name}) => name);
	expect(names('user', 'cost', '')).toEqual(['bob', 'eve', 'ada']);
	expect(names('user', 'name', 'CORE')).toEqual(['ada', 'bob']);
	expect(names('team', 'cost', '')).toEqual(['core', 'web']);
});
