import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type AccountEvent, createAccounts} from '../../source/accounting/accounts.ts';
import type {StoredConversation} from '../../source/accounting/stored-conversation.ts';
import type {RequestSeen} from '../../source/claude/events.ts';
import type {ToolCallsSeen} from '../../source/claude/tool-events.ts';
import {allTokens} from '../../source/claude/usage.ts';
import {fromTelemetry, ledgerOf, noon, request, sessionOf, turnUsage, turnUsd} from '../support/events.ts';

function withRecords(events: AccountEvent[]) {
	const accounts = createAccounts();
	for (const event of events) accounts.apply(event, noon + 600_000);
	return {conversation: accounts.conversation(events[0]!.sessionId, noon)};
}

test('a message counts once, with its largest output, however many lines repeat it', () => {
	const partial = {...turnUsage, outputTokens: 3};
	const session = sessionOf([
		request({n: 1, usage: partial}),
		request({n: 1, usage: partial}),
		request({n: 1}),
		request({n: 1, usage: partial}),
	]);
	expect(session.requests).toBe(1);
	expect(session.usage).toEqual(turnUsage);
	expect(session.cost.totalUsd).toBeCloseTo(turnUsd, 10);
});

test.each([
	['in their order', (lines: RequestSeen[]) => lines],
	['the last one first, as in a file that was read from its middle', (lines: RequestSeen[]) => lines.toReversed()],
])('of lines with as much output the last one’s model and usage hold: %s', (_, order) => {
	const hours = {...turnUsage, cacheCreation5mInputTokens: 0, cacheCreation1hInputTokens: 13_882};
	const minutes = {...turnUsage, cacheCreation5mInputTokens: 13_882, cacheCreation1hInputTokens: 0};
	const first = request({n: 1, at: noon, model: 'claude-opus-5-5', usage: minutes});
	const final = request({n: 1, at: noon + 2000, model: 'claude-haiku-5-5', usage: hours});
	const {conversation} = withRecords(order([first, final]));
	expect(conversation.records).toHaveLength(1);
	expect(conversation.records[0]).toMatchObject({...hours, at: noon, class: {model: 'claude-haiku-5-5'}});
});

test.each([
	['its own', {fallbackCostUsd: 0.05}, 0.05],
	['where it says none, the one before it', {}, 0.01],
])('of what the lines of an answer say that it cost, the final one’s holds: %s', (_, cost, wanted) => {
	const partial = request({n: 1, at: noon, model: 'claude-2.1', usage: {...turnUsage, outputTokens: 1}});
	const lines = [{...partial, fallbackCostUsd: 0.01}, request({n: 1, at: noon + 2000, model: 'claude-2.1', ...cost})];
	for (const order of [lines, lines.toReversed()]) expect(sessionOf(order).cost.totalUsd).toBe(wanted);
});

test('a fork’s copies count where they were first seen, but set its context', () => {
	const events = [request({n: 1}), request({n: 1, sessionId: 'fork'}), request({n: 2, sessionId: 'fork'})];
	expect(sessionOf(events).requests).toBe(1);
	const fork = sessionOf(events.slice(0, 2), 'fork');
	expect(fork.requests).toBe(0);
	expect(fork.context.tokens).toBe(13_892);
	expect(ledgerOf(events).totals(noon + 600_000).todayUsd).toBeCloseTo(2 * turnUsd, 10);
});

test('telemetry decides which of two conversations a request belongs to', () => {
	const events = [request({n: 1, sessionId: 'fork'}), request({n: 1}), fromTelemetry({n: 1})];
	expect(sessionOf(events).requests).toBe(1);
	expect(sessionOf(events, 'fork').requests).toBe(0);
});

