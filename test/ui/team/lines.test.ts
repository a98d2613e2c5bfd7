/** What the view of a team shows, at every width. */
import {describe, expect, test} from 'vitest';
import {defaultTeam} from '../../../source/core/config/team.ts';
import {noSeries} from '../../../source/core/team/data.ts';
import {teamReport} from '../../../source/core/team/report.ts';
import type {TeamState} from '../../../source/core/team/state.ts';
import {teamLines} from '../../../source/ui/team/lines.ts';
import {widthOf} from '../../../source/ui/text.ts';
import {createLook} from '../../../source/ui/theme.ts';

const to = Date.parse('2026-11-20T12:00:00Z');
const hourMs = 3_600_000;
const look = createLook({colour: 'none', ascii: false, theme: 'dark'});
const days = Array.from({length: 30}, (_, index) =>
	new Date(to - (29 - index) * 24 * hourMs).toISOString().slice(0, 10),
);

function stateOf(users: readonly {user: string; usd: number}[], change: Partial<TeamState> = {}): TeamState {
	const people = users.map(({user, usd}) => ({user, team: 'core', usd}));
	const report = teamReport(
		{
			...{from: to - 720 * hourMs, todayFrom: to - 12 * hourMs, to, days, claudeCode: noSeries},
			ccmon: {
				...noSeries,
				byDay: people.map(({usd, ...who}) => ({...who, usd: days.map((_, day) => (day > 27 ? usd / 2 : null))})),
				cost: people.map(({usd, ...who}) => ({...who, model: 'claude-opus-4-5', isBackground: false, usd})),
				received: people.map(({user, team}) => ({user, team, at: to - hourMs})),
			},
			rates: {tokensNow: 1000, tokensPeak: 90_000, requestsNow: null, requestsPeak: null},
			...{partial: false, warnings: []},
		},
		{figures: '2026-08', size: 200, orgTpm: null},
	);
	return {
		...{grouping: 'user', sort: 'cost', filter: '', report, error: null, isAsking: false, besides: []},
		...{budgets: defaultTeam.budgets, ...change},
	};
}

const text = (state: TeamState, columns = 160) => teamLines(state, to, columns, look).join('\n');

test('who, how much, against what', () => {
	const shown = text(
		stateOf([
			{user: 'ada', usd: 20},
			{user: 'bob', usd: 4},
		]),
	);
	expect(shown).toContain('2 people, received today from 2 · today $12.00 · 30 days $24.00');
	expect(shown).toContain('peak of 24 h 90k of 4M recommended (200 × 20k)');
	expect(shown).toMatch(/ada +\$20\.00 +\$10\.00 +2 +\$10\.00 /);
	expect(shown.indexOf('ada')).toBeLessThan(shown.indexOf('bob'));
	expect(shown).toMatch(/^ *50 people: \$9,000 /m);
});

test('the chart of small sums has a scale, and where there is no room for a chart its title goes, too', () => {
	const state = stateOf([{user: 'ada', usd: 0.5}]);
	expect(text(state, 120)).toMatch(/^\$0\.25 .*█/m);
	expect(text(state, 120)).not.toContain('average if');
	expect(text(stateOf([{user: 'ada', usd: 20}]), 120)).toMatch(
		/everybody; avg: the documented average[\s\S]*^avg \$13/m,
	);
	expect(text(state, 40)).toContain('dollars per day');
	expect(text(state, 20)).not.toContain('dollars per');
});

test('a filter that leaves one person shows that one in detail', () => {
	const shown = text(
		stateOf(
			[
				{user: 'ada', usd: 20},
				{user: 'bob', usd: 4},
			],
			{filter: 'AD'},
		),
	);
	expect(shown).toContain('claude-opus-4-5: $20.00');
	expect(shown).not.toContain('bob');
});

test('without an answer it says why, and keeps the last one', () => {
	const error = 'http://127.0.0.1:9 does not answer (ECONNREFUSED)';
	expect(text(stateOf([], {report: null, error}))).toContain(error);
	const kept = text(stateOf([{user: 'ada', usd: 20}], {error}));
	expect(kept).toContain(error);
	expect(kept).toContain('ada');
	expect(text(stateOf([], {report: null, isAsking: true}))).toContain('asking the server');
});

describe('no line is wider than its place', () => {
	const hostile = ['\u001B[2Jevil', '日本'.repeat(40), 'x'.repeat(500), '=1+1', ''];
	test.each([40, 60, 80, 120, 200])('%i columns', columns => {
		const state = stateOf(hostile.map((user, index) => ({user, usd: index + 1})));
		const lines = teamLines(state, to, columns, look);
		expect(lines.length).toBeGreaterThan(15);
		for (const line of lines) {
			expect(widthOf(line), line).toBeLessThanOrEqual(columns);
			expect(line).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
		}
	});
});

test('ten thousand people are laid out in a moment', () => {
	const state = stateOf(Array.from({length: 10_000}, (_, index) => ({user: `dev-${index}`, usd: index})));
	// Of the processor, which others may use as well.
	const before = process.cpuUsage();
	expect(teamLines(state, to, 120, look).length).toBeGreaterThan(10_000);
	const {user} = process.cpuUsage(before);
	expect(user / 1000).toBeLessThan(3000);
});
