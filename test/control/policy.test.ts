import {describe, expect, test} from 'vitest';
import {createPolicy, isDue} from '../../source/control/policy.ts';
import type {Outcome} from '../../source/core/action-log.ts';
import {policyBadge, policyPercent} from '../../source/core/policy-rules.ts';
import type {Session} from '../../source/core/session.ts';
import {fakeSession, noon} from '../support/fake-fleet.ts';

const policy = {compactIdleAt: 80, projects: {}};
/** 170k of a threshold of 190k is 89 %. */
const due = (more: Parameters<typeof fakeSession>[0] = {}) =>
	fakeSession({
		context: {tokens: 170_000},
		cache: {expiresAt: noon + 120_000, ttl: '5m'},
		stateSince: noon - 61_000,
		...more,
	});

test('a project’s own figure wins, the innermost folder first', () => {
	const projects = {'/home/ada/work': 50, '/home/ada/work/web': null};
	expect(policyPercent({compactIdleAt: 80, projects}, '/home/ada/work/web/app')).toBeNull();
	expect(policyPercent({compactIdleAt: 80, projects}, '/home/ada/work/api')).toBe(50);
	expect(policyPercent({compactIdleAt: 80, projects}, '/home/ada/worker')).toBe(80);
	expect(policyPercent({compactIdleAt: null, projects: {}}, null)).toBeNull();
});

describe('a session is due', () => {
	test('when it is idle, full enough, and its cache is warm', () => {
		expect(isDue(policy, due(), noon)).toBe(true);
		expect(isDue(policy, due({context: {tokens: 170_000, idleCompactionAt: noon + 181_000}}), noon)).toBe(true);
	});

	test.each<[string, Session]>([
		['busy', due({state: 'busy'})],
		['waiting', due({state: 'waiting'})],
		['idle for less than a minute', due({stateSince: noon - 59_000})],
		['not full enough', due({context: {tokens: 150_000}})],
		['cold', due({cache: {expiresAt: noon - 1, ttl: '5m'}})],
		['about to be cold', due({cache: {expiresAt: noon + 20_000, ttl: '5m'}})],
		['of unknown cache', due({cache: null})],
		['out of reach', due({control: null})],
		['about to be compacted by Claude Code', due({context: {tokens: 170_000, idleCompactionAt: noon + 179_000}})],
		['left by Claude Code, which had its time', due({context: {tokens: 170_000, idleCompactionAt: noon - 1}})],
		['without a threshold', due({context: {tokens: 170_000, thresholdTokens: null}})],
	])('not when it is %s', (_, session) => {
		expect(isDue(policy, session, noon)).toBe(false);
	});

	test('never, when the policy is off', () => {
		expect(isDue({compactIdleAt: null, projects: {}}, due(), noon)).toBe(false);
	});
});

describe('the badge', () => {
	const state = {rules: policy, stopped: false};

	test('is the per cent that holds for the session', () => {
		expect(policyBadge(state, due())).toBe(80);
		const none = {'/': null};
		expect(policyBadge({...state, rules: {compactIdleAt: 80, projects: none}}, due({cwd: '/srv/web'}))).toBeNull();
	});

	test.each([
		['no policy is configured', null, due()],
		['it was stopped', {...state, stopped: true}, due()],
		['the session has ended', state, due({state: 'exited'})],
		['Claude Code has no threshold here', state, due({context: {autoCompact: false, thresholdTokens: null}})],
	])('is not there when %s', (_, policyState, session) => {
		expect(policyBadge(policyState, session)).toBeNull();
	});
});

describe('the runner', () => {
	function setUp(word: Outcome['outcome'] = 'done') {
		let now = noon;
		let session = due({cache: {expiresAt: noon + 3_600_000, ttl: '1h'}});
		const compacted: number[] = [];
		const runner = createPolicy({
			policy,
			sessions: () => [session],
			now: () => now,
			async compact() {
				compacted.push(now);
				const before = {sessionId: 's', contextTokens: null, totalUsd: null};
				return {outcome: word, reason: null, before, after: null};
			},
		});
		return {
			compacted,
			runner,
			async look(atMs: number, change: Parameters<typeof fakeSession>[0] = {}) {
				now = noon + atMs;
				session = due({cache: {expiresAt: noon + 3_600_000, ttl: '1h'}, ...change});
				runner.look();
				await Promise.resolve();
			},
		};
	}

	test('compacts a due session once', async () => {
		const {look, compacted} = setUp();
		await look(0);
		await look(1000);
		await look(700_000);
		expect(compacted).toEqual([noon]);
	});

	test('again when it has filled again', async () => {
		const {look, compacted} = setUp();
		await look(0);
		await look(1_000_000, {context: {tokens: 180_000}});
		expect(compacted).toHaveLength(2);
	});

	test('after a refusal, ten minutes later', async () => {
		const {look, compacted} = setUp('refused');
		await look(0);
		await look(599_000);
		expect(compacted).toHaveLength(1);
		await look(601_000);
		expect(compacted).toHaveLength(2);
	});

	test('one key stops it', async () => {
		const {look, compacted, runner} = setUp();
		runner.toggle();
		await look(0);
		expect([compacted, runner.isStopped()]).toEqual([[], true]);
		runner.toggle();
		await look(0);
		expect(compacted).toHaveLength(1);
	});
});
