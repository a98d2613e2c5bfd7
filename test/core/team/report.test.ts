/** A team's figures from what a server answered, worked out by hand. */
import {expect, test} from 'vitest';
import {ada, bob, hourMs, report, to} from './reported.ts';

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

test('somebody whose models all have no price has spent an unknown amount, not nothing', () => {
	const {users, totals} = report({
		received: [{...ada, at: to - 1}],
		requests: [{...ada, model: 'mystery', requests: 2}],
	});
	expect(users).toMatchObject([{costUsd: null, todayUsd: null, requests: 2, partial: true}]);
	expect(totals).toMatchObject({costUsd: null, todayUsd: null, partial: true});
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

test('200 people: 20k × 200 is 4M', () => {
	expect(report({}).tokensPerMinute).toMatchObject({recommendedPerUser: 20_000, recommendedTotal: 4_000_000});
});
