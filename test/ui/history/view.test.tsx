import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {noUsage} from '../../../source/claude/usage.ts';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import {historyCommands} from '../../../source/control/commands/history-commands.ts';
import type {BudgetFigure} from '../../../source/core/budget.ts';
import type {HistoryChoice} from '../../../source/core/history/choice.ts';
import {type HistoryState, historyView} from '../../../source/core/history/layout.ts';
import type {HistoryTroubles} from '../../../source/core/history/troubles.ts';
import {referenceFigures} from '../../../source/core/reference.ts';
import {type ReportEntry, sumReport} from '../../../source/core/report.ts';
import {App} from '../../../source/ui/app.tsx';
import {historyScreen} from '../../../source/ui/history/view.tsx';
import {fakeFleet, fakeStore, fakeTotals} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';
import {expectToFit, renderAt} from '../../support/fake-terminal.ts';

const entry = (key: string, costUsd: number): ReportEntry => ({
	key,
	name: key === '/work/evil' ? 'evil\u001B[2Jname' : null,
	model: 'claude-opus-4-5',
	purpose: 'main',
	usage: noUsage,
	requests: 1,
	costUsd,
	basis: 'reported',
	partial: true,
});

const troubles: HistoryTroubles = {
	misses: {
		count: 3,
		usd: 0.4,
		causes: [
			{label: 'other tools', count: 2},
			{label: 'idle for 5 minutes', count: 1},
		],
	},
	errors: {count: 1, usd: 1.2, byReason: [{label: '529', count: 1}]},
};

function fakeHistory(
	progress: number | null = null,
	besides: readonly string[] = [],
	machines: Partial<HistoryState> = {},
) {
	const days = Array.from({length: 60}, (_, index) =>
		entry(new Date(Date.UTC(2026, 10, 20) - index * 86_400_000).toISOString().slice(0, 10), (index * 7) % 40),
	);
	const prompt = {text: 'fix the lo\u001B[2Jgin', requests: 3, costUsd: 6, subagentUsd: 2, backgroundUsd: 0.5};
	const make = (choice: HistoryChoice) =>
		historyView({
			...choice,
			today: '2026-11-20',
			days: sumReport(days, 'day', 'UTC'),
			top: sumReport(
				choice.grouping === 'day' ? days.slice(0, 30) : [entry('/work/web', 30), entry('/work/evil', 10)],
				choice.grouping === 'prompt' ? 'session' : choice.grouping,
				'UTC',
			),
			prompts: choice.grouping === 'prompt' ? [{at: Date.UTC(2026, 10, 20, 9, 5), ...prompt}] : null,
			troubles: choice.path.length > 0 ? troubles : null,
			reference: referenceFigures['2026-08'],
		});
	const first = {span: 'month', grouping: 'project', path: []} as const;
	let state: HistoryState = {
		...first,
		view: make(first),
		progress,
		readAt: 0,
		besides,
		places: [],
		place: 'this machine',
		missing: [],
		...machines,
	};
	const listeners = new Set<() => void>();
	return {
		getState: () => state,
		subscribe(listener: () => void) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		choose(change: Partial<HistoryChoice>) {
			const {span, grouping, path} = {...state, ...change};
			state = {...state, span, grouping, path, view: make({span, grouping, path})};
			for (const listener of listeners) listener();
		},
		choosePlace(place: string) {
			state = {...state, place};
			for (const listener of listeners) listener();
		},
	};
}

const budget: BudgetFigure = {
	...{id: 'd', kind: 'day', name: '2026-11-20'},
	...{limitUsd: 10, spentUsd: 9, hasUnpriced: false, share: 0.9, state: 'near'},
};

function open(size: {columns: number; rows: number}, history = fakeHistory()) {
	const app = (
		<App
			store={fakeStore(fakeFleet(), {...fakeTotals, budgets: [budget]}).store}
			commands={[...historyCommands(history), ...commandTable()]}
			act={() => {}}
			options={testOptions}
			views={{history: historyScreen(history)}}
		/>
	);
	const terminal = renderAt(app, size);
	terminal.type('h');
	return terminal;
}

