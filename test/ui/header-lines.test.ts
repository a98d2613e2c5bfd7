import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import type {BudgetFigure} from '../../source/core/budget.ts';
import {defaultConfig} from '../../source/core/config/config.ts';
import type {FleetTotals} from '../../source/core/fleet.ts';
import {type HostFigure, pendingHosts} from '../../source/core/hosts/host.ts';
import {forecastLimits} from '../../source/core/limits-forecast.ts';
import type {MonitorState} from '../../source/store.ts';
import {headerLines} from '../../source/ui/header-lines.ts';
import {screenOptions} from '../../source/ui/options.ts';
import {fakeFleet, fakeState, fakeTotals, noon} from '../support/fake-fleet.ts';

const options = screenOptions({...defaultConfig, figures: '2025'}, {}, false);
const dayBudget: BudgetFigure = {
	id: 'day 2026-11-22',
	kind: 'day',
	name: '2026-11-22',
	limitUsd: 10,
	spentUsd: 5,
	hasUnpriced: false,
	share: 0.5,
	state: 'below',
};
const state = fakeState(fakeFleet(), fakeTotals);

describe('the first line', () => {
	test('counts by state, today, the documented days and rates', () => {
		const [first] = headerLines(state, 170, options);
		expect(first).toContain('ccmon  5 sessions · 1 waiting · 1 busy · 1 shell · 2 idle');
		expect(first).toContain('today $3.42 API-equivalent');
		expect(first).toContain('docs avg $6/day');
		expect(first).toContain('$1.20/h');
		expect(first).toContain('78k tok/min of 200k–300k');
	});

	test('uses the edition of the figures and the team size that were chosen', () => {
		const chosen = screenOptions({...defaultConfig, figures: '2026-08', teamSize: 30}, {}, false);
		const [first] = headerLines(state, 160, chosen);
		expect(first).toContain('docs avg $13/day');
		expect(first).toContain('tok/min of 50k–75k');
	});

	test('the narrowest still says how many, who waits, and what today cost', () => {
		const [first] = headerLines(state, 40, options);
		expect(first).toMatch(/^5 sessions · 1 waiting +today \$3\.42 API$/);
	});

	test('only on a plan dollars are not a bill, at every width', () => {
		for (const width of [40, 60, 80, 120, 200]) {
			expect(headerLines(state, width, options)[0]).toMatch(/\$3\.42 API/);
			expect(headerLines({...state, limits: null}, width, options)[0]).not.toContain('API');
		}
	});

	test('what has no price is said: a lower bound, or no figure at all', () => {
		const first = (totals: Partial<FleetTotals>) =>
			headerLines(
				{...state, ready: true, totals: {...state.totals, unpricedModels: ['local'], ...totals}},
				170,
				options,
			)[0];
		expect(first({})).toMatch(/today ≥\$3\.42 .* ≥\$1\.20\/h/);
		expect(first({todayUsd: null, usdPerHour: null})).toMatch(/today \$\? .* \$\?\/h/);
	});

	test('what today cost is marked by its budget', () => {
		const marked = (share: BudgetFigure['state']) =>
			headerLines({...state, budgets: [{...dayBudget, state: share}]}, 40, options)[0];
		expect(marked('below')).toContain('today $3.42');
		expect(marked('near')).toContain('today !$3.42');
		expect(marked('exceeded')).toContain('today !!$3.42');
	});

	test('a lower bound and an unknown are shown as such', () => {
		const totals = {...state.totals, partial: true, usdPerHour: null};
		expect(headerLines({...state, totals}, 160, options)[0]).toMatch(/today ≥\$3\.42 .* –\/h/);
	});

	test('dollars of today that no price is known for are no zero', () => {
		const totals = {...state.totals, todayUsd: null, partial: true};
		expect(headerLines({...state, totals}, 160, options)[0]).toContain('today $? ');
		expect(headerLines({...state, totals, ready: false}, 160, options)[0]).toContain('today – ');
	});

	test('before the sessions were read it claims nothing about them', () => {
		const [first] = headerLines({...state, ready: false, sessions: new Map()}, 80, options);
		expect(first).toContain('reading…');
		expect(first).not.toContain('0 sessions');
	});

	test('a finished session is not a running one', () => {
		const finished = fakeFleet().map(session => ({...session, state: 'exited' as const}));
		expect(headerLines(fakeState(finished), 80, options)[0]).toContain('0 sessions');
	});

	test('says that it is frozen, since when, and the way out', () => {
		expect(headerLines(state, 120, options, true)[0]).toContain('frozen 12:00, z resumes');
	});
});

