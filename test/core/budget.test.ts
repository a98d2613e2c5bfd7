import {expect, test} from 'vitest';
import {type BudgetFigure, budgetFigures, newAlerts, type Spending} from '../../source/core/budget.ts';
import {defaultConfig} from '../../source/core/config/config.ts';
import {spent} from '../support/spent.ts';

const spending: Spending = {
	day: '2026-11-20',
	month: '2026-11',
	ofDay: spent(8),
	ofMonth: spent(50),
	projects: new Map([
		['/work/web', spent(12)],
		['/work/web/api', spent(4)],
		['/work/website', spent(30)],
	]),
	sessions: [
		{sessionId: 's1', name: 'refactor', spent: spent(2)},
		{sessionId: 's2', name: 'docs', spent: spent(2)},
	],
};
const figures = (budgets: Partial<typeof defaultConfig.budgets>) =>
	budgetFigures({...defaultConfig.budgets, ...budgets}, spending);
const brief = ({kind, name, share, state}: BudgetFigure) => [kind, name, share, state];

test('without budgets there are no figures', () => {
	expect(figures({})).toEqual([]);
});

test('below, near from 80 %, exceeded from 100 %; the fullest first', () => {
	expect(figures({dayUsd: 10, monthUsd: 50, sessionUsd: 4}).map(brief)).toEqual([
		['month', '2026-11', 1, 'exceeded'],
		['day', '2026-11-20', 0.8, 'near'],
		['session', 'refactor', 0.5, 'below'],
		['session', 'docs', 0.5, 'below'],
	]);
});

test('a project includes its subfolders, but not a folder whose name merely begins the same', () => {
	expect(figures({projects: {'/work/web': 20}}).map(brief)).toEqual([['project', '/work/web', 0.8, 'near']]);
});

test('a session’s own budget stands in place of the general one', () => {
	expect(figures({sessionUsd: 4, sessions: {docs: 1}}).map(brief)).toEqual([
		['session', 'docs', 2, 'exceeded'],
		['session', 'refactor', 0.5, 'below'],
	]);
});

test('any spending exceeds a budget of 0', () => {
	expect(figures({dayUsd: 0}).map(brief)).toEqual([['day', '2026-11-20', 1, 'exceeded']]);
});

test('spending without a price makes it a lower bound, or unknown if nothing has a price', () => {
	const unpriced = {usd: 0, hasUnpriced: true};
	const projects = new Map([...spending.projects, ['/work/web/local', unpriced]]);
	const figures = budgetFigures(
		{...defaultConfig.budgets, dayUsd: 10, monthUsd: 100, projects: {'/work/web': 20, '/work/web/local': 5}},
		{...spending, ofDay: unpriced, ofMonth: {usd: 50, hasUnpriced: true}, projects},
	);
	expect(figures.map(({name, spentUsd, hasUnpriced, share}) => [name, spentUsd, hasUnpriced, share])).toEqual([
		['/work/web', 16, true, 0.8],
		['2026-11', 50, true, 0.5],
		['2026-11-20', null, true, 0],
		['/work/web/local', null, true, 0],
	]);
});

test('each state of each budget is notified once', () => {
	const notified = new Set<string>();
	const markNotified = (text: string) => !notified.has(text) && notified.add(text).has(text);
	const near = figures({dayUsd: 10});
	expect(newAlerts(near, markNotified).map(({state}) => state)).toEqual(['near']);
	expect(newAlerts(near, markNotified)).toEqual([]);
	expect(newAlerts(figures({dayUsd: 5}), markNotified).map(({state}) => state)).toEqual(['exceeded']);
	const tomorrow = budgetFigures({...defaultConfig.budgets, dayUsd: 10}, {...spending, day: '2026-11-21'});
	expect(newAlerts(tomorrow, markNotified).map(({id}) => id)).toEqual(['day 2026-11-21']);
});
