import {expect, test} from 'vitest';
import type {FleetTotals} from '../../../source/core/fleet.ts';
import {type HostFleet, type HostPlan, pendingHosts} from '../../../source/core/hosts/host.ts';
import {joinPlans, joinTotals} from '../../../source/core/hosts/join.ts';
import type {PlanLimits} from '../../../source/core/plan-limits.ts';
import {fakeTotals} from '../../support/fake-fleet.ts';

const totals = fakeTotals.totals!;
const [awaited] = pendingHosts(['box'], true).fleets(0) as [HostFleet];
const hostWith = (given: FleetTotals | null, rest: Partial<HostFleet['figure']> = {}): HostFleet => ({
	...awaited,
	figure: {...awaited.figure, state: 'connected', totals: given, ...rest},
});

test('dollars, rates and what is not known are added up over all machines', () => {
	const sum = joinTotals(totals, [
		hostWith({...totals, todayUsd: 1, todayIdleUsd: null, basis: 'estimated', unpricedModels: ['a', 'b']}),
		hostWith({
			...{...totals, todayUsd: 0.5, tokensPerMinute: 1000, unpricedModels: ['b', 'c']},
			peak: {tokensPerMinute: 500_000, requestsPerMinute: 1},
		}),
	]);
	expect(sum).toEqual({
		todayUsd: 3.42 + 1 + 0.5,
		todayBackgroundUsd: 0.11 * 3,
		todayIdleUsd: 0.06,
		usdPerHour: 1.2 * 3,
		tokensPerMinute: 78_000 * 2 + 1000,
		requestsPerMinute: 9,
		peak: {tokensPerMinute: 500_000, requestsPerMinute: 6},
		basis: 'estimated',
		partial: false,
		unpricedModels: ['a', 'b', 'c'],
	});
});

test('keeps the dollars of a disconnected machine as a lower bound, but not its rates', () => {
	const sum = joinTotals(totals, [hostWith({...totals, todayUsd: 1}, {state: 'unreachable'})]);
	expect(sum).toMatchObject({todayUsd: 4.42, usdPerHour: 1.2, tokensPerMinute: 78_000, partial: true});
	expect(joinTotals(totals, [hostWith(null)])).toEqual({...totals, partial: true});
});

test('the limits of an account are the newest that any machine reported, and are never added', () => {
	const limits = (usedPercentage: number) => ({fiveHour: {usedPercentage, resetsAt: 9e12}, sevenDay: null});
	const own: PlanLimits = {account: '/home/ada/.claude', at: 100, limits: limits(40), samples: []};
	const there = (at: number, used: number, identity: string | null): HostPlan => ({
		...{account: 'box:/root/.claude', at, limits: limits(used), samples: [], identity},
	});
	const joined = (...plans: HostPlan[]) =>
		joinPlans([own], [{...awaited, plans}], () => 'abc').map(({account, limits: {fiveHour}}) => [
			account,
			fiveHour?.usedPercentage,
		]);
	expect(joined(there(200, 45, 'abc'))).toEqual([['/home/ada/.claude', 45]]);
	expect(joined(there(50, 30, 'abc'))).toEqual([['/home/ada/.claude', 40]]);
	expect(joined(there(200, 45, 'other'))).toEqual([
		['/home/ada/.claude', 40],
		['box:/root/.claude', 45],
	]);
	expect(joined(there(200, 45, null), there(300, 46, null))).toHaveLength(3);
});
