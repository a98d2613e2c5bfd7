import {expect, test} from 'vitest';
import {createHostSpending} from '../../../source/cli/hosts/host-spending.ts';
import {defaultConfig} from '../../../source/core/config/config.ts';
import {formatDate} from '../../../source/core/format.ts';
import type {SameAs} from '../../../source/core/hosts/books.ts';
import type {HostFigure} from '../../../source/core/hosts/host.ts';
import {createSpendingEvaluator} from '../../../source/core/spending-status.ts';
import type {HostLink} from '../../../source/live/hosts/link.ts';
import {emptyState} from '../../../source/store.ts';
import {fakeTotals} from '../../support/fake-fleet.ts';
import {spent, spentThisMonth} from '../../support/spent.ts';
import {waitFor} from '../../support/wait.ts';

const noon = Date.UTC(2026, 10, 22, 12);
const row = (key: string, costUsd: number) => ({
	...{key, name: null, inputTokens: 0, outputTokens: 0, cacheReadInputTokens: 0, webSearchRequests: 0},
	...{cacheCreation5mInputTokens: 0, cacheCreation1hInputTokens: 0, backgroundUsd: null, messages: 1},
	...{costUsd, basis: 'estimated' as const, partial: false, unpricedModels: []},
});

/** Machines that have spent $10 before today and $2 today, in two folders. */
function hosts({names = ['box'], fails = false, folders = ['/work'], same = new Map<string, SameAs>()} = {}) {
	let now = noon;
	const asked: string[] = [];
	const ask = async ({by, since}: {by: string; since: string}) => {
		asked.push(`${by} ${since}`);
		if (fails) throw new Error('the history cannot be opened there');
		const rows =
			by === 'day' ? [row('2026-11-20', 10), row('2026-11-22', 2)] : [row('/work/web', 9), row('/work/api', 3)];
		return {by, timezone: 'UTC', rows, totals: row('', 12)};
	};
	const link = {ask} as unknown as HostLink;
	let changes = 0;
	const made = createHostSpending({
		...{
			names,
			links: () => ({link: () => link, sameAs: (name: string) => same.get(name) ?? null}),
			folders,
			clock: () => now,
		},
		...{monthOf: (at: number) => formatDate(at).slice(0, 7), onChange: () => changes++},
	});
	const figure = (todayUsd: number, state: HostFigure['state'] = 'connected'): HostFigure[] =>
		names.map(name => ({
			...{name, state, lastSeenAt: noon, error: null, version: '1', delayMs: 1, clockAheadMs: 0},
			...{timezone: 'UTC', sharesDays: true, totals: {...fakeTotals.totals!, todayUsd}, sameAs: same.get(name) ?? null},
		}));
	const later = (ms: number) => {
		now += ms;
	};
	return {made, asked, figure, later, changes: () => changes};
}

test('a machine is asked when it is there, and again when it has spent more, a minute later at the earliest', async () => {
	const {made, asked, figure, later, changes} = hosts();
	made.refresh(figure(2, 'connecting'));
	expect({asked, known: made.read().get('box')}).toEqual({asked: [], known: null});
	made.refresh(figure(2));
	made.refresh(figure(2.5));
	await waitFor(() => changes() === 1, {what: 'its answer'});
	expect(asked).toEqual(['day 2026-11-01', 'project 2026-11-01']);
	later(61_000);
	made.refresh(figure(2));
	expect(asked).toHaveLength(2);
	made.refresh(figure(3));
	expect(asked).toHaveLength(4);
});

test('asks a machine that failed again after a while, and does not count it', async () => {
	const {made, asked, figure, later} = hosts({fails: true});
	made.refresh(figure(2));
	await waitFor(() => asked.length === 2, {what: 'the questions'});
	await new Promise(resolve => setImmediate(resolve));
	made.refresh(figure(2));
	expect(asked).toHaveLength(2);
	later(61_000);
	made.refresh(figure(2));
	expect(asked).toHaveLength(4);
	expect(made.read().get('box')).toBeNull();
});

test('budgets of months and projects add up all machines, and today once', async () => {
	const {made, figure, changes, later} = hosts({names: ['box', 'dev']});
	const budgets = {...defaultConfig.budgets, dayUsd: 10, monthUsd: 100, projects: {'/work': 50, '/work/web': 20}};
	const evaluator = createSpendingEvaluator({budgets, dateOf: formatDate, elsewhere: made.read});
	// Here $40 this month, $3 of it today, all in the same folder. The header has today: 3 + 2 + 2.
	evaluator.setHistory({...spentThisMonth, projects: new Map([['/work/web', spent(40)]])});
	const fleet = {sessions: new Map(), totals: {...emptyState.totals, todayUsd: 7}, limits: null};
	const evaluate = (now = noon) => {
		const {budgets: figures, budgetsWithout} = evaluator.evaluate(fleet, [], now);
		return {...Object.fromEntries(figures.map(({name, spentUsd}) => [name, spentUsd])), budgetsWithout};
	};
	expect(evaluate()).toMatchObject({'2026-11': 37 + 7, '/work/web': 40, budgetsWithout: ['box', 'dev']});
	made.refresh(figure(2));
	await waitFor(() => changes() === 2, {what: 'both answers'});
	expect(evaluate()).toEqual({
		...{'2026-11-22': 7, '2026-11': 37 + 10 + 10 + 7, '/work/web': 40 + 9 + 9, '/work': 40 + 12 + 12},
		budgetsWithout: [],
	});
	// In another month nothing of this one counts.
	later(10 * 24 * 3_600_000);
	expect(evaluate(noon + 10 * 24 * 3_600_000)).toMatchObject({
		'2026-12': 7,
		'/work': 0,
		budgetsWithout: ['box', 'dev'],
	});
});

test('of projects only those are kept that have a budget', async () => {
	const {made, figure, changes} = hosts({folders: ['/work/web', '/elsewhere']});
	made.refresh(figure(2));
	await waitFor(() => changes() === 1, {what: 'its answer'});
	expect(made.read().get('box')).toEqual({earlier: spent(10), projects: new Map([['/work/web', spent(9)]])});
});

test('what is counted on another machine is neither asked for nor added', async () => {
	const whole = {name: 'box', isMachine: true, isWhole: true};
	const same = new Map([
		['lan', whole],
		['more', {...whole, isWhole: false}],
	]);
	const {made, asked, figure, changes} = hosts({names: ['box', 'lan', 'more'], same});
	made.refresh(figure(2));
	await waitFor(() => changes() === 1, {what: 'its answer'});
	expect(asked).toHaveLength(2);
	// What was spent in its further folders is not known.
	expect([...made.read()].map(([name, spent]) => [name, spent?.earlier.usd ?? null])).toEqual([
		['box', 10],
		['more', null],
	]);
});