test('a request seen by transcript and telemetry counts once, in either order', () => {
	for (const events of [
		[request({n: 1}), fromTelemetry({n: 1})],
		[fromTelemetry({n: 1}), request({n: 1})],
	]) {
		const session = sessionOf(events);
		expect(session.requests).toBe(1);
		expect(allTokens(session.usage)).toBe(13_922);
		expect(session.cost.totalUsd).toBeCloseTo(turnUsd, 10);
	}
});

test('an answer being written counts with its estimate until its final count is reported, smaller or not', () => {
	const headless = (outputTokens: number, fields: Partial<RequestSeen> = {}) =>
		request({n: 1, origin: 'headless', requestId: null, usage: {...turnUsage, outputTokens}, ...fields});
	const guess = headless(80, {outputEstimated: true});
	expect(sessionOf([headless(1), guess]).usage.outputTokens).toBe(80);
	expect(sessionOf([headless(1), guess, headless(30)]).usage).toEqual(turnUsage);
	// What was reported is never replaced by less.
	expect(sessionOf([headless(30), headless(1)]).usage).toEqual(turnUsage);
	expect(sessionOf([headless(1), headless(20, {outputEstimated: true}), request({n: 1})]).usage).toEqual(turnUsage);
});

test('telemetry matches a request by id, no matter which of its lines has the id', () => {
	const first = request({n: 1, origin: 'headless', requestId: null});
	// The transcript's line has the id, and nothing else that is new.
	const session = sessionOf([first, request({n: 1}), fromTelemetry({n: 1})]);
	expect(session.requests).toBe(1);
	expect(session.usage).toEqual(turnUsage);
});

test('the figures do not depend on the order of arrival', () => {
	const events: RequestSeen[] = [
		request({n: 1, usage: {...turnUsage, outputTokens: 1}}),
		request({n: 1}),
		fromTelemetry({n: 1}),
		request({n: 2, requestId: null}),
		request({n: 3, purpose: 'subagent', agentId: 'a1'}),
		fromTelemetry({n: 3, purpose: 'subagent'}),
		fromTelemetry({
			n: 4,
			purpose: 'background',
			cause: 'generate_session_title',
			usage: {...turnUsage, outputTokens: 5},
		}),
		request({n: 5, model: 'claude-opus-9'}),
	];
	const figures = (order: RequestSeen[]) => {
		const {usage, requests, cost, background, subagents} = sessionOf(order);
		const cents = (usd: number | null) => usd && Math.round(usd * 1e9);
		return {
			usage,
			requests,
			usd: Object.values(cost).map(value => (typeof value === 'number' ? cents(value) : value)),
			background: background.map(({cause, requests: count}) => [cause, count]),
			subagents: subagents.map(({agentId, requests: count}) => [agentId, count]),
		};
	};
	const expected = figures(events);
	expect(expected.requests).toBe(5);
	fc.assert(
		fc.property(fc.shuffledSubarray(events, {minLength: events.length}), order => {
			expect(figures(order)).toEqual(expected);
		}),
	);
});

test('messages with the same request id from a gateway stay apart', () => {
	const other = {...turnUsage, inputTokens: 9};
	const session = sessionOf([request({n: 1, requestId: 'same'}), request({n: 2, requestId: 'same', usage: other})]);
	expect(session.requests).toBe(2);
	expect(session.usage.inputTokens).toBe(7 + 9);
});

test('a request stays with the first conversation that names it', () => {
	const events = [request({n: 1}), fromTelemetry({n: 1}), fromTelemetry({n: 1, sessionId: 'two'})];
	expect(sessionOf(events).requests).toBe(1);
	expect(sessionOf([...events, request({n: 2, sessionId: 'two'})], 'two').requests).toBe(1);
});

test('a part of a request adds its tokens, but no request, to the rate', () => {
	const now = noon + 30_000;
	const events = [request({n: 1}), request({n: 1, messageId: 'msg_1/advice', requestId: null, isPart: true})];
	expect(sessionOf(events, 'one', now)).toMatchObject({requests: 1, requestsPerMinute: 1, tokensPerMinute: 2 * 2814});
});

