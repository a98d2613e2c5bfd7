import {env} from 'node:process';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import type {Ledger} from '../../source/core/ledger.ts';
import {
	compaction,
	fromTelemetry,
	ledgerOf,
	noon,
	process,
	prompt,
	request,
	sessionOf,
	turnUsage,
} from '../support/events.ts';
import {createReceived} from '../support/received.ts';
import {steps} from '../support/spending-steps.ts';
import {simulate} from '../support/spending-world.ts';

test('the context is the last main request’s, or what a compaction left', () => {
	const subagent = request({n: 2, purpose: 'subagent', agentId: 'a', usage: {...turnUsage, inputTokens: 99_999}});
	expect(sessionOf([request({n: 1}), subagent]).context.tokens).toBe(13_892);
	const session = sessionOf([request({n: 1}), compaction({n: 2})]);
	expect(session.context.tokens).toBe(14_000);
	expect(session.contextHistory).toEqual([13_892, 14_000]);
	expect(sessionOf([request({n: 1, lastIterationTokens: 9000})]).context.tokens).toBe(9000);
});

test('shows what a compaction cost and when it has paid for itself', () => {
	const session = sessionOf([
		request({n: 1, model: 'claude-opus-4-5'}),
		fromTelemetry({n: 2, purpose: 'compaction', costUsd: 0.1}),
		fromTelemetry({n: 3, purpose: 'compaction', costUsd: 0.1}),
		compaction({n: 4}),
		request({n: 5, model: 'claude-opus-4-5'}),
	]);
	// 172,000 tokens less to read at $0.50 a million: 8.6 cents a message against 20.
	expect(session.compactions).toMatchObject([{trigger: 'manual', paysOffAfterMessages: 3, messagesSince: 1}]);
	expect(session.compactions[0]?.costUsd).toBeCloseTo(0.2, 10);
	expect(session.cost.compactionUsd).toBeCloseTo(0.2, 10);
});

test.each(['before', 'after'])('a prompt keeps its text when telemetry reports it %s the transcript', order => {
	const events = [prompt({n: 1, id: 'telemetry:1', text: null}), prompt({n: 1})];
	const session = sessionOf(order === 'before' ? events : events.toReversed());
	expect(session.lastPrompt).toEqual({at: noon + 1000, text: 'do 1', count: 1});
});

test('idle use is between an answer and the next prompt', () => {
	const suggestion = (n: number) =>
		fromTelemetry({n, purpose: 'background', cause: 'prompt_suggestion', durationMs: 100});
	const title = fromTelemetry({n: 11, purpose: 'background', cause: 'generate_session_title', durationMs: 900});
	const session = sessionOf([
		prompt({n: 10}),
		title,
		request({n: 12}),
		suggestion(15),
		request({n: 20}),
		suggestion(30),
		prompt({n: 40}),
		suggestion(41),
		request({n: 45}),
	]);
	// The first suggestion stands between two requests of one turn, the last before the answer.
	expect(session.background).toMatchObject([
		{cause: 'prompt_suggestion', requests: 3, idleRequests: 1},
		{cause: 'generate_session_title', requests: 1, idleRequests: 0},
	]);
});

test('a compaction’s cost is unknown without telemetry, and zero without a compaction', () => {
	expect(sessionOf([request({n: 1}), compaction({n: 2})]).cost).toMatchObject({
		basis: 'estimated',
		compactionUsd: null,
	});
	expect(sessionOf([request({n: 1})]).cost).toMatchObject({basis: 'estimated', compactionUsd: 0});
});

test('a cold cache is a miss, a compaction is not', () => {
	const long = (n: number, read: number, written: number) =>
		request({
			n,
			model: 'claude-opus-4-5',
			usage: {...turnUsage, cacheReadInputTokens: read, cacheCreation5mInputTokens: written},
		});
	const session = sessionOf([
		long(1, 0, 100_000),
		long(2, 100_000, 1000),
		long(500, 0, 101_000),
		compaction({n: 501}),
		long(502, 0, 14_000),
	]);
	expect(session.drivers.cacheMisses).toBe(1);
	// 101,000 tokens written at $6.25 instead of read at $0.50 a million.
	expect(session.drivers.cacheMissUsd).toBeCloseTo(0.58075, 5);
});

test('/clear moves the process to a new conversation and leaves the old one finished', () => {
	const ledger = ledgerOf([process(), request({n: 1}), process({sessionId: 'two'})]);
	const sessions = [...ledger.sessions(noon + 600_000).values()];
	expect(sessions.map(({sessionId, state, requests}) => [sessionId, state, requests])).toEqual([
		['two', 'idle', 0],
		['one', 'exited', 1],
	]);
	expect(sessions[0]?.key).toBe('/home/dev/.claude#100');
});

