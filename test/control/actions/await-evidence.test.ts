/** What an action comes to: done on evidence, `sent` without it, and figures of before and after. */
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {
	type EvidenceDependencies,
	type Submitted,
	waitForEvidence,
	waitUntil,
} from '../../../source/control/actions/await-evidence.ts';
import type {Outcome} from '../../../source/core/action-log.ts';
import type {CompactionFigure, Session} from '../../../source/core/session.ts';
import {fakeSession, noon} from '../../support/fake-fleet.ts';

beforeEach(() => void vi.useFakeTimers({now: noon}));
afterEach(() => void vi.useRealTimers());

const before = fakeSession({context: {tokens: 186_000}, cost: {totalUsd: 1, basis: 'telemetry'}});

const compaction: CompactionFigure = {
	...{id: 'c1', at: noon + 9000, trigger: 'manual', preTokens: 186_500, postTokens: 14_000, durationMs: 9000},
	...{costUsd: 0.04, paysOffAfterMessages: null, messagesSince: 0},
};

function watched(more: Partial<EvidenceDependencies> = {}) {
	const observers = new Set<() => void>();
	let session: Session | null = before;
	const deps: EvidenceDependencies = {
		current: () => session,
		observe: (_key, onChange) => {
			observers.add(onChange);
			return () => observers.delete(onChange);
		},
		freshStatus: () => null,
		now: Date.now,
		sleep: ms => vi.advanceTimersByTimeAsync(ms).then(() => undefined),
		...more,
	};
	const change = (next: Session | null) => {
		session = next;
		for (const observer of observers) observer();
	};
	return {deps, observers, change};
}

const submitted = (fields: Partial<Submitted> = {}): Submitted => ({
	...{action: 'compact', text: '/compact ', before, enteredAt: noon, opened: false},
	...{wasBusy: false, note: null, onSettled: undefined},
	...fields,
});

/** The outcome, once so much time has passed; null: not yet. */
async function outcomeAfter(ms: number, waiting: Promise<Outcome>): Promise<Outcome | null> {
	let outcome: Outcome | null = null;
	void waiting.then(value => {
		outcome = value;
	});
	await vi.advanceTimersByTimeAsync(ms);
	return outcome;
}

describe('evidence', () => {
	test('that is already there is taken at once, and nothing is watched any longer', async () => {
		const {deps, observers, change} = watched();
		change({...before, compactions: [compaction], context: {...before.context, tokens: 14_200}});
		expect(await outcomeAfter(0, waitForEvidence(submitted(), deps))).toMatchObject({outcome: 'done', reason: null});
		expect(observers.size).toBe(0);
		expect(vi.getTimerCount()).toBe(0);
	});

	test('of a compaction has the compaction’s own tokens and dollars', async () => {
		const {deps, change} = watched();
		const waiting = waitForEvidence(submitted(), deps);
		change({...before, compactions: [compaction], context: {...before.context, tokens: 20_000}});
		expect(await outcomeAfter(0, waiting)).toEqual({
			...{outcome: 'done', reason: null, costUsd: 0.04},
			before: {sessionId: before.sessionId, contextTokens: 186_500, totalUsd: 1},
			after: {sessionId: before.sessionId, contextTokens: 14_000, totalUsd: 1},
		});
	});

	test('of a compaction waits up to three seconds for its price, which telemetry reports later', async () => {
		const {deps, change} = watched();
		const unpriced = {...compaction, costUsd: null};
		const waiting = waitForEvidence(submitted(), deps);
		change({...before, compactions: [unpriced]});
		expect(await outcomeAfter(2900, waiting)).toBeNull();
		change({...before, compactions: [compaction]});
		expect(await outcomeAfter(0, waiting)).toMatchObject({outcome: 'done', costUsd: 0.04});

		const other = watched();
		other.change({...before, compactions: [unpriced]});
		expect(await outcomeAfter(3000, waitForEvidence(submitted(), other.deps))).toMatchObject({
			outcome: 'done',
			costUsd: null,
		});
	});

	test('of a compaction is not kept waiting for a price that nobody will report', async () => {
		const {deps, change} = watched();
		const estimated = fakeSession({cost: {basis: 'estimated'}});
		change({...estimated, compactions: [{...compaction, costUsd: null}]});
		expect(await outcomeAfter(0, waitForEvidence(submitted({before: estimated}), deps))).toMatchObject({
			outcome: 'done',
		});
	});

	test('that does not come in 90 s leaves the outcome at "sent", with a note', async () => {
		const {deps, observers} = watched();
		const waiting = waitForEvidence(submitted({note: 'its draft is still stashed'}), deps);
		expect(await outcomeAfter(89_999, waiting)).toBeNull();
		expect(await outcomeAfter(1, waiting)).toMatchObject({
			outcome: 'sent',
			reason: 'not confirmed after 90 s; its draft is still stashed',
		});
		expect(observers.size).toBe(0);
	});

	test('is not waited for after the person gave up', async () => {
		const giveUp = new AbortController();
		const {deps} = watched({signal: giveUp.signal});
		const waiting = waitForEvidence(submitted(), deps);
		expect(await outcomeAfter(5000, waiting)).toBeNull();
		giveUp.abort();
		expect(await outcomeAfter(0, waiting)).toMatchObject({outcome: 'sent', reason: 'not waited for'});
	});

	test('is the session’s end if it ended', async () => {
		const {deps, change} = watched();
		const waiting = waitForEvidence(submitted(), deps);
		change(null);
		expect(await outcomeAfter(0, waiting)).toMatchObject({
			outcome: 'failed',
			reason: 'the session ended first',
			after: null,
		});
	});
});

