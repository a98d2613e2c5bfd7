import {expect, test} from 'vitest';
import type {FleetTotals} from '../../../source/core/fleet.ts';
import {type HostFleet, type HostPlan, pendingHosts} from '../../../source/core/hosts/host.ts';
import {joinPlans, joinSessions, joinTotals} from '../../../source/core/hosts/join.ts';
import type {PlanLimits} from '../../../source/core/plan-limits.ts';
import {fakeSession, fakeTotals} from '../../support/fake-fleet.ts';

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

test('a machine that is counted elsewhere adds nothing, connected or not', () => {
	const box = {name: 'box', isMachine: true, isWhole: true};
	const same = (sameAs: typeof box, rest: Partial<HostFleet['figure']> = {}) => hostWith(totals, {sameAs, ...rest});
	expect(joinTotals(totals, [same(box), same(box, {state: 'unreachable'})])).toEqual(totals);
	// What it spent in further folders is missing.
	expect(joinTotals(totals, [same({...box, isWhole: false})])).toEqual({...totals, partial: true});
});

test('a session in a shared folder is listed by the machine that runs it', () => {
	const dev = {name: 'dev', lostAt: null, prices: null};
	const session = (key: string, sessionId: string, rest: Partial<ReturnType<typeof fakeSession>> = {}) =>
		fakeSession({key, sessionId, ...rest} as never);
	const own = [
		session('seen', 'a', {pid: null}),
		session('other', 'b', {pid: null}),
		// No other machine can hide what runs on this one.
		session('mine', 'a'),
		session('ended', 'a', {pid: null, state: 'exited'}),
		session('lan/seen', 'a', {pid: null, host: {...dev, name: 'lan'}}),
	];
	const running = session('dev/a', 'a', {host: dev});
	const joined = (sameAs: HostFleet['figure']['sameAs']) => {
		const fleet = {...hostWith(totals, {name: 'dev', sameAs}), sessions: new Map([[running.key, running]])};
		return [...joinSessions(new Map(own.map(one => [one.key, one])), [fleet]).keys()];
	};
	const relation = {isMachine: false, isWhole: true};
	expect(joined(null)).toEqual(['seen', 'other', 'mine', 'ended', 'lan/seen', 'dev/a']);
	expect(joined({name: 'local', ...relation})).toEqual(['other', 'mine', 'ended', 'lan/seen', 'dev/a']);
	expect(joined({name: 'lan', ...relation})).toEqual(['seen', 'other', 'mine', 'ended', 'dev/a']);
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