test('a process that is gone leaves its conversation among today’s finished', () => {
	const ledger = ledgerOf([process(), request({n: 1})]);
	ledger.apply(
		{type: 'process.gone', configDir: '/home/dev/.claude', pid: 100, sessionId: 'one', at: noon + 5000},
		noon,
	);
	expect([...ledger.sessions(noon + 600_000).values()].map(({state}) => state)).toEqual(['exited']);
	expect(ledger.sessions(noon + 86_400_000).size).toBe(0);
});

test('a session at rest is the same object from batch to batch', () => {
	const ledger = ledgerOf([process(), request({n: 1}), process({pid: 101, sessionId: 'two'})]);
	const before = ledger.sessions(noon + 600_000);
	ledger.apply(request({n: 2, sessionId: 'two', at: noon + 600_500}), noon + 600_500);
	const after = ledger.sessions(noon + 600_600);
	expect(after.get('/home/dev/.claude#100')).toBe(before.get('/home/dev/.claude#100'));
	expect(after.get('/home/dev/.claude#101')).not.toBe(before.get('/home/dev/.claude#101'));
});

test('the cache expires by the kind of its last write', () => {
	expect(sessionOf([request({n: 1})]).cache).toEqual({expiresAt: noon + 301_000, ttl: '5m'});
	const hour = {...turnUsage, cacheCreation5mInputTokens: 0, cacheCreation1hInputTokens: 10};
	expect(sessionOf([request({n: 1, usage: hour})]).cache).toEqual({expiresAt: noon + 3_601_000, ttl: '1h'});
});

const script = fc.array(fc.constantFrom(...steps), {minLength: 1, maxLength: 10});
/** One test in two lies around midnight. */
const startAt = fc.constantFrom(noon, noon + 43_140_000);

/** Without the peaks, which are of what was looked at. */
function figuresOf(ledger: Ledger, now: number) {
	const sessions = [...ledger.sessions(now).values()].map(session => ({...session, peak: null}));
	return {sessions, totals: {...ledger.totals(now), peak: null}};
}

/** Batches that are lost are waited for, and do not come. */
const arrives = fc.array(fc.boolean(), {minLength: 20, maxLength: 20});
/** Between two looks, in ms. */
const pauses = fc.array(fc.integer({min: 1, max: 9000}), {minLength: 20, maxLength: 20});

test('cached figures equal those of a ledger that is asked for the first time', () => {
	fc.assert(
		fc.property(script, fc.nat({max: 1e6}), startAt, arrives, pauses, (happened, seed, start, arrives, pauses) => {
			const world = simulate(happened, seed, start);
			const received = createReceived();
			const happenings = [
				...world.written.map(({at, event}) => ({at, events: () => [event]})),
				...world.sent
					.filter((_, index) => arrives[index % arrives.length])
					.map(({at, delivery}) => ({at, events: () => received.take([delivery])})),
			].sort((a, b) => a.at - b.at);
			let looks = 0;
			const kept = ledgerOf([]);
			const past: {event: SessionEvent; at: number}[] = [];
			for (const [index, {at, events}] of happenings.entries()) {
				for (const event of events()) {
					kept.apply(event, at);
					past.push({event, at});
				}
				const next = happenings[index + 1]?.at ?? at + 120_000;
				for (let now = at; now < next; now += pauses[looks++ % pauses.length]!) {
					const fresh = ledgerOf([]);
					for (const {event, at} of past) fresh.apply(event, at);
					expect(figuresOf(kept, now)).toEqual(figuresOf(fresh, now));
				}
			}
		}),
		// The same histories every time, but for somebody who looks for new ones: RUNS=5000.
		env.RUNS ? {numRuns: Number(env.RUNS)} : {numRuns: 40, seed: 1},
	);
});

test('a session is the same object until something of it changes', () => {
	const ledger = ledgerOf([request({n: 1}), request({n: 2, sessionId: 'two'})], noon);
	const look = (now: number) => {
		const sessions = ledger.sessions(now);
		return {one: sessions.get('one'), two: sessions.get('two')};
	};
	const first = look(noon + 5000);
	expect(first.one).toBeDefined();
	expect(look(noon + 5400)).toEqual(first);
	expect(look(noon + 5400).one).toBe(first.one);
	ledger.apply(request({n: 3, sessionId: 'two'}), noon + 5500);
	const second = look(noon + 5500);
	expect(second.one).toBe(first.one);
	expect(second.two).not.toBe(first.two);
});

test('what a total adds after midnight counts for today, though the conversation ended before', () => {
	const midnight = noon + 43_200_000;
	const ledger = ledgerOf([
		prompt({n: 43_190}),
		{
			...{type: 'reported', origin: 'statusline', sessionId: 'one', at: midnight + 30_000},
			...{totalCostUsd: 0.05, byModel: null},
		},
	]);
	expect(ledger.totals(midnight + 300_000).todayUsd).toBeCloseTo(0.05, 9);
});
