/** What the detail of a session shows of its requests. A request of these costs `turnUsd`. */
import {afterEach, describe, expect, test} from 'vitest';
import {type AccountEvent, createAccounts} from '../../source/accounting/accounts.ts';
import {setPriceBook} from '../../source/accounting/cost.ts';
import {detailsOf} from '../../source/accounting/details.ts';
import {createPriceBook, listPrices} from '../../source/accounting/price-book.ts';
import {compaction, fromTelemetry, noon, request, turnUsd} from '../support/events.ts';

function detailsAfter(...events: AccountEvent[]) {
	const accounts = createAccounts();
	for (const event of events) accounts.apply(event, noon + 60_000);
	return detailsOf(accounts.conversation('one', noon));
}

afterEach(() => setPriceBook(createPriceBook(listPrices, null)));

const by = (agentId: string, n: number, fields = {}) => request({n, agentId, purpose: 'subagent', ...fields});
const named = (agentId: string, finished = true): AccountEvent => ({
	...{type: 'subagent', sessionId: 'one', agentId, agentType: 'Explore', description: 'Look around', finished},
});

describe('a subagent', () => {
	test('has the sum of its own requests, and its name where one is known', () => {
		const {subagents} = detailsAfter(named('a1'), by('a1', 1), by('a1', 2), by('a2', 3), request({n: 4}));
		expect(subagents).toMatchObject([
			{agentId: 'a1', agentType: 'Explore', description: 'Look around', finished: true, requests: 2},
			{agentId: 'a2', agentType: null, description: null, finished: null, requests: 1, lastAt: noon + 3000},
		]);
		expect(subagents[0]!.costUsd).toBeCloseTo(2 * turnUsd, 12);
		expect(subagents[0]!.usage.outputTokens).toBe(60);
	});

	test('without requests is shown with an unknown cost', () => {
		expect(detailsAfter(named('a1', false)).subagents).toMatchObject([
			{requests: 0, costUsd: null, lastAt: null, finished: false},
		]);
	});

	test('costs what is paid after a contract’s discount', () => {
		setPriceBook(createPriceBook({...listPrices, discountPercent: 25}, null));
		expect(detailsAfter(by('a1', 1)).subagents[0]!.costUsd).toBeCloseTo(turnUsd * 0.75, 12);
	});
});

describe('a compaction', () => {
	const asked = (n: number, fields = {}) => fromTelemetry({n, purpose: 'compaction', ...fields});

	test('costs the requests since the previous one, until two seconds after its line', () => {
		const {compactionUsd} = detailsAfter(
			...[asked(8), asked(12, {costUsd: 1}), compaction({n: 10})],
			...[asked(13, {costUsd: 2}), asked(20, {costUsd: 3}), compaction({n: 20})],
			asked(23, {costUsd: 100}),
		);
		expect([...compactionUsd.keys()]).toEqual(['compact_10', 'compact_20']);
		expect(compactionUsd.get('compact_10')).toBeCloseTo(turnUsd + 1, 12);
		expect(compactionUsd.get('compact_20')).toBeCloseTo(5, 12);
	});

	test('whose requests are unknown or have no price has an unknown cost, not zero', () => {
		expect(detailsAfter(compaction({n: 10})).compactionUsd.size).toBe(0);
		const unpriced = asked(9, {model: 'claude-opus-9', costUsd: null});
		expect(detailsAfter(unpriced, compaction({n: 10})).compactionUsd.size).toBe(0);
	});

	test('costs what is paid after a contract’s discount', () => {
		setPriceBook(createPriceBook({...listPrices, discountPercent: 25}, null));
		expect(detailsAfter(asked(9, {costUsd: 4}), compaction({n: 10})).compactionUsd.get('compact_10')).toBe(3);
	});
});

test('the busiest minute leaves out copied requests', () => {
	const {peak} = detailsAfter(request({n: 1}), request({n: 2}), request({n: 61}), by('a1', 3));
	// 2,814 tokens each: what rate limits count.
	expect(peak).toEqual({tokensPerMinute: 3 * 2814, requestsPerMinute: 3});
});
