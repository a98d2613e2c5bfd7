/** Until when figures hold if nothing new is reported. Times are ms. */
import {expect, test} from 'vitest';
import {createAccounts} from '../../source/accounting/accounts.ts';
import {settledUntil, unsettledRecords} from '../../source/accounting/source-lag.ts';
import type {SessionEvent} from '../../source/claude/events.ts';
import {noon, request} from '../support/events.ts';

function conversationOf(events: readonly SessionEvent[], now: number) {
	const accounts = createAccounts();
	for (const event of events) accounts.apply(event as never, now);
	return accounts.conversation('one', now);
}

const coverage: SessionEvent = {type: 'telemetry.coverage', sessionId: 'one', fromStart: true, lostEvents: 0};

test('without telemetry and totals nothing is pending', () => {
	expect(settledUntil(conversationOf([request({n: 0})], noon), noon)).toBe(Number.POSITIVE_INFINITY);
});

test('a request’s metric is pending for 3 seconds, then a source of requests alone for 10, then the metric for 75', () => {
	const conversation = conversationOf([coverage, request({n: 0})], noon);
	expect(settledUntil(conversation, noon)).toBe(noon + 3000);
	expect(settledUntil(conversation, noon + 3000)).toBe(noon + 10_000);
	expect(settledUntil(conversation, noon + 10_000)).toBe(noon + 75_000);
	expect(settledUntil(conversation, noon + 75_000)).toBe(Number.POSITIVE_INFINITY);
});

test('a total is compared with telemetry 3 seconds after it was reported', () => {
	const total: SessionEvent = {
		...{type: 'reported', origin: 'cost-state', sessionId: 'one', at: noon + 500, totalCostUsd: 1, byModel: null},
		totalStartedAt: noon - 1000,
	};
	expect(settledUntil(conversationOf([total], noon), noon)).toBe(noon + 3500);
});

test('requests older than the longest answer are not pending, however late they were read', () => {
	const minute = 60_000;
	const accounts = createAccounts();
	accounts.apply(request({n: 0}), noon);
	const late = noon + 16 * minute;
	for (const at of [noon + 1000, noon + 2 * minute]) accounts.apply(request({n: at, at}), late);
	const unsettled = [...unsettledRecords(accounts.conversation('one', late), late)];
	expect(unsettled.map(({at}) => at)).toEqual([noon + 2 * minute]);
});