describe('what a transcript’s answer called', () => {
	const calls = (messageId: string | null, requestId: string | null): ToolCallsSeen => ({
		...{type: 'tool.calls', sessionId: 'one', messageId, requestId, agentId: null},
		tools: [{tool: 'Bash', calls: 1, resultBytes: 10}],
	});
	/** By message; the request of the second answer was read last. */
	function toolsAfter(event: AccountEvent) {
		const accounts = createAccounts();
		for (const seen of [request({n: 1}), request({n: 2}), event]) accounts.apply(seen, noon);
		return accounts.conversation('one', noon).records.map(({tools}) => tools?.count);
	}

	test('belongs to its request even if another one was read since', () => {
		expect(toolsAfter(calls('msg_2', 'req_2'))).toEqual([0, 1]);
		expect(toolsAfter(calls('msg_1', 'req_1'))).toEqual([1, 0]);
	});

	test('without a request id belongs to the request with its prompt and time', () => {
		const usage = (inputTokens: number, outputTokens = 30) => ({...turnUsage, inputTokens, outputTokens});
		/** The same message id for each, as some gateways have it, or none; the last was read last. */
		const toolsOfThree = (messageId: string | null, fields: Partial<ToolCallsSeen>) => {
			const accounts = createAccounts();
			for (const n of [1, 2, 3])
				accounts.apply(request({n, messageId, requestId: null, at: noon + n * 60_000, usage: usage(n)}), noon);
			// Of another subagent, so that the one read last is not the one meant.
			accounts.apply({...calls(messageId, null), agentId: 'a1', ...fields}, noon);
			return accounts.conversation('one', noon).records.map(({tools}) => tools?.count);
		};
		// More of its output was written than when it was read first.
		expect(toolsOfThree('relay', {usage: usage(2, 7), at: noon + 2 * 60_000})).toEqual([0, 1, 0]);
		expect(toolsOfThree(null, {usage: usage(2), at: noon + 2 * 60_000})).toEqual([0, 1, 0]);
		expect(toolsOfThree('relay', {usage: usage(2), at: noon + 4 * 60_000})).toEqual([0, 0, 0]);
		expect(toolsOfThree('relay', {usage: usage(4), at: noon + 2 * 60_000})).toEqual([0, 0, 0]);
		expect(toolsOfThree('relay', {})).toEqual([0, 0, 0]);
	});

	test('belongs to none if the ids are ambiguous', () => {
		expect(toolsAfter(calls('msg_1', null))).toEqual([0, 0]);
		expect(toolsAfter(calls('msg_9', 'req_1'))).toEqual([0, 0]);
	});
});

test('closing a conversation takes it out of the fleet’s minutes, loading puts it back', () => {
	const stored: StoredConversation[] = [];
	const accounts = createAccounts({load: () => stored.pop() ?? null});
	accounts.apply(request({n: 1}), noon);
	accounts.apply(request({n: 2, sessionId: 'two'}), noon);
	const minute = noon / 60_000;
	expect(accounts.book.minutes.list()).toEqual([minute, 2 * 2814, 2]);
	const one = accounts.conversation('one', noon);
	const {facts, records} = one;
	accounts.close([one]);
	expect(accounts.book.minutes.list()).toEqual([minute, 2814, 1]);
	stored.push({row: 1, facts, records, totals: [], parents: [], lastCopyAt: 0, relatives: []});
	accounts.conversation('one', noon);
	expect(accounts.book.minutes.list()).toEqual([minute, 2 * 2814, 2]);
	// The dollars of the last hour never left.
	expect(accounts.book.usdPerHour(noon + 5000)).toBeCloseTo(2 * turnUsd, 9);
});

