import {expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {fromTelemetry, ledgerOf, noon, process, request, turnUsd} from '../support/events.ts';

/** A conversation whose telemetry was received whole. */
const complete: SessionEvent[] = [
	...[request({n: 1}), fromTelemetry({n: 1})],
	{type: 'telemetry.coverage', sessionId: 'one', fromStart: true, lostEvents: 0},
	{
		...({type: 'metric', sessionId: 'one', model: 'claude-opus-5-5', querySource: 'main', at: noon + 1500} as const),
		...{costUsd: turnUsd, inputTokens: 7, outputTokens: 30, cacheReadTokens: 11_108, cacheCreationTokens: 2777},
	},
];

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

test('today’s background is zero where all of it is known, and unknown where some of it is not', () => {
	const background = (...events: SessionEvent[]) => ledgerOf(events).totals(noon + 600_000).todayBackgroundUsd;
	const unknown = request({n: 2, sessionId: 'two'});
	const hidden = fromTelemetry({n: 3, purpose: 'background', cause: 'generate_session_title', costUsd: 0.02});
	expect([background(...complete), background(unknown), background(...complete, unknown)]).toEqual([0, null, null]);
	expect(background(...complete, hidden, unknown)).toBeCloseTo(0.02, 10);
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
