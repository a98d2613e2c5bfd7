import {expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {createLedger} from '../../../source/core/ledger.ts';
import type {Session} from '../../../source/core/session.ts';
import {startDemo} from '../../../source/live/demo/demo.ts';

const noon = Date.UTC(2026, 10, 22, 12);

/** A demo whose time moves only by `play`. */
function stage(seed = 1) {
	let now = noon;
	let next: {run: () => void; delayMs: number} | null = null;
	const events: SessionEvent[] = [];
	const ledger = createLedger({dayOf: at => new Date(at).toISOString().slice(0, 10)});
	const demo = startDemo({
		seed,
		clock: () => now,
		emit: event => {
			events.push(event);
			ledger.apply(event, now);
		},
		schedule: (run, delayMs) => {
			next = {run, delayMs};
			return () => {
				next = null;
			};
		},
	});
	return {
		events,
		delays: [] as number[],
		sessions: () => [...ledger.sessions(now).values()],
		totals: () => ledger.totals(now),
		limits: () => ledger.limits(),
		isWaitingForMore: () => next !== null,
		/** Its turn comes, and no time has passed. */
		moveAtOnce: () => next?.run(),
		play(moves: number) {
			for (let move = 0; move < moves && next; move++) {
				const {run, delayMs} = next;
				this.delays.push(delayMs);
				now += delayMs;
				run();
			}
		},
		close: () => demo.close(),
	};
}

const named = (sessions: Session[], name: string) => sessions.find(session => session.name.startsWith(name))!;

test('the first frame is rich: every state, a finished session, history, background, limits', () => {
	const {sessions, totals, limits} = stage();
	const all = sessions();
	expect(all.map(session => session.state).sort()).toEqual(
		['busy', 'busy', 'busy', 'exited', 'idle', 'idle', 'idle', 'shell', 'waiting'].sort(),
	);
	expect(named(all, 'docs')).toMatchObject({waitingFor: 'permission prompt'});
	expect(named(all, 'nightly')).toMatchObject({kind: 'bg', jobId: expect.stringMatching(/^[0-9a-f]{8}$/)});
	expect(named(all, '数据管道 🚀').contextHistory.length).toBeGreaterThan(20);
	expect(named(all, 'web').compactions).toMatchObject([{trigger: 'auto', messagesSince: 37}]);
	expect(named(all, 'api').background.map(row => row.cause)).toContain('prompt_suggestion');
	expect(limits()?.fiveHour?.usedPercentage).toBeCloseTo(71, 1);
	expect(totals().todayUsd).toBeGreaterThan(5);
	expect(totals().todayBackgroundUsd).toBeGreaterThan(0.01);
	expect(totals().todayIdleUsd).toBeGreaterThan(0);
});

test('every way of knowing a figure appears', () => {
	const all = stage().sessions();
	expect(named(all, 'api').cost).toMatchObject({basis: 'telemetry', partial: false});
	expect(named(all, 'nightly').cost).toMatchObject({basis: 'telemetry', partial: true});
	expect(named(all, 'legacy')).toMatchObject({provider: 'bedrock', context: {thresholdTokens: null}});
	expect(named(all, 'legacy').cost).toMatchObject({basis: 'reported', partial: false});
	expect(named(all, 'gateway').cost).toMatchObject({totalUsd: null, unpricedModels: ['house-model-2']});
	expect(named(all, 'release').cost).toMatchObject({basis: 'estimated', partial: true});
});

test('it moves every 0.3 to 1 s, some at work, never over a window, and the parts add up', () => {
	const demo = stage();
	const {length} = demo.events;
	demo.play(3000);
	expect(Math.min(...demo.delays)).toBeGreaterThanOrEqual(300);
	expect(Math.max(...demo.delays)).toBeLessThanOrEqual(1000);
	const later = demo.events.slice(length);
	for (const type of ['prompt', 'request', 'compaction', 'subagent', 'classifier', 'statusline', 'process.seen']) {
		expect(later.map(event => event.type)).toContain(type);
	}
	const sessions = demo.sessions();
	expect(sessions.filter(session => session.state === 'busy').length).toBeGreaterThan(0);
	for (const {cost, context} of sessions) {
		expect(context.fill ?? 0).toBeLessThan(1);
		const parts = [cost.mainUsd, cost.subagentUsd, cost.compactionUsd, cost.backgroundUsd];
		expect(parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)).toBeCloseTo(cost.totalUsd ?? 0, 6);
	}
});

test('the same seed is the same show, another is not', () => {
	const [one, two, other] = [stage(7), stage(7), stage(8)];
	for (const demo of [one, two, other]) demo.play(200);
	expect(one.events).toEqual(two.events);
	expect(one.events).not.toEqual(other.events);
});

test('no row of it could be a real process', () => {
	for (const session of stage().sessions()) expect(session.pid ?? Number.POSITIVE_INFINITY).toBeGreaterThan(2 ** 22);
});

test('closed, it is still', () => {
	const demo = stage();
	demo.play(3);
	demo.close();
	expect(demo.isWaitingForMore()).toBe(false);
});

test('nothing happens while no time passes, as for a picture of it', () => {
	const {sessions, events, moveAtOnce, isWaitingForMore} = stage();
	const before = sessions();
	const told = events.length;
	for (let move = 0; move < 20; move++) moveAtOnce();
	expect(events).toHaveLength(told);
	expect(sessions()).toEqual(before);
	expect(isWaitingForMore()).toBe(true);
});
