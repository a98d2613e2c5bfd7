import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import type {BudgetFigure} from '../../../source/core/budget.ts';
import type {HistoryState} from '../../../source/core/history/layout.ts';
import {pendingHosts} from '../../../source/core/hosts/host.ts';
import {forecastLimits} from '../../../source/core/limits-forecast.ts';
import type {MonitorState} from '../../../source/store.ts';
import {App} from '../../../source/ui/app.tsx';
import {usageScreen} from '../../../source/ui/usage/view.tsx';
import {fakeFleet, fakeStore, fakeTotals, noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';
import {expectToFit, keys, renderAt, type Size} from '../../support/fake-terminal.ts';

const hour = 3_600_000;
/** 42 % after two and a half of five hours, 17 % of the week. */
const account = '/home/ada/.claude';
const forecasts = forecastLimits(fakeTotals.limits ?? null, [], noon).map(forecast => ({...forecast, account}));
const [web] = fakeFleet().filter(({name}) => name === 'web');
const budget = (id: string, share: number, rest: Partial<BudgetFigure> = {}): BudgetFigure => ({
	...{id, kind: 'session', name: id, limitUsd: 10, spentUsd: share * 10, hasUnpriced: false, share},
	state: share >= 1 ? 'exceeded' : share >= 0.8 ? 'near' : 'below',
	...rest,
});

function source(isRead: boolean) {
	const state: HistoryState = {
		...{span: 'month', grouping: 'project', path: [], view: null},
		...{progress: isRead ? null : 0.5, readAt: isRead ? noon : null, besides: []},
		...{places: [], place: 'this machine', missing: []},
	};
	const asked: number[] = [];
	return {
		asked,
		getState: () => state,
		subscribe: () => () => {},
		spentSince(at: number) {
			asked.push(at);
			if (!isRead) return null;
			const spent = [{sessionId: web!.sessionId, name: 'old title', usd: 3}];
			return at === noon - 2.5 * hour ? spent : [...spent, {sessionId: 'gone', name: 'gone\u001B[2J', usd: 6}];
		},
	};
}

function open(size: Size, state: Partial<MonitorState> = {}, from = source(true)) {
	const app = (
		<App
			store={fakeStore([web!], {...fakeTotals, forecasts, ...state}).store}
			commands={commandTable()}
			act={() => {}}
			options={testOptions}
			views={{usage: usageScreen(from)}}
		/>
	);
	const terminal = renderAt(app, size);
	terminal.type('u');
	return terminal;
}

const wide = {columns: 120, rows: 40};

test('limits: use, reset, where they are heading', async () => {
	const terminal = open(wide);
	await terminal.shows('Plan limits');
	expect(terminal.text()).toMatch(/5h ▕█+.?░+▏ {2}42% {2}resets 14:30, in 2h 30m {2}17% an hour: 84% by then/);
	expect(terminal.text()).toMatch(/7d ▕█+.?░+▏ {2}17% {2}resets Tue 14:00/);
});

test('a limit that fills up before its reset says when, and how early', async () => {
	const [fiveHour] = forecasts;
	const early = {...fiveHour!, percentPerHour: 58, projectedPercentage: 187, reachedAt: noon + hour};
	const terminal = open(wide, {forecasts: [early]});
	await terminal.shows('58% an hour: ! full at 13:00  1h 30m before the reset');
});

test('what used them: by what was spent since each window began, under the names of now', async () => {
	const from = source(true);
	const terminal = open(wide, {}, from);
	await terminal.shows('OF 5H');
	expect(from.asked).toEqual([noon - 2.5 * hour, noon + 50 * hour - 7 * 24 * hour]);
	expect(terminal.text()).toMatch(/web +42% +\$3\.00 +6% +\$3\.00/);
	expect(terminal.text()).toMatch(/gone +– +– +11% +\$6\.00/);
});

test('each account has its own limits and consumers', async () => {
	const work = forecasts.map(forecast => ({...forecast, account: '/home/ada/.claude-work', usedPercentage: 90}));
	const terminal = open(wide, {forecasts: [...forecasts, ...work]});
	await terminal.shows('Plan limits of ~/.claude-work');
	expect(terminal.text()).toMatch(/Plan limits of ~\/\.claude\s+5h .* 42%/);
	expect(terminal.text()).toMatch(/Plan limits of ~\/\.claude-work\s+5h .* 90%/);
	expect(terminal.text()).toMatch(/web +90% +\$3\.00 +30% +\$3\.00/);
});

test('before the history has been read it says so', async () => {
	const terminal = open(wide, {}, source(false));
	await terminal.shows('reading what used them');
	expect(terminal.text()).not.toContain('OF 5H');
});

test('budgets with both marks, and what to do where there is none', async () => {
	const budgets = [budget('big', 1.2), budget('near', 0.8), budget('small', 0.1)];
	const terminal = open(wide, {budgets});
	await terminal.shows('Budgets');
	expect(terminal.text()).toMatch(/▏ 120% !! \$12\.00 of \$10\.00 +big/);
	expect(terminal.text()).toMatch(/▏ {2}80% ! {2}\$8\.00 of \$10\.00 +near/);
	expect(terminal.text()).toMatch(/▏ {2}10% {4}\$1\.00 of \$10\.00 +small/);
	await open(wide).shows('No budget is set');
});

test('machines that have not said what they spent this month are named beside the budgets', async () => {
	const month = budget('month', 0.5, {kind: 'month'});
	const terminal = open(wide, {budgets: [month], budgetsWithout: ['box', 'dev']});
	await terminal.shows('Of months and projects without box, dev');
});

test('machines that count the same are said to', async () => {
	const [box, lan] = pendingHosts(['box', 'lan'], true)
		.fleets(noon)
		.map(({figure}) => ({...figure, state: 'connected', totals: fakeTotals.totals!}) as const);
	const sameAs = {name: 'box', isMachine: true, isWhole: true};
	const terminal = open(wide, {hosts: [box!, {...lan!, sameAs}]});
	await terminal.shows('lan: the same as box, counted once.');
	expect(terminal.text()).toMatch(/box +\$3\.42 .* connected/);
	expect(terminal.text()).toMatch(/lan +– +– +– +as box/);
	const alone = open(wide, {hosts: [box!]});
	await alone.shows('MACHINE');
	expect(alone.text()).not.toContain('counted once');
});

test('rates: live and peak, of all and of each, beside the recommendation', async () => {
	const terminal = open(wide, {limits: null, forecasts: []});
	await terminal.shows('No plan limit is known');
	expect(terminal.text()).toContain('in a team of 1–5: 200k–300k tokens and 5–7 requests a minute.');
	expect(terminal.text()).toContain('of tokens is below that');
	expect(terminal.text()).toMatch(/all sessions +78k +120k +3 +6/);
	expect(terminal.text()).toMatch(/web +0 +90k +0 +4/);
});

describe.each([
	{columns: 40, rows: 20},
	{columns: 60, rows: 24},
	{columns: 80, rows: 24},
	{columns: 200, rows: 60},
])('at $columns × $rows', size => {
	test('every line fits, to the end', async () => {
		const budgets = [budget('設計レビュー 🎉 final and more than fits', 1.2), budget('x\u001B[2J', 0.8)];
		const terminal = open(size, {budgets});
		await terminal.shows('Plan limits');
		const check = () => {
			expectToFit(terminal, size);
			for (const line of terminal.lines()) expect(stringWidth(line)).toBeLessThanOrEqual(size.columns);
		};
		check();
		terminal.type(keys.end);
		await terminal.shows('all sessions');
		check();
	});
});
