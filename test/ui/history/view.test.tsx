import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {noUsage} from '../../../source/claude/usage.ts';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import {historyCommands} from '../../../source/control/commands/history-commands.ts';
import type {BudgetFigure} from '../../../source/core/budget.ts';
import {
	type HistoryGrouping,
	type HistorySpan,
	type HistoryState,
	historyView,
} from '../../../source/core/history-layout.ts';
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
	lastAt: null,
});

function fakeHistory(progress: number | null = null, besides: readonly string[] = []) {
	const days = Array.from({length: 60}, (_, index) =>
		entry(new Date(Date.UTC(2026, 10, 20) - index * 86_400_000).toISOString().slice(0, 10), (index * 7) % 40),
	);
	const make = (span: HistorySpan, grouping: HistoryGrouping) =>
		historyView({
			span,
			grouping,
			today: '2026-11-20',
			days: sumReport(days, 'day', 'UTC'),
			top: sumReport([entry('/work/web', 30), entry('/work/evil', 10)], 'project', 'UTC'),
			reference: referenceFigures['2026-08'],
		});
	let state: HistoryState = {
		span: 'month',
		grouping: 'project',
		view: make('month', 'project'),
		progress,
		readAt: 0,
		besides,
	};
	const listeners = new Set<() => void>();
	return {
		getState: () => state,
		subscribe(listener: () => void) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		span: () => state.span,
		grouping: () => state.grouping,
		choose(span: HistorySpan, grouping: HistoryGrouping) {
			state = {...state, span, grouping, view: make(span, grouping)};
			for (const listener of listeners) listener();
		},
	};
}

const budget: BudgetFigure = {
	...{id: 'd', kind: 'day', name: '2026-11-20'},
	...{limitUsd: 10, spentUsd: 9, share: 0.9, state: 'near'},
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

test('s shows another span, g another grouping', async () => {
	const terminal = open({columns: 120, rows: 50});
	await terminal.shows('[30 days]');
	await terminal.press('s');
	await terminal.shows('[13 weeks]');
	expect(terminal.text()).toContain('dollars per week');
	await terminal.press('g');
	await terminal.shows('[model]');
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
		for (const label of ['[13 weeks]', '[52 weeks]', '[7 days]']) {
			await terminal.press('s');
			await terminal.shows(label);
			expectToFit(terminal, size);
			for (const line of terminal.lines()) expect(stringWidth(line)).toBeLessThanOrEqual(size.columns);
		}
	});
});
