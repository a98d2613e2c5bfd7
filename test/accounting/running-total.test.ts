/** Conversations that go on from another one's history: with its total (`--fork-session`), or from 0 (/branch). */
import {expect, test} from 'vitest';
import type {ReportedTotal, SessionEvent} from '../../source/claude/events.ts';
import {fromTelemetry, ledgerOf, noon, request, sessionOf, turnUsd} from '../support/events.ts';

const now = noon + 600_000;

const total = (sessionId: string, n: number, totalCostUsd: number, fields: Partial<ReportedTotal> = {}) =>
	({
		...{type: 'reported', origin: 'cost-state', sessionId, at: noon + n * 1000, totalCostUsd, byModel: null},
		...fields,
	}) satisfies ReportedTotal;

const copy = (n: number) => request({n, sessionId: 'fork', copiedFrom: 'one'});
const own = (n: number) => request({n, sessionId: 'fork'});

const titleUsd = 0.005;
/** Two answers and a title, then the end of the process. */
const parent: SessionEvent[] = [
	...[request({n: 1}), request({n: 2})],
	total('one', 5, 2 * turnUsd + titleUsd, {totalStartedAt: noon}),
];

test('copies count for the conversation they name, whichever is read first', () => {
	for (const events of [
		[copy(1), copy(2), own(30), ...parent],
		[...parent, copy(1), copy(2), own(30)],
	]) {
		expect(sessionOf(events).requests).toBe(2);
		expect(sessionOf(events, 'fork')).toMatchObject({requests: 1, context: {tokens: 13_892}});
		expect(ledgerOf(events).totals(now).todayUsd).toBeCloseTo(3 * turnUsd + titleUsd, 9);
	}
});

test('a fork’s total starts with its parent’s, which is not its own spending', () => {
	const compactionUsd = 0.02;
	const end = total('fork', 60, 3 * turnUsd + titleUsd + compactionUsd, {totalStartedAt: noon});
	const fork = sessionOf([...parent, copy(1), copy(2), own(30), end], 'fork');
	expect(fork.cost).toMatchObject({basis: 'reported', partial: false});
	expect(fork.cost.totalUsd).toBeCloseTo(turnUsd + compactionUsd, 9);
});

test('the same goes for a status line’s total, which has no start', () => {
	const shown = total('fork', 60, 3 * turnUsd + titleUsd, {origin: 'statusline'});
	expect(sessionOf([...parent, copy(1), copy(2), own(30), shown], 'fork').cost.totalUsd).toBeCloseTo(turnUsd, 9);
});

test('a saved total repeated in .claude.json adds nothing', () => {
	const saved = parent.at(-1) as ReportedTotal;
	const repeated: ReportedTotal = {...saved, origin: 'claude.json', at: noon + 90_000};
	const {cost} = sessionOf([...parent, request({n: 30}), fromTelemetry({n: 30}), repeated]);
	expect(cost).toMatchObject({basis: 'reported', partial: false});
	expect(cost.totalUsd).toBeCloseTo(3 * turnUsd + titleUsd, 9);
});

test('a branch starts at 0', () => {
	const end = total('fork', 60, turnUsd + 0.01, {totalStartedAt: noon + 20_000});
	const shown = total('fork', 40, turnUsd + 0.01, {origin: 'statusline'});
	for (const report of [end, shown]) {
		const branch = sessionOf([...parent, copy(1), copy(2), own(30), report], 'fork');
		expect(branch.cost.totalUsd).toBeCloseTo(turnUsd + 0.01, 9);
	}
});

test('the total of a fork whose parent is unknown is ignored', () => {
	const end = total('fork', 60, 5, {totalStartedAt: noon - 90_000});
	const {cost} = sessionOf([copy(1), copy(2), own(30), end], 'fork');
	expect(cost).toMatchObject({basis: 'estimated', partial: true});
	expect(cost.totalUsd).toBeCloseTo(turnUsd, 9);
});

test('a fork has complete telemetry if its process has', () => {
	const {usage} = request({n: 30});
	const tokens = {inputTokens: usage.inputTokens, outputTokens: usage.outputTokens};
	const cache = {cacheReadTokens: usage.cacheReadInputTokens, cacheCreationTokens: usage.cacheCreation5mInputTokens};
	const events: SessionEvent[] = [
		...[copy(1), copy(2), own(30), fromTelemetry({n: 30, sessionId: 'fork'})],
		{
			...{type: 'metric', sessionId: 'fork', model: 'claude-opus-5-5', querySource: 'main'},
			...{at: noon + 31_000, costUsd: turnUsd, ...tokens, ...cache},
		},
		{type: 'telemetry.coverage', sessionId: 'fork', fromStart: false, lostEvents: 0, firstEventAt: noon + 20_000},
	];
	expect(sessionOf(events, 'fork').cost).toMatchObject({basis: 'telemetry', partial: false});
});

test('a conversation that continues after it was forked keeps its own spending', () => {
	const fork = [copy(1), copy(2), own(30), total('fork', 31, 3 * turnUsd + titleUsd, {totalStartedAt: noon})];
	const on = [request({n: 50}), total('one', 51, 3 * turnUsd + titleUsd, {totalStartedAt: noon})];
	for (const events of [
		[...parent, ...fork, ...on],
		[...on, ...fork, ...parent],
	]) {
		expect(sessionOf(events).cost.totalUsd).toBeCloseTo(3 * turnUsd + titleUsd, 9);
		expect(sessionOf(events, 'fork').cost.totalUsd).toBeCloseTo(turnUsd, 9);
	}
});

