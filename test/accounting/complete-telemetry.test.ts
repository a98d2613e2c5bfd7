/** Whether telemetry of a session is complete: ccmon may start late, die in the middle, or miss a batch of metrics. */
import {describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import type {MetricSeen, TelemetryCoverage} from '../../source/claude/telemetry/telemetry-seen.ts';
import {fromTelemetry, ledgerOf, noon, process, prompt, request, sessionOf, turnUsd} from '../support/events.ts';

const coverage = (fields: Partial<TelemetryCoverage> = {}): SessionEvent => ({
	type: 'telemetry.coverage',
	sessionId: 'one',
	fromStart: true,
	lostEvents: 0,
	...fields,
});

const metric = (n: number): MetricSeen => ({
	type: 'metric',
	sessionId: 'one',
	model: 'claude-opus-5-5',
	querySource: 'main',
	at: noon + n * 1000 + 500,
	costUsd: turnUsd,
	inputTokens: 7,
	outputTokens: 30,
	cacheReadTokens: 11_108,
	cacheCreationTokens: 2777,
});

const promptAt = (at: number) => prompt({n: (at - noon) / 1000});

const turn = (n: number): SessionEvent[] => [request({n}), fromTelemetry({n}), metric(n)];
const exact = {basis: 'telemetry', partial: false};
const unsure = {basis: 'estimated', partial: true};

describe('a ccmon that was started after Claude Code', () => {
	const late = (firstEventAt: number) => coverage({fromStart: false, firstEventAt});

	test('has everything when nothing had been asked before', () => {
		const events = [promptAt(noon + 200), ...turn(1), ...turn(2)];
		expect(sessionOf([...events, late(noon + 200)]).cost).toMatchObject(exact);
		expect(sessionOf([...events, late(noon + 100)]).cost).toMatchObject(exact);
	});

	test('does not have everything when there was a prompt or a request before', () => {
		expect(sessionOf([promptAt(noon), ...turn(1), late(noon + 200)]).cost).toMatchObject(unsure);
		const older = request({n: 0});
		expect(sessionOf([older, promptAt(noon + 200), ...turn(1), late(noon + 200)]).cost).toMatchObject(unsure);
	});

	test('does not have everything while no metrics come', () => {
		const events = [promptAt(noon + 200), request({n: 1}), fromTelemetry({n: 1}), late(noon + 200)];
		expect(sessionOf(events).cost).toMatchObject(unsure);
	});
});

describe('a request that only the transcript has', () => {
	const events = [...turn(1), request({n: 9}), coverage()];

	test('is pending at first', () => {
		expect(sessionOf(events, 'one', noon + 10_000).cost).toMatchObject(exact);
	});

	test('is pending from when it was read, since its line is dated at its first block and written after its last', () => {
		const ledger = ledgerOf([...turn(1), coverage()], noon + 2000);
		ledger.apply(request({n: 9}), noon + 300_000);
		const costAt = (now: number) => [...ledger.sessions(now).values()][0]?.cost;
		expect(costAt(noon + 301_000)).toMatchObject(exact);
		expect(costAt(noon + 311_000)).toMatchObject(unsure);
	});

	test('counts as lost when its event has not come by then', () => {
		expect(sessionOf(events).cost).toMatchObject(unsure);
	});

	test('counts as lost when the time has passed, without a further event', () => {
		const ledger = ledgerOf([...events, process({status: 'idle'})]);
		const costAt = (now: number) => [...ledger.sessions(now).values()][0]?.cost;
		expect(costAt(noon + 10_000)).toMatchObject(exact);
		expect(costAt(noon + 20_000)).toMatchObject(unsure);
	});
});

test('an event whose metric never came makes the figure partial', () => {
	const events = [...turn(1), request({n: 2}), fromTelemetry({n: 2}), coverage()];
	expect(sessionOf(events, 'one', noon + 3000).cost).toMatchObject(exact);
	expect(sessionOf(events).cost).toMatchObject(unsure);
	expect(sessionOf([...events, metric(2)]).cost).toMatchObject(exact);
});
