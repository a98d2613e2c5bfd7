import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {openPolicy} from '../../source/cli/policy.ts';
import type {Session} from '../../source/core/session.ts';
import type {Monitor} from '../../source/store.ts';
import {fakeSession, fakeStore, noon} from '../support/fake-fleet.ts';

beforeEach(() => void vi.useFakeTimers({now: noon}));
afterEach(() => void vi.useRealTimers());

/** 170k of a threshold of 190k, idle for an hour, its cache warm for another. */
const due = (name: string, fields: Partial<Session> = {}) =>
	fakeSession({
		...{
			name,
			context: {tokens: 170_000},
			cache: {expiresAt: noon + 3_600_000, ttl: '1h'},
			stateSince: noon - 3_600_000,
		},
		...fields,
	});

function open(rules: Parameters<typeof openPolicy>[0], ...sessions: Session[]) {
	const {store} = fakeStore(sessions);
	const shown: object[] = [];
	const problems: unknown[] = [];
	const monitor = {
		store,
		setPolicy: (state: object) => shown.push(state),
		emit: (event: unknown) => problems.push(event),
	};
	const compacted: string[] = [];
	const compact = vi.fn(async ({name}: Session) => {
		compacted.push(name);
		return {outcome: 'done'} as never;
	});
	const policy = openPolicy(rules, monitor as unknown as Monitor, Date.now, compact);
	return {policy, shown, compacted, compact, problems};
}
const rules = {compactIdleAt: 80, projects: {}};

test('without rules nothing is compacted, and there is no switch', async () => {
	const {policy, compacted, shown} = open({compactIdleAt: null, projects: {}}, due('a'));
	await vi.advanceTimersByTimeAsync(60_000);
	expect([policy.switch, compacted, shown]).toEqual([null, [], []]);
	policy.close();
});

test('a session that is due is compacted, one of another machine is left to the ccmon there', async () => {
	const {policy, compacted, shown} = open(rules, due('a'), due('far', {host: {name: 'box'} as never}));
	expect(shown).toEqual([{rules, stopped: false}]);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(compacted).toEqual(['a']);
	policy.close();
});

test('a project’s own rule is enough', async () => {
	const {policy, compacted} = open({compactIdleAt: null, projects: {'/home/ada/work/b': 80}}, due('a'), due('b'));
	await vi.advanceTimersByTimeAsync(60_000);
	expect(compacted).toEqual(['b']);
	policy.close();
});

test('does nothing while it is stopped, which the screen shows', async () => {
	const {policy, compacted, shown} = open(rules, due('a'));
	policy.switch!.toggle();
	expect(policy.switch!.isStopped()).toBe(true);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(compacted).toEqual([]);
	policy.switch!.toggle();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(compacted).toEqual(['a']);
	expect(shown.map(state => (state as {stopped: boolean}).stopped)).toEqual([false, true, false]);
	policy.close();
});

test('does nothing once it is closed', async () => {
	const {policy, compacted} = open(rules, due('a'));
	policy.close();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(compacted).toEqual([]);
});