test('an unknown model is named but not priced', () => {
	const session = sessionOf([request({n: 1}), request({n: 2, model: 'claude-opus-9'})]);
	expect(session.cost.unpricedModels).toEqual(['claude-opus-9']);
	expect(session.cost.totalUsd).toBeCloseTo(turnUsd, 10);
	expect(session.cost.partial).toBe(true);
	expect(sessionOf([request({n: 2, model: 'claude-opus-9'})]).cost.totalUsd).toBeNull();
});

test('the rate counts the last minute, without cache reads', () => {
	const now = noon + 60_000;
	const events = [
		request({n: 1, at: now - 90_000}),
		request({n: 2, at: now - 30_000}),
		request({n: 3, at: now - 1000}),
	];
	expect(sessionOf(events, 'one', now).tokensPerMinute).toBe(2 * 2814);
	const ledger = ledgerOf(events, now);
	expect(ledger.totals(now).tokensPerMinute).toBe(2 * 2814);
	expect(ledger.totals(now).usdPerHour).toBeCloseTo(3 * turnUsd, 10);
});

test('without request ids the same tokens at the same time are the same request, in any order', () => {
	const usage = (outputTokens: number) => ({...turnUsage, outputTokens});
	const events = [
		request({n: 1, requestId: null, usage: usage(1)}),
		request({n: 1, requestId: null, usage: usage(31)}),
		fromTelemetry({n: 1, requestId: null, usage: usage(31), at: noon + 1800}),
		request({n: 2, requestId: null, usage: usage(32)}),
		fromTelemetry({n: 2, requestId: null, usage: usage(32)}),
		// The transcript is behind.
		fromTelemetry({n: 3, requestId: null, usage: usage(33)}),
		// Telemetry was not received.
		request({n: 4, requestId: null, usage: usage(34)}),
		// As many tokens, an hour later, by somebody else.
		fromTelemetry({n: 5, requestId: null, usage: usage(34), at: noon + 3_600_000}),
		fromTelemetry({n: 6, requestId: null, usage: usage(34), purpose: 'background', cause: 'generate_session_title'}),
	];
	const now = noon + 3_700_000;
	fc.assert(
		fc.property(fc.shuffledSubarray(events, {minLength: events.length}), order => {
			const {requests, usage: sum, cost, background} = sessionOf(order, 'one', now);
			expect(requests).toBe(6);
			expect(sum.outputTokens).toBe(31 + 32 + 33 + 3 * 34);
			expect(cost.totalUsd).toBeCloseTo(5 * turnUsd + costOf34, 9);
			expect(background).toMatchObject([{requests: 1}]);
		}),
	);
});

/** Not reported by telemetry, so by the price table: 34 × $20 and the rest of a turn. */
const costOf34 = turnUsd + (4 * 20) / 1e6;

test('a stored request is merged with its transcript line and its telemetry, whichever came first', () => {
	const stored = createAccounts();
	stored.apply(request({n: 1, requestId: null}), noon);
	const {records, facts} = stored.conversations.get('one')!;
	const load = (sessionId: string): StoredConversation | null =>
		sessionId === 'one'
			? {
					row: 1,
					facts: {...facts, bornAt: 1},
					records: [...records],
					totals: [],
					parents: [],
					lastCopyAt: 0,
					relatives: [],
				}
			: null;
	const event = fromTelemetry({n: 1, requestId: null, durationMs: 500});
	const copy = request({n: 1, requestId: null, sessionId: 'fork'});
	for (const [first, second] of [
		[copy, event],
		[event, copy],
	] as const) {
		records[0]!.inTelemetry = false;
		const accounts = createAccounts({load});
		accounts.apply({...born, sessionId: 'fork'}, noon);
		accounts.apply(first, noon);
		accounts.conversation('one', noon);
		accounts.apply(second, noon);
		expect(accounts.conversations.get('fork')!.records).toEqual([]);
		expect(accounts.conversations.get('one')!.records.map(({inTelemetry}) => inTelemetry)).toEqual([true]);
	}
});

const born = {type: 'conversation.seen', configDir: '/home/dev/.claude', bornAt: 2} as const;
