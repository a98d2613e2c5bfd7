/** An answer of several calls, some with a prompt above the price step of its model and some below. */
import {expect, test} from 'vitest';
import type {RequestSeen} from '../../source/claude/events.ts';
import {noUsage} from '../../source/claude/usage.ts';
import {fromTelemetry, ledgerOf, noon, request, sessionOf} from '../support/events.ts';

/** $0.10 in and $0.50 out a million tokens; with a prompt of more than 100,000 tokens $0.50 and $2.50. */
const model = 'claude-haiku-5-5';
const usage = {...noUsage, inputTokens: 170_000, outputTokens: 2000};
/** A call of 60,000 tokens in and 1,500 out at $0.00675, one of 110,000 and 500 at $0.05625. */
const answer = (fields: Partial<RequestSeen> = {}) =>
	request({
		...{n: 1, model, usage, lastIterationTokens: 110_000},
		largePromptUsage: {...noUsage, inputTokens: 110_000, outputTokens: 500},
		...fields,
	});
const reported = fromTelemetry({n: 1, at: noon + 2000, model, usage, costUsd: 0.063});

test('each call has its own price, and together they are one request', () => {
	const session = sessionOf([answer()]);
	expect(session.cost.totalUsd).toBeCloseTo(0.063, 12);
	expect(session).toMatchObject({requests: 1, usage});
});

test('the same goes for background, which is kept request by request', () => {
	const session = sessionOf([answer({purpose: 'background', cause: 'unknown'})]);
	expect(session.cost.backgroundUsd).toBeCloseTo(0.063, 12);
});

test('a later line of an answer replaces the calls of the first line', () => {
	const first = answer({usage: {...usage, outputTokens: 1}, largePromptUsage: {...noUsage, inputTokens: 110_000}});
	expect(sessionOf([first, answer()]).cost.totalUsd).toBeCloseTo(0.063, 12);
});

test.each([
	['before', [reported, answer()]],
	['after', [answer(), reported]],
])('telemetry that reports the whole answer %s its line adds no tokens and no request', (_, events) => {
	const session = sessionOf(events);
	expect(session).toMatchObject({requests: 1, usage});
	expect(session.cost.totalUsd).toBeCloseTo(0.063, 12);
	expect(ledgerOf(events).totals(noon + 600_000).usdPerHour).toBeCloseTo(0.063, 12);
});

test('without a common id the tokens of the whole answer match the two', () => {
	const [line, event] = [answer({requestId: null}), {...reported, requestId: null}];
	for (const events of [
		[line, event],
		[event, line],
	])
		expect(sessionOf(events)).toMatchObject({requests: 1, usage});
});

test('costs written in transcripts of 2025 add up with requests that have none', () => {
	const unpriced = {model: 'claude-2.1', usage: {...noUsage, inputTokens: 1000}};
	const events = [request({n: 1, ...unpriced, fallbackCostUsd: 0.05}), request({n: 2, ...unpriced})];
	for (const order of [events, events.toReversed()]) {
		const {cost, requests} = sessionOf(order);
		expect(cost).toMatchObject({totalUsd: 0.05, partial: true, unpricedModels: ['claude-2.1']});
		expect(requests).toBe(2);
	}
});