test('days, month, budget, chart and who spent most', async () => {
	const terminal = open({columns: 120, rows: 50});
	await terminal.shows('PROJECT');
	const text = terminal.text();
	expect(text).toContain('[30 days]');
	expect(text).toContain('≥$40.00 in 30 days');
	expect(text).toContain('(documented $13)');
	expect(text).toContain('(documented $30)');
	expect(text).toMatch(/this month so far \$\d+/);
	expect(text).toMatch(/above the documented \$150–250/);
	expect(text).toMatch(/▕█+│█*.?░+▏ {2}90% ! {2}\$9\.00 of \$10\.00 +budget of today/);
	expect(text).toContain('API-equivalent');
	expect(text).toMatch(/p90 \$30 ┄?/);
	expect(text).toContain('avg $13');
	expect(text).toMatch(/\/work\/web +≥\$30\.00 +75%/);
	expect(text).toContain('evilname');
	expect(text).toMatch(/Mon .*[░▒▓█]/);
});

test('a history that could not be read says so, and nothing of dollars but for the budgets', async () => {
	const unread = {...fakeHistory().getState(), view: null};
	const terminal = open({columns: 100, rows: 24}, {...fakeHistory(), getState: () => unread});
	await terminal.shows('The history could not be read.');
	expect(terminal.text()).not.toContain('spent in this time');
	expect(terminal.text()).toContain('$9.00 of $10.00');
});

test('s shows another span, g another grouping', async () => {
	const terminal = open({columns: 120, rows: 50});
	await terminal.shows('[30 days]');
	await terminal.press('s');
	await terminal.shows('[13 weeks]');
	expect(terminal.text()).toContain('dollars per week');
	await terminal.press('g');
	await terminal.shows('[session]');
});

test('from a row to what it consists of, and back to where the cursor was', async () => {
	const terminal = open({columns: 100, rows: 24});
	await terminal.shows('[30 days]');
	await terminal.press('\u001B[B');
	await terminal.press('\u001B[B');
	await terminal.shows('▸ evilname');
	await terminal.press('\r');
	await terminal.shows('30 days › evilname');
	expect(terminal.text()).toContain('3 cache misses $0.40 other tools 2, idle for 5 minutes 1');
	expect(terminal.text()).toContain('1 API error 529 1 $1.20 spent in the turn it ended');
	await terminal.press('\r');
	await terminal.shows('[prompt]');
	expect(terminal.text()).toMatch(/▸ 11-20 \d\d:05 fix the login +\$6\.00/);
	await terminal.press('g');
	await terminal.shows('[tool]');
	await terminal.press('\u001B');
	await terminal.press('\u001B');
	await terminal.shows('▸ evilname');
	await terminal.press('\u001B');
	await terminal.shows('api-refactor');
});

test('what cannot be opened says why', async () => {
	const terminal = open({columns: 100, rows: 24});
	await terminal.shows('[30 days]');
	await terminal.press('\r');
	await terminal.shows('Choose a row first');
});

test('what gateways count stands beside the month, and cannot steer the terminal', async () => {
	const terminal = open({columns: 120, rows: 50}, fakeHistory(null, ['LiteLLM, key “ci\u001B[2J”: $3.00']));
	await terminal.shows('LiteLLM, key “ci”: $3.00');
});

test('while transcripts are read it says how far', async () => {
	const terminal = open({columns: 80, rows: 40}, fakeHistory(0.42));
	await terminal.shows('reading transcripts');
	expect(terminal.text()).toContain('42%');
});

describe.each([
	{columns: 40, rows: 20},
	{columns: 60, rows: 24},
	{columns: 80, rows: 24},
	{columns: 200, rows: 60},
])('at $columns × $rows', size => {
	test('every line fits, in every span', async () => {
		const terminal = open(size);
		await terminal.shows('[30 days]');
		for (const label of ['[13 weeks]', '[52 weeks]', '[today]', '[7 days]']) {
			await terminal.press('s');
			await terminal.shows(label);
			expectToFit(terminal, size);
			for (const line of terminal.lines()) expect(stringWidth(line)).toBeLessThanOrEqual(size.columns);
		}
	});
});

test('m shows the history of another machine, and what is missing from it is said', async () => {
	const places = ['all machines', 'this machine', 'box'];
	const missing = ['box: it is not connected yet'];
	const terminal = open({columns: 120, rows: 50}, fakeHistory(null, [], {places, place: 'all machines', missing}));
	await terminal.shows('[all machines] this machine  box');
	await terminal.shows('without box: it is not connected yet');
	await terminal.press('m');
	await terminal.shows('[this machine]');
	await terminal.press('m');
	await terminal.shows('[box]');
});

test('where there is one machine, m says how to add another', async () => {
	const terminal = open({columns: 120, rows: 50});
	await terminal.shows('[30 days]');
	await terminal.press('m');
	await terminal.shows('ccmon hosts add');
});
