import {expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {ledgerOf, noon, process, request, turnUsd} from '../support/events.ts';

test('the day’s totals leave yesterday out', () => {
	const ledger = ledgerOf([request({n: 1, at: noon - 86_400_000}), request({n: 2})]);
	expect(ledger.totals(noon + 600_000).todayUsd).toBeCloseTo(turnUsd, 10);
});

test('today’s dollars are unknown where nothing of what was spent has a price, and zero where nothing was spent', () => {
	const unpriced = request({n: 1, model: 'glm-4.7'});
	const today = (...events: SessionEvent[]) => ledgerOf(events).totals(noon + 600_000).todayUsd;
	expect(today(unpriced)).toBeNull();
	expect(today(unpriced, request({n: 2, sessionId: 'two'}))).toBeCloseTo(turnUsd, 10);
	expect(today(process())).toBe(0);
	expect(today({...unpriced, at: noon - 86_400_000})).toBe(0);
});

test('rates are those of the last minute, dollars per hour those of the last hour, and the peak stays', () => {
	const ledger = ledgerOf([]);
	for (const event of [request({n: 1}), request({n: 2, sessionId: 'two'})]) ledger.apply(event, event.at);
	const at = (ms: number) => ledger.totals(noon + ms);
	expect(at(10_000)).toMatchObject({requestsPerMinute: 2});
	expect(at(600_000)).toMatchObject({requestsPerMinute: 0, peak: {requestsPerMinute: 2}});
	expect(at(600_000).usdPerHour).toBeCloseTo(2 * turnUsd, 10);
	expect(at(2 * 3_600_000).usdPerHour ?? 0).toBeCloseTo(0, 10);
});