describe('a queued action', () => {
	const queued = (onSettled?: (outcome: Outcome) => void) =>
		submitted({action: 'prompt', text: 'run the tests', wasBusy: true, onSettled});
	const busy = {...before, state: 'busy'} as const;

	test('returns "queued" at once, and is settled when its prompt is in the transcript', async () => {
		const {deps, change} = watched();
		change(busy);
		const settled: Outcome[] = [];
		const waiting = waitForEvidence(
			queued(outcome => settled.push(outcome)),
			deps,
		);
		expect(await outcomeAfter(0, waiting)).toMatchObject({outcome: 'queued', reason: null, after: null});
		await vi.advanceTimersByTimeAsync(30 * 60_000);
		expect(settled).toEqual([]);
		change({...busy, lastPrompt: {at: noon + 30 * 60_000, text: 'run the tests', count: 3}});
		await vi.advanceTimersByTimeAsync(0);
		expect(settled).toMatchObject([{outcome: 'done'}]);
	});

	test('times out when the session has been idle for 90 s without a sign of it', async () => {
		const {deps, change} = watched();
		change(busy);
		const settled: Outcome[] = [];
		await outcomeAfter(
			60_000,
			waitForEvidence(
				queued(outcome => settled.push(outcome)),
				deps,
			),
		);
		change({...before, state: 'idle', stateSince: noon + 60_000});
		await vi.advanceTimersByTimeAsync(89_000);
		expect(settled).toEqual([]);
		await vi.advanceTimersByTimeAsync(3000);
		expect(settled).toMatchObject([{outcome: 'sent', reason: 'not confirmed after 90 s'}]);
	});

	test('times out after an hour of work', async () => {
		const {deps, change, observers} = watched();
		change(busy);
		const settled: Outcome[] = [];
		await outcomeAfter(
			3_599_999,
			waitForEvidence(
				queued(outcome => settled.push(outcome)),
				deps,
			),
		);
		expect(settled).toEqual([]);
		await vi.advanceTimersByTimeAsync(1);
		expect(settled).toMatchObject([{outcome: 'sent'}]);
		expect(observers.size).toBe(0);
	});
});

describe('what the process table or the registry shows', () => {
	test('is done as soon as it holds', async () => {
		const {deps} = watched();
		const ended = waitUntil('end', before, deps, () => Date.now() >= noon + 3000);
		expect(await ended).toMatchObject({outcome: 'done', reason: null});
		expect(Date.now() - noon).toBe(3000);
	});

	test.each([
		['end', 'it still runs after 10 s'],
		['interrupt', 'it is still busy after 10 s'],
	] as const)('is reported when "%s" did not bring it about', async (type, reason) => {
		const {deps} = watched();
		expect(await waitUntil(type, before, deps, () => false)).toMatchObject({outcome: 'sent', reason});
		expect(Date.now() - noon).toBe(10_000);
	});
});
