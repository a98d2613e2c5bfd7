import {expect, test} from 'vitest';
import {defaultConfig} from '../../source/core/config/config.ts';
import {formatDate} from '../../source/core/format.ts';
import {createSpendingEvaluator} from '../../source/core/spending-status.ts';
import {emptyState} from '../../source/store.ts';
import {fakeSession, noon} from '../support/fake-fleet.ts';
import {spent, spentThisMonth} from '../support/spent.ts';

const budgets = {
	...defaultConfig.budgets,
	dayUsd: 10,
	monthUsd: 100,
	sessions: {web: 2},
	projects: {'/work': 50},
};
const web = fakeSession({name: 'web', cost: {totalUsd: 1}});
const fleet = (todayUsd: number | null) => ({
	sessions: new Map([[web.key, web]]),
	totals: {...emptyState.totals, todayUsd},
	limits: {fiveHour: {usedPercentage: 50, resetsAt: noon + 2 * 3_600_000}, sevenDay: null},
});
const history = {...spentThisMonth, projects: new Map([['/work/web', spent(30)]])};

const start = () => createSpendingEvaluator({budgets, dateOf: formatDate});
const shares = (evaluator: ReturnType<typeof start>, todayUsd: number | null, now = noon) =>
	Object.fromEntries(evaluator.evaluate(fleet(todayUsd), [], now).budgets.map(({kind, spentUsd}) => [kind, spentUsd]));

test('day and sessions are evaluated at once, month and projects when the history is known', () => {
	const evaluator = start();
	expect(shares(evaluator, 4)).toEqual({day: 4, session: 1});
	evaluator.setHistory(history);
	expect(shares(evaluator, 4)).toEqual({day: 4, session: 1, month: 41, project: 30});
});

test('the month goes on with the day, and is not counted twice when the day is over', () => {
	const evaluator = start();
	evaluator.setHistory(history);
	expect(shares(evaluator, 5).month).toBe(42);
	expect(shares(evaluator, 1, noon + 24 * 3_600_000)).toMatchObject({day: 1, month: 41});
});

test('a new month begins with what the day has cost', () => {
	const evaluator = start();
	evaluator.setHistory(history);
	expect(shares(evaluator, 2, noon + 10 * 24 * 3_600_000)).toEqual({day: 2, month: 2, session: 1, project: 0});
});

test('what has no price is no zero: of the day, of the month that goes on with it, and of a session', () => {
	const local = fakeSession({name: 'web', cost: {totalUsd: null, unpricedModels: ['local']}});
	const evaluator = start();
	evaluator.setHistory(history);
	const {sessions, totals, limits} = fleet(null);
	const unpriced = {...totals, unpricedModels: ['local']};
	const shown = (all: typeof sessions) =>
		Object.fromEntries(
			evaluator
				.evaluate({sessions: all, totals: unpriced, limits}, [], noon)
				.budgets.map(({kind, spentUsd, hasUnpriced}) => [kind, [spentUsd, hasUnpriced]]),
		);
	expect(shown(new Map([[local.key, local]]))).toEqual({
		day: [null, true],
		month: [37, true],
		session: [null, true],
		project: [30, false],
	});
	expect(shown(sessions).session).toEqual([1, false]);
});

test('without a change everything is the same object as before', () => {
	const evaluator = start();
	const first = evaluator.evaluate(fleet(4), [], noon);
	const second = evaluator.evaluate(fleet(4), [], noon + 150);
	expect(second.budgets).toBe(first.budgets);
	expect(second.forecasts).toBe(first.forecasts);
	const third = evaluator.evaluate(fleet(5), [], noon + 300);
	expect(third.budgets).not.toBe(first.budgets);
	expect(third.budgets.find(({kind}) => kind === 'session')).toBe(first.budgets.find(({kind}) => kind === 'session'));
});

test('limits are evaluated by what was reported of them', () => {
	const fiveHour = (usedPercentage: number) => ({
		fiveHour: {usedPercentage, resetsAt: noon + 2 * 3_600_000},
		sevenDay: null,
	});
	const samples = [{at: noon - 3_600_000, limits: fiveHour(10)}];
	const plans = [{account: '/home/ada/.claude', at: noon, limits: fiveHour(50), samples}];
	expect(start().evaluate(fleet(0), plans, noon).forecasts).toEqual([
		{
			...{account: '/home/ada/.claude', limit: 'fiveHour', usedPercentage: 50, resetsAt: noon + 2 * 3_600_000},
			...{percentPerHour: 40, projectedPercentage: 130, reachedAt: noon + 1.25 * 3_600_000},
		},
	]);
});

test('a session of another machine has its budget by its name, and is called by both', () => {
	const box = {...web, host: {name: 'box', lostAt: null, prices: null}};
	const {budgets: figures} = start().evaluate({...fleet(4), sessions: new Map([[box.key, box]])}, [], noon);
	expect(figures.find(({kind}) => kind === 'session')).toMatchObject({name: 'box/web', limitUsd: 2, spentUsd: 1});
});
