/** The rows of a team's table. */
import {describe, expect, test} from 'vitest';
import {type TeamGrouping, type TeamSort, teamRows} from '../../../source/core/team/rows.ts';
import {ada, bob, hourMs, report, to} from './reported.ts';

const eve = {user: 'eve', team: 'web'};
const whole = report({
	byDay: [
		{...ada, usd: [1, 1, 1]},
		{...bob, usd: [0, 0, 9]},
		{...eve, usd: [5, null, null]},
		{user: '', team: '', usd: [null, null, 0.5]},
	],
	cost: [
		{...bob, model: 'opus', isBackground: true, usd: 3},
		{...bob, model: 'opus', isBackground: false, usd: 6},
	],
	idle: [{...bob, usd: 1.5}],
	tokens: [
		{...bob, model: 'opus', field: 'inputTokens', tokens: 10},
		{...bob, model: 'opus', field: 'cacheReadInputTokens', tokens: 60},
		{...bob, model: 'opus', field: 'cacheCreation1hInputTokens', tokens: 30},
		{...bob, model: 'opus', field: 'outputTokens', tokens: 999},
	],
	minutes: [
		{...eve, bound: 1000, minutes: 4},
		{...eve, bound: Number.POSITIVE_INFINITY, minutes: 4},
	],
	received: [
		{...ada, at: to},
		{...bob, at: to - hourMs},
	],
});
const names = (grouping: TeamGrouping, sort: TeamSort, filter = '') =>
	teamRows(whole, grouping, sort, filter).map(({name}) => name);

describe('are sorted', () => {
	test.each<[TeamSort, string[]]>([
		['cost', ['bob', 'eve', 'ada', '(no name)']],
		['today', ['bob', 'ada', '(no name)', 'eve']],
		['day', ['bob', 'eve', 'ada', '(no name)']],
		['rate', ['eve', '(no name)', 'ada', 'bob']],
		['last', ['ada', 'bob', '(no name)', 'eve']],
		['name', ['(no name)', 'ada', 'bob', 'eve']],
	])('by %s, what is not known last', (sort, expected) => {
		expect(names('user', sort)).toEqual(expected);
	});
});

test('are those whose name or team has the text, whatever its case', () => {
	expect(names('user', 'name', 'CORE')).toEqual(['ada', 'bob']);
	expect(names('user', 'name', 'ev')).toEqual(['eve']);
	expect(names('team', 'cost')).toEqual(['core', 'web', '(no team)']);
	expect(names('model', 'cost', 'OP')).toEqual(['opus']);
	expect(names('model', 'cost', 'x')).toEqual([]);
});

test('shares are of the dollars, and of the prompt’s tokens; of nothing they are not known', () => {
	const shares = (grouping: TeamGrouping, filter: string) => {
		const [{backgroundShare, idleShare, cacheShare} = {}] = teamRows(whole, grouping, 'name', filter);
		return [backgroundShare, idleShare, cacheShare];
	};
	expect(shares('user', 'bob')).toEqual([3 / 9, 1.5 / 9, 0.6]);
	expect(shares('user', 'ada')).toEqual([0, 0, null]);
	expect(shares('team', 'core')).toEqual([3 / 12, 1.5 / 12, 0.6]);
	expect(shares('model', 'opus')).toEqual([null, null, 0.6]);
});
