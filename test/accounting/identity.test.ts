/** Which lines and events are of one request: the rules of identity.ts, one after the other. */
import {describe, expect, test} from 'vitest';
import type {RequestSeen, SessionEvent} from '../../source/claude/events.ts';
import {fromTelemetry, ledgerOf, noon, request, sessionOf, turnUsage} from '../support/events.ts';

const gateway = (n: number, fields: Partial<RequestSeen> = {}) =>
	request({n, messageId: 'gen-1', requestId: null, ...fields});
const output = (outputTokens: number) => ({usage: {...turnUsage, outputTokens}});
const born = (sessionId: string, bornAt: number): SessionEvent => ({
	...{type: 'conversation.seen', sessionId, configDir: '/home/dev/.claude', bornAt},
});
const requestsOf = (events: readonly SessionEvent[], sessionId = 'one') => sessionOf(events, sessionId).requests;

/** The same in the other order. */
const bothWays = (events: readonly SessionEvent[]) => [events, events.toReversed()];

test('rule 1: message id and request id', () => {
	expect(requestsOf([request({n: 1}), request({n: 1})])).toBe(1);
	expect(requestsOf([request({n: 1}), request({n: 1, ...output(31)})])).toBe(1);
});

test('rule 2: another request id with equal usage is a copy, with other usage another request', () => {
	expect(requestsOf([request({n: 1}), request({n: 1, requestId: 'req_again'})])).toBe(1);
	expect(requestsOf([request({n: 1}), request({n: 1, requestId: 'req_other', ...output(31)})])).toBe(2);
});

test('rule 3: if one line has no request id, message id and prompt decide', () => {
	for (const events of bothWays([request({n: 1}), request({n: 1, requestId: null, ...output(31)})]))
		expect(requestsOf(events)).toBe(1);
	const otherPrompt = {usage: {...turnUsage, inputTokens: 8}};
	for (const events of bothWays([request({n: 1}), request({n: 1, requestId: null, ...otherPrompt})]))
		expect(requestsOf(events)).toBe(2);
});

describe('rule 4: one message id for every answer, and no request ids', () => {
	test('lines of a conversation that are close in time are one answer, others are not', () => {
		expect(requestsOf([gateway(1), gateway(3)])).toBe(1);
		expect(requestsOf([gateway(1), gateway(100)])).toBe(2);
		expect(requestsOf([gateway(1), gateway(1, {usage: {...turnUsage, inputTokens: 8}})])).toBe(2);
	});

	test('without any id, lines of equal usage are one answer or copies in the same way', () => {
		const nameless = (n: number, fields: Partial<RequestSeen> = {}) => gateway(n, {messageId: null, ...fields});
		expect(requestsOf([nameless(1), nameless(3)])).toBe(1);
		expect(requestsOf([nameless(1), nameless(100)])).toBe(2);
		expect(requestsOf([nameless(1), nameless(1, output(31))])).toBe(2);
		const copied = [born('one', 1), born('fork', 2), nameless(1), nameless(1, {sessionId: 'fork'})];
		expect([requestsOf(copied), requestsOf(copied, 'fork')]).toEqual([1, 0]);
	});

	test('in another conversation a line of the same time is a copy, and others are not', () => {
		for (const events of bothWays([born('one', 1), born('fork', 2), gateway(1), gateway(1, {sessionId: 'fork'})])) {
			expect(ledgerOf(events).totals(noon + 600_000).tokensPerMinute).toBe(0);
			expect(requestsOf(events) + requestsOf(events, 'fork')).toBe(1);
		}
		const apart = [gateway(1), gateway(2, {sessionId: 'two'})];
		expect(requestsOf(apart) + requestsOf(apart, 'two')).toBe(2);
	});

	test('two copies that are read line by line match, whichever goes first', () => {
		const lines = [gateway(1, output(1)), gateway(2)];
		const copies = lines.map(line => ({...line, sessionId: 'fork'}));
		for (const order of [
			[lines[0]!, copies[1]!, lines[1]!],
			[copies[1]!, lines[0]!, lines[1]!, copies[0]!],
		]) {
			const events = [born('one', 1), born('fork', 2), ...order];
			expect(requestsOf(events)).toBe(1);
			expect(requestsOf(events, 'fork')).toBe(0);
		}
	});

	test('a copy is found by the time of the line, when the event is dated later', () => {
		const event = fromTelemetry({n: 1, requestId: null, at: noon + 8000, durationMs: 7500});
		const copy = gateway(1, {sessionId: 'fork'});
		for (const events of [
			[born('one', 1), born('fork', 2), gateway(1), event, copy],
			[born('one', 1), born('fork', 2), copy, event, gateway(1)],
		]) {
			expect(requestsOf(events)).toBe(1);
			expect(requestsOf(events, 'fork')).toBe(0);
		}
	});
});

test('rule 5: the copy with the most output is final, and its model counts', () => {
	const early = request({n: 1, model: 'claude-opus-5', ...output(1)});
	for (const events of bothWays([early, request({n: 1})])) {
		const {usage, costByModel} = sessionOf(events);
		expect(usage).toEqual(turnUsage);
		expect(costByModel.map(({model}) => model)).toEqual(['claude-opus-5-5']);
	}
});

describe('rule 6: whose a request is that several conversations hold', () => {
	const copy = request({n: 1, sessionId: 'fork'});
	const births = [born('one', noon), born('fork', noon + 60_000)];

	test('belongs to the older one, whichever is read first', () => {
		for (const events of bothWays([request({n: 1}), copy])) {
			expect(requestsOf([...births, ...events])).toBe(1);
			expect(requestsOf([...births, ...events], 'fork')).toBe(0);
		}
	});

	test('a younger copy of its transcript in another config folder does not make a conversation younger', () => {
		const copied = born('one', noon + 120_000);
		for (const events of bothWays([request({n: 1}), copy]))
			for (const seen of bothWays([...births, copied])) expect(requestsOf([...seen, ...events])).toBe(1);
	});

	test('a subagent’s copy of a main message is main', () => {
		for (const events of bothWays([request({n: 1}), request({n: 1, purpose: 'subagent', agentId: 'a1'})])) {
			const {cost, subagents} = sessionOf(events);
			expect(cost.subagentUsd).toBe(0);
			expect(subagents.map(({requests}) => requests)).toEqual(subagents.map(() => 0));
		}
	});
});