describe('the second line', () => {
	test('plan limits with their resets, and background use', () => {
		const [, second] = headerLines(state, 120, options);
		expect(second).toMatch(/5h ▕█+.?░+▏ 42%, resets 14:30 {2}7d 17%, resets Tue 14:00/);
		expect(second).toMatch(/background today \$0\.11 {2}while idle \$0\.03$/);
	});

	test('without limits nothing is drawn for them', () => {
		expect(headerLines({...state, limits: null}, 120, options)[1]).not.toMatch(/5h|7d/);
	});

	test('the policy, with the key that stops it, and that it was stopped', () => {
		const rules = {compactIdleAt: 80, projects: {}};
		const lines = (width: number, stopped: boolean) =>
			headerLines({...state, policy: {rules, stopped}}, width, options)[1];
		expect(lines(150, false)).toContain('⇣ auto-compact, A stops');
		expect(lines(150, true)).toContain('auto-compact stopped, A resumes');
		expect(headerLines(state, 140, options)[1]).not.toContain('auto-compact');
		for (const width of [40, 80, 100]) expect(stringWidth(lines(width, true))).toBe(width);
	});

	test('a limit that fills up before its reset says when', () => {
		const [forecast] = forecastLimits(state.limits, [], noon);
		const forecasts = [{...forecast!, account: '/home/ada/.claude', reachedAt: noon + 65 * 60_000}];
		expect(headerLines({...state, forecasts}, 120, options)[1]).toContain('!42%, full at 13:05, resets 14:30');
		expect(headerLines({...state, forecasts}, 40, options)[1]).toContain('5h !42% → 14:30');
	});

	test('a limit that is used up says when it resets, and not that it will be full', () => {
		const limits = {fiveHour: {usedPercentage: 100, resetsAt: noon + 3_600_000}, sevenDay: null};
		const forecasts = forecastLimits(limits, [], noon).map(forecast => ({...forecast, account: '/home/ada/.claude'}));
		expect(headerLines({...state, limits, forecasts}, 120, options)[1]).toMatch(/5h ▕█+▏ !100%, resets 13:00 /);
	});

	test('of several accounts it names the one it shows', () => {
		const [forecast] = forecastLimits(state.limits, [], noon);
		const of = (account: string, usedPercentage: number) => ({...forecast!, account, usedPercentage});
		const forecasts = [of('/home/ada/.claude-work', 42), of('/home/ada/.claude', 10)];
		const home = {...options, home: '/home/ada'};
		expect(headerLines({...state, forecasts}, 160, home)[1]).toMatch(/^~\/\.claude-work {2}5h ▕/);
		expect(headerLines({...state, forecasts: forecasts.slice(0, 1)}, 160, home)[1]).toMatch(/^5h ▕/);
	});

	test('a limit that was reset since it was reported is not known', () => {
		const limits = {fiveHour: {usedPercentage: 90, resetsAt: noon - 3_600_000}, sevenDay: null};
		expect(headerLines({...state, limits}, 80, options)[1]).toContain('5h – (reset 11:00)');
	});

	test('budgets of day and month as gauges, and another once it is marked', () => {
		const month: BudgetFigure = {...dayBudget, id: 'm', kind: 'month', limitUsd: 250, spentUsd: 50, share: 0.2};
		const project: BudgetFigure = {...dayBudget, id: 'p', kind: 'project', name: '/srv/web', share: 1.2};
		const at = (width: number, budgets: BudgetFigure[]) =>
			headerLines({...state, limits: null, budgets}, width, options)[1];
		expect(at(120, [dayBudget, month])).toMatch(/day ▕█+.?░*│░*▏ 50% of \$10 {2}month ▕█+.?░*│░*▏ 20% of \$250/);
		expect(at(80, [dayBudget, month])).toContain('day 50% of $10');
		expect(at(120, [dayBudget, project])).not.toContain('/srv/web');
		expect(at(120, [{...project, state: 'exceeded'}])).toMatch(/\/srv\/web this month ▕.*▏ !!120% of \$10/);
		expect(at(40, [{...dayBudget, state: 'near', share: 0.85}])).toContain('day !85% of $10');
	});

	test('a reset at another day names it', () => {
		const limits = {fiveHour: {usedPercentage: 99.7, resetsAt: noon + 26 * 3_600_000}, sevenDay: null};
		expect(headerLines({...state, limits}, 60, options)[1]).toContain('5h 99%, resets Mon 14:00');
	});
});

test.each([20, 40, 60, 80, 120, 200])('both lines are exactly %i cells', width => {
	for (const line of headerLines(state, width, options)) expect(stringWidth(line)).toBe(width);
});

test('with other machines the header says that it sums over them, whose day it is, and which is missing', () => {
	const [awaited] = pendingHosts(['box'], true).fleets(0);
	const figure = awaited!.figure;
	const lines = (hosts: readonly HostFigure[], rest: Partial<MonitorState> = {}, width = 160) =>
		headerLines(fakeState(fakeFleet(), {...fakeTotals, limits: null, hosts, ...rest}), width, options)[0];
	const connected = {...figure, state: 'connected'} as const;
	expect(lines([connected])).toMatch(/5 sessions on 2 machines .* today, all machines \$3\.42/);
	expect(lines([{...connected, sharesDays: false}])).toContain("today, by each machine's own day $3.42");
	expect(lines([figure])).toContain('box connecting…');
	expect(
		lines([
			{...figure, state: 'unreachable'},
			{...connected, name: 'build'},
		]),
	).toContain('box unreachable');
	expect(
		lines([
			{...figure, state: 'unreachable'},
			{...figure, name: 'b', state: 'incompatible'},
		]),
	).toContain('2 machines unreachable');
	// Asked for another machine alone.
	expect(lines([connected], {showsOwn: false})).toContain('on 1 machine ');
});