test('a total includes the answer whose line is before it, even if its event is dated later', () => {
	const line = request({n: 1});
	const event = fromTelemetry({n: 1, at: noon + 9000, durationMs: 8500});
	// Resumed since: the time of the line before is all that the total’s line says.
	const end = total('one', 2, turnUsd + titleUsd, {at: noon + 1000, totalStartedAt: noon - 3_600_000});
	for (const events of [
		[line, event, end],
		[end, event, line],
	]) {
		expect(sessionOf(events).cost.totalUsd).toBeCloseTo(turnUsd + titleUsd, 9);
	}
});

test('a conversation mistaken for the fork of its fork is corrected once its age is known', () => {
	const born = (sessionId: string, bornAt: number): SessionEvent => ({
		...{type: 'conversation.seen', sessionId, configDir: '/home/dev/.claude', bornAt},
	});
	const own = [request({n: 1}), request({n: 2}), total('one', 5, 2 * turnUsd + titleUsd, {totalStartedAt: noon})];
	const copies = [1, 2].map(n => request({n, sessionId: 'fork'}));
	// A copy of its transcript in another config folder is read first, which is younger than the fork.
	const events = [born('fork', 200), ...copies, born('one', 300), ...own, born('one', 100), ...own];
	const {cost} = sessionOf(events);
	expect(cost).toMatchObject({basis: 'reported', partial: false});
	expect(cost.totalUsd).toBeCloseTo(2 * turnUsd + titleUsd, 9);
});

test('a fork may continue the total of an older fork of the same conversation', () => {
	const born = (sessionId: string, bornAt: number): SessionEvent => ({
		...{type: 'conversation.seen', sessionId, configDir: '/home/dev/.claude', bornAt},
	});
	const shown = (sessionId: string, n: number, usd: number) => total(sessionId, n, usd, {origin: 'statusline'});
	const files = [
		[born('one', 100), request({n: 1}), shown('one', 2, turnUsd)],
		[born('a', 200), request({n: 1, sessionId: 'a'}), request({n: 20, sessionId: 'a'}), shown('a', 21, 2 * turnUsd)],
		[born('b', 300), request({n: 1, sessionId: 'b'}), request({n: 40, sessionId: 'b'}), shown('b', 41, 3 * turnUsd)],
	];
	for (const order of [
		[0, 1, 2],
		[2, 1, 0],
		[1, 2, 0],
		[2, 0, 1],
	]) {
		const events = order.flatMap(index => files[index]!);
		for (const sessionId of ['one', 'a', 'b']) {
			const {cost, requests} = sessionOf(events, sessionId);
			expect(requests).toBe(1);
			expect(cost.totalUsd).toBeCloseTo(turnUsd, 9);
		}
	}
});

test('an original keeps what it spent before, even if a fork once had the same total', () => {
	const compactionUsd = 0.02;
	const events = [
		...[request({n: 1}), total('one', 5, turnUsd, {totalStartedAt: noon})],
		...[copy(1), total('fork', 6, turnUsd, {totalStartedAt: noon})],
		total('one', 60, turnUsd + compactionUsd, {totalStartedAt: noon}),
	];
	expect(sessionOf(events).cost.totalUsd).toBeCloseTo(turnUsd + compactionUsd, 9);
	expect(ledgerOf(events).totals(now).todayUsd).toBeCloseTo(turnUsd + compactionUsd, 9);
});

test('a fork may continue any total that its original saved, also one between the lowest and the newest', () => {
	const saved = (n: number, usd: number, sessionId = 'one') => total(sessionId, n, usd, {totalStartedAt: noon});
	// Two processes were in it; the first to end left the middle one, which the fork began with and ended with.
	const original = [request({n: 1}), saved(2, turnUsd), request({n: 3}), request({n: 4})];
	const totals = [saved(5, 2 * turnUsd), saved(5, 3 * turnUsd)];
	const fork = [copy(1), copy(3), saved(5, 2 * turnUsd, 'fork')];
	for (const events of [
		[...original, ...totals, ...fork],
		[...fork, ...totals.toReversed(), ...original],
	])
		expect(sessionOf(events, 'fork').cost.totalUsd).toBe(null);
});

test('what a fork spent in addition to a total that its original reached later is a lower bound', () => {
	const saved = (n: number, usd: number, sessionId = 'one') => total(sessionId, n, usd, {totalStartedAt: noon});
	// It began with 3 turns and ended with 9 more; the original went on to 8.
	const events = [
		...[request({n: 1}), request({n: 2}), saved(5, 3 * turnUsd)],
		...[copy(1), copy(2), saved(7, 12 * turnUsd, 'fork')],
		...[request({n: 30}), saved(60, 8 * turnUsd)],
	];
	const {cost} = sessionOf(events, 'fork');
	expect(cost).toMatchObject({basis: 'reported', partial: true});
	expect(cost.totalUsd).toBeCloseTo(4 * turnUsd, 9);
	expect(sessionOf([...events.slice(0, 6)], 'fork').cost).toMatchObject({basis: 'reported', partial: false});
});
