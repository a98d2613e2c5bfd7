/** Idle use: what nobody asked for, after the answer to the last prompt and before a newer one. */
import {expect, test} from 'vitest';
import type {RequestSeen, SessionEvent} from '../../source/claude/events.ts';
import {fromTelemetry, prompt, sessionOf, turnUsd} from '../support/events.ts';

const answer = (n: number, fields: Partial<RequestSeen> = {}) => fromTelemetry({n, ...fields});
const suggestion = (n: number) => fromTelemetry({n, purpose: 'background', cause: 'prompt suggestion'});
const compacting = (n: number) => fromTelemetry({n, purpose: 'compaction'});

/** How many of the requests in the background were idle use. */
function idle(...events: SessionEvent[]): number {
	const session = sessionOf([
		...events,
		{type: 'telemetry.coverage', sessionId: 'one', fromStart: true, lostEvents: 0},
	]);
	return session.background.reduce((sum, {idleRequests}) => sum + idleRequests, 0);
}

test.each<[string, number, SessionEvent[]]>([
	['before the first prompt', 0, [suggestion(1), prompt({n: 2}), answer(5)]],
	['while the answer is on its way', 0, [prompt({n: 1}), suggestion(3), answer(5)]],
	['between two answers of one turn', 0, [prompt({n: 1}), answer(3), suggestion(5), answer(8)]],
	['after the answer', 1, [prompt({n: 1}), answer(3), suggestion(5)]],
	[
		'after the answer, before the next prompt',
		1,
		[prompt({n: 1}), answer(3), suggestion(5), prompt({n: 9}), answer(12)],
	],
	['with the next prompt', 0, [prompt({n: 1}), answer(3), prompt({n: 4}), suggestion(5), answer(9)]],
	['begun before the answer ended', 0, [prompt({n: 1}), {...suggestion(5), durationMs: 3000}, answer(3)]],
])('background %s: %i idle', (_, count, events) => {
	expect(idle(...events)).toBe(count);
	// Sources are read one after the other.
	expect(idle(...events.toReversed())).toBe(count);
});

test('a compaction that nobody asked for is idle use but not background', () => {
	const {cost, background} = sessionOf([
		...[prompt({n: 1}), answer(3), compacting(6)],
		{type: 'telemetry.coverage', sessionId: 'one', fromStart: true, lostEvents: 0},
	]);
	expect(cost.idleUsd).toBeCloseTo(turnUsd, 9);
	expect(background).toEqual([]);
});
