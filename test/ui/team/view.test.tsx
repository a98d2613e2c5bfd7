/** The view of a team: what it shows as it is scrolled and answered. Its lines are in lines.test.ts. */
import {expect, test, vi} from 'vitest';
import {createStore} from 'zustand/vanilla';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import {defaultTeam} from '../../../source/core/config/team.ts';
import {noSeries} from '../../../source/core/team/data.ts';
import {teamReport} from '../../../source/core/team/report.ts';
import type {TeamState} from '../../../source/core/team/state.ts';
import {App} from '../../../source/ui/app.tsx';
import {teamScreen} from '../../../source/ui/team/view.tsx';
import {fakeStore, noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';
import {expectToFit, keys, renderAt, type Size} from '../../support/fake-terminal.ts';

const days = Array.from({length: 30}, (_, day) => new Date(noon - (29 - day) * 86_400_000).toISOString().slice(0, 10));

/** `count` people, of whom the first spent most: $1 more than the next. */
function reportOf(count: number) {
	const people = Array.from({length: count}, (_, index) => ({user: `dev-${index}.`, team: 'core'}));
	const byDay = people.map((who, index) => ({...who, usd: days.map((_, day) => (day === 29 ? count - index : null))}));
	const received = people.map(who => ({...who, at: noon - 60_000}));
	const rates = {tokensNow: null, tokensPeak: null, requestsNow: null, requestsPeak: null};
	return teamReport(
		{
			...{from: noon - 30 * 86_400_000, todayFrom: noon - 43_200_000, to: noon, days, rates},
			...{ccmon: {...noSeries, byDay, received}, claudeCode: noSeries, partial: false, warnings: []},
		},
		{figures: '2026-08', size: null, orgTpm: null},
	);
}

function open(state: Partial<TeamState>, size: Size = {columns: 120, rows: 24}) {
	const source = createStore<TeamState>(() => ({
		...{grouping: 'user', sort: 'cost', filter: '', report: null, error: null, isAsking: false},
		...{budgets: defaultTeam.budgets, besides: [], ...state},
	}));
	const {store} = fakeStore([]);
	const table = commandTable();
	const views = {team: teamScreen(source)};
	const app = (
		<App store={store} commands={table} act={() => {}} options={testOptions} views={views} initial={{view: 'team'}} />
	);
	return {source, store, terminal: renderAt(app, size)};
}

test('shows what comes in while it is open', async () => {
	const {source, terminal} = open({isAsking: true});
	await terminal.shows('Team, last 30 days');
	expect(terminal.text()).not.toContain('dev-0.');
	source.setState({isAsking: false, report: reportOf(2)});
	await terminal.shows(/dev-0\. +\$2\.00/);
	source.setState({error: 'http://metrics.example does not answer'});
	await terminal.shows('does not answer');
	expect(terminal.text()).toContain('2 people');
});

test('of thousands of people those on the screen are drawn, to the last of them and not beyond', async () => {
	const size = {columns: 120, rows: 24};
	const {terminal} = open({report: reportOf(2000)}, size);
	await terminal.shows('2000 people');
	expectToFit(terminal, size);
	expect(terminal.text()).not.toContain('dev-1999.');
	terminal.type(keys.end);
	await terminal.shows('dev-1999.');
	expectToFit(terminal, size);
	const [atEnd] = terminal.lines().slice(5);
	terminal.type(keys.down);
	terminal.type(keys.up);
	// One up from the last position, however often down was pressed there.
	await vi.waitFor(() => expect(terminal.lines()[6]).toBe(atEnd));
	terminal.type(keys.home);
	await terminal.shows('2000 people');
});

test('a list that has become shorter is not left scrolled beyond its end', async () => {
	const {source, terminal} = open({report: reportOf(300)});
	await terminal.shows('300 people');
	terminal.type(keys.end);
	await terminal.shows('dev-299.');
	source.setState({report: reportOf(3)});
	await terminal.hides('dev-299.');
	expect(terminal.text()).toMatch(/dev-0\. +\$3\.00/);
});

test('how long ago somebody was received goes on by the minute', async () => {
	const {store, terminal} = open({report: reportOf(1)});
	await terminal.shows(/dev-0\..* 1m/);
	store.setState({now: noon + 120_000});
	await terminal.shows(/dev-0\..* 3m/);
});
