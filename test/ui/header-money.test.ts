/** The header's words for plan limits and budgets, where several could be meant. */
import {expect, test} from 'vitest';
import type {BudgetFigure} from '../../source/core/budget.ts';
import {defaultConfig} from '../../source/core/config/config.ts';
import {pendingHosts} from '../../source/core/hosts/host.ts';
import {forecastLimits} from '../../source/core/limits-forecast.ts';
import type {MonitorState} from '../../source/store.ts';
import {headerLines} from '../../source/ui/header-lines.ts';
import {screenOptions} from '../../source/ui/options.ts';
import {fakeFleet, fakeState, fakeTotals, noon} from '../support/fake-fleet.ts';

const options = {...screenOptions(defaultConfig, {}, false), home: '/home/ada'};
const state = fakeState(fakeFleet(), fakeTotals);
const lines = (rest: Partial<MonitorState>, width: number) => headerLines({...state, ...rest}, width, options);
const second = (rest: Partial<MonitorState>, width = 160) => lines(rest, width)[1] ?? '';

test('one limit is shown as itself, without a place for the other', () => {
	const {fiveHour, sevenDay} = state.limits!;
	expect(second({limits: {fiveHour, sevenDay: null}})).toMatch(/^5h ▕\S+▏ 42%, resets 14:30 {2,}background/);
	expect(second({limits: {fiveHour: null, sevenDay}})).toMatch(/^7d ▕\S+▏ 17%, resets Tue 14:00 {2,}background/);
});

test('when a limit will be full is said of the account that is shown, and of no other', () => {
	const [shown] = forecastLimits(state.limits, [], noon);
	const at = {account: '/home/ada/.claude', reachedAt: noon + 65 * 60_000};
	expect(second({forecasts: [{...shown!, ...at}]})).toContain('full at 13:05');
	// The same reset with another use, and the same use with another reset.
	for (const other of [{usedPercentage: 90}, {resetsAt: shown!.resetsAt + 60_000}])
		expect(second({forecasts: [{...shown!, ...at, ...other}]}), JSON.stringify(other)).not.toContain('full at');
});

test('of projects that are nearly spent the first is shown, and none that is not', () => {
	const project = (name: string, budgetState: BudgetFigure['state']): BudgetFigure => ({
		...{id: name, kind: 'project', name, limitUsd: 10, spentUsd: 9, hasUnpriced: false, share: 0.9},
		state: budgetState,
	});
	const budgets = [project('/srv/below', 'below'), project('/srv/web', 'near'), project('/srv/api', 'near')];
	const text = second({limits: null, budgets}, 200);
	expect(text).toMatch(/\/srv\/web this month ▕\S+▏ !90% of \$10/);
	expect(text).not.toMatch(/below|api/);
});

test('on a plan the dollars of all machines are what the API would have charged', () => {
	const {figure} = pendingHosts(['box'], true).fleets(0)[0]!;
	const hosts = [{...figure, state: 'connected' as const}];
	expect(lines({hosts}, 160)[0]).toContain('today, all machines $3.42 API');
	expect(lines({hosts, limits: null}, 160)[0]).not.toContain('API');
});
