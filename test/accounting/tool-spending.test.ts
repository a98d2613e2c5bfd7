/** What a conversation spent by tool. Opus 5.5 takes $4 for a million tokens in and $20 for a million out. */
import {afterEach, describe, expect, test} from 'vitest';
import {type AccountEvent, createAccounts} from '../../source/accounting/accounts.ts';
import {setPriceBook} from '../../source/accounting/cost.ts';
import {createPriceBook, listPrices} from '../../source/accounting/price-book.ts';
import {type ToolPart, toolPartsOf} from '../../source/accounting/tool-spending.ts';
import type {RequestSeen} from '../../source/claude/events.ts';
import {noUsage} from '../../source/claude/usage.ts';
import {fromTelemetry, noon, request} from '../support/events.ts';

afterEach(() => setPriceBook(createPriceBook(listPrices, null)));

function partsAfter(...events: AccountEvent[]): ToolPart[] {
	const accounts = createAccounts();
	for (const event of events) accounts.apply(event, noon + 60_000);
	return toolPartsOf(accounts.conversation('one', noon));
}

/** 10 tokens in and 3,000 out: $0.06004. */
const usage = {...noUsage, inputTokens: 10, outputTokens: 3000};
const answer = (n: number, fields: Partial<RequestSeen> = {}) => request({n, usage, ...fields});
const called = (n: number, ...tools: [tool: string, calls: number, resultBytes: number][]): AccountEvent => ({
	...{type: 'tool.calls', sessionId: 'one', messageId: `msg_${n}`, requestId: `req_${n}`, agentId: null},
	tools: tools.map(([tool, calls, resultBytes]) => ({tool, calls, resultBytes})),
});
const callsOfOne = called(1, ['Bash', 1, 100], ['Read', 2, 50]);

const sums = (parts: ToolPart[]) =>
	parts.map(({tool, calls, resultBytes, requests, usage: {inputTokens, outputTokens}}) => [
		...[tool, calls, resultBytes, requests, inputTokens, outputTokens],
	]);
const dollars = (parts: ToolPart[]) => parts.map(({costUsd}) => costUsd && Math.round(costUsd * 1e9) / 1e9);

test('each call has an equal share of its request, which counts for the tool called first', () => {
	const parts = partsAfter(answer(1), callsOfOne);
	expect(sums(parts)).toEqual([
		['Bash', 1, 100, 1, 3, 1000],
		['Read', 2, 50, 0, 7, 2000],
	]);
	// (3 × 4 + 1000 × 20) / 1e6 and (7 × 4 + 2000 × 20) / 1e6.
	expect(dollars(parts)).toEqual([0.020012, 0.040028]);
});

test('requests of the same quarter of an hour and purpose are added up, others are not', () => {
	const later = answer(3, {at: noon + 900_000});
	const ofAgent = answer(2, {purpose: 'subagent', agentId: 'a1'});
	const calls = [1, 3, 4].map(n => called(n, ['Bash', 1, 10]));
	const agentCalls = {...called(2, ['Bash', 1, 10]), agentId: 'a1'} as AccountEvent;
	const parts = partsAfter(...[answer(1), answer(4), ofAgent, later], ...calls, agentCalls);
	expect(parts.map(({quarter, purpose, calls: n}) => [quarter - noon / 900_000, purpose, n])).toEqual([
		[0, 'main', 2],
		[0, 'subagent', 1],
		[1, 'main', 1],
	]);
});

describe('left out is', () => {
	test('an answer that called nothing, and what no turn asked for', () => {
		expect(partsAfter(answer(1))).toEqual([]);
		expect(partsAfter(answer(1, {purpose: 'background', cause: 'x'}), callsOfOne)).toEqual([]);
		expect(partsAfter(answer(1, {purpose: 'compaction'}), callsOfOne)).toEqual([]);
	});

	test('not a request that no transcript has: its tools are unknown', () => {
		expect(sums(partsAfter(fromTelemetry({n: 1, usage, costUsd: 0.06})))).toEqual([['', 0, 0, 1, 10, 3000]]);
	});
});

describe('dollars', () => {
	test('that telemetry reported are shared by calls', () => {
		const reported = fromTelemetry({n: 1, usage, costUsd: 0.09});
		expect(dollars(partsAfter(answer(1), callsOfOne, reported))).toEqual([0.03, 0.06]);
	});

	test('are what is paid after the contract’s discount', () => {
		setPriceBook(createPriceBook({...listPrices, discountPercent: 50}, null));
		expect(dollars(partsAfter(answer(1), callsOfOne))).toEqual([0.010006, 0.020014]);
	});

	test('of a model without a price are unknown, but for what its old transcript says', () => {
		const model = 'claude-opus-9';
		expect(dollars(partsAfter(answer(1, {model}), callsOfOne))).toEqual([null, null]);
		const old = answer(1, {model, fallbackCostUsd: 0.3});
		expect(dollars(partsAfter(old, callsOfOne))).toEqual([0.1, 0.2]);
		// One that says nothing in the same quarter of an hour takes nothing from it.
		const parts = partsAfter(old, callsOfOne, answer(2, {model}), called(2, ['Edit', 1, 0]));
		expect(dollars(parts)).toEqual([0.1, 0.2, null]);
	});

	test('of an answer with calls on both sides of a price step use each call’s price, and its tool calls count once', () => {
		// Haiku 5.5: 60,000 tokens in at $0.10, 110,000 at $0.50 a million.
		const input = (inputTokens: number) => ({...noUsage, inputTokens});
		const both = answer(1, {
			...{model: 'claude-haiku-5-5', usage: input(170_000), largePromptUsage: input(110_000)},
			lastIterationTokens: 110_000,
		});
		const parts = partsAfter(both, called(1, ['Bash', 1, 100]));
		expect(dollars(parts)).toEqual([0.006, 0.055]);
		expect(parts.map(({calls, resultBytes, requests}) => [calls, resultBytes, requests])).toEqual([
			[1, 100, 1],
			[0, 0, 0],
		]);
	});
});
