/** Budgets and limits that a team exceeds. */
import {expect, test} from 'vitest';
import {defaultTeam, type TeamBudgets} from '../../../source/core/config/team.ts';
import {exceededBudgets, isBounded, unknownBudget} from '../../../source/core/team/check.ts';
import {ada, report} from './reported.ts';

/** $51 in 30 days, $31 of them today. */
const whole = report({byDay: [{...ada, usd: [20, 0, 31]}]});
const under = {rates: {tokensNow: null, tokensPeak: 4_000_000, requestsNow: null, requestsPeak: null}};
const overWith = (budgets: Partial<TeamBudgets>, of = report({byDay: [{...ada, usd: [20, 0, 31]}]}, {}, under)) =>
	exceededBudgets(of, {...defaultTeam.budgets, ...budgets});

test('names what is over its limit', () => {
	const budgets = {...defaultTeam.budgets, userDayUsd: 30, monthUsd: 51, teams: {core: 50, web: 1}};
	expect(exceededBudgets(whole, budgets)).toEqual([
		'Over budget: team core, 30 days, $51.00 of $50.00',
		'Over budget: ada today, $31.00 of $30.00',
		'Over the limit: 5M tokens per minute at the peak of 24 hours, of 4M',
	]);
});

test('what is just spent is not over, and no budget is none', () => {
	expect(overWith({dayUsd: 31, monthUsd: 51, userDayUsd: 31, userMonthUsd: 51, teams: {core: 51}})).toEqual([]);
	expect(overWith({})).toEqual([]);
	expect(overWith({dayUsd: 30.99, userMonthUsd: 0})).toEqual([
		'Over budget: everybody today, $31.00 of $30.99',
		'Over budget: ada, 30 days, $51.00 of $0.00',
	]);
});

test('what was not received is not over, nor is a peak that is not known', () => {
	const nothing = report(
		{byDay: [{...ada, usd: [null, null, null]}]},
		{},
		{
			rates: {tokensNow: null, tokensPeak: null, requestsNow: null, requestsPeak: null},
		},
	);
	expect(overWith({dayUsd: 0, userDayUsd: 0}, nothing)).toEqual([]);
});

test('a team may have any name', () => {
	const odd = report({byDay: [{user: 'ada', team: 'constructor', usd: [20, 0, 31]}]}, {}, under);
	expect(overWith({teams: {core: 1}}, odd)).toEqual([]);
});

test('without a figure for what has a budget nothing is known to be under it', () => {
	const {budgets} = defaultTeam;
	expect(unknownBudget(whole, {...budgets, monthUsd: 1, teams: {core: 1}})).toBeNull();
	expect(unknownBudget(whole, {...budgets, teams: {core: 1, coer: 1}})).toBe('team coer has sent nothing in 30 days');
	expect(unknownBudget(report({}), {...budgets, monthUsd: 1})).toBe('nobody has sent anything in 30 days');
});

test('without a peak nothing is known to be under the limit, and without a limit it need not be', () => {
	const {budgets} = defaultTeam;
	const noRates = {tokensNow: 9e6, tokensPeak: null, requestsNow: null, requestsPeak: null};
	const unknown = report({byDay: [{...ada, usd: [20, 0, 31]}]}, {}, {rates: noRates});
	expect(unknownBudget(unknown, budgets)).toBe('the tokens per minute of the last 24 hours are not known');
	const {tokensPerMinute} = unknown;
	expect(unknownBudget({...unknown, tokensPerMinute: {...tokensPerMinute, limit: null}}, budgets)).toBeNull();
});

test('one budget of any kind, or a limit, is enough to check', () => {
	const {budgets} = defaultTeam;
	expect(isBounded(defaultTeam)).toBe(false);
	expect(isBounded({...defaultTeam, orgTpm: 1})).toBe(true);
	for (const given of [{dayUsd: 0}, {monthUsd: 1}, {userDayUsd: 1}, {userMonthUsd: 1}, {teams: {core: 1}}]) {
		expect(isBounded({...defaultTeam, budgets: {...budgets, ...given}})).toBe(true);
	}
});
