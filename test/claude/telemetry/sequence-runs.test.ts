import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	coverageOf,
	type NumberedEvent,
	placeEvent,
	type Run,
	type SessionFacts,
} from '../../../source/claude/telemetry/sequence-runs.ts';

const known: SessionFacts = {fresh: true, metrics: true};

function event(sequence: number, sessionId = 'one', command: string | null = null): NumberedEvent {
	return {sessionId, sequence, at: 10_000 + sequence * 10, command};
}

const numbers = (from: number, to: number, sessionId = 'one') =>
	Array.from({length: to - from + 1}, (_, index) => event(from + index, sessionId));

function runOf(...events: NumberedEvent[]): Run {
	const run: Run = {stretches: []};
	for (const each of events) expect(placeEvent(run, each)).toBe('added');
	return run;
}

const coverage = (run: Run, sessionId = 'one', facts = known) => coverageOf(sessionId, [run], () => facts);

describe('a process whose events all arrived', () => {
	test('is covered from the start', () => {
		expect(coverage(runOf(...numbers(0, 9)))).toEqual({
			type: 'telemetry.coverage',
			sessionId: 'one',
			fromStart: true,
			lostEvents: 0,
			firstEventAt: 10_000,
		});
	});

	test.each([
		['resumed', {fresh: false, metrics: true}],
		['without metrics', {fresh: true, metrics: false}],
	])('is not covered from the start when it was %s', (_, facts) => {
		expect(coverage(runOf(...numbers(0, 9)), 'one', facts).fromStart).toBe(false);
	});

	test.each(['clear', 'new', 'branch'])('covers the conversation after /%s from its start', command => {
		const run = runOf(...numbers(0, 5), event(6, 'one', command), ...numbers(7, 9, 'two'));
		const facts = (sessionId: string) => ({fresh: sessionId === 'one', metrics: sessionId === 'one'});
		expect(coverageOf('two', [run], facts)).toMatchObject({fromStart: true, lostEvents: 0, firstEventAt: 10_070});
	});

	test('does not cover the start of a conversation that was resumed in it', () => {
		const run = runOf(...numbers(0, 5), event(6, 'one', 'resume'), ...numbers(7, 9, 'two'));
		expect(coverage(run, 'two').fromStart).toBe(false);
	});

	test('may leave a conversation and come back to it', () => {
		const run = runOf(...numbers(0, 5), event(6, 'one', 'clear'), ...numbers(7, 8, 'two'), ...numbers(9, 12));
		expect(coverage(run)).toMatchObject({fromStart: true, lostEvents: 0});
		expect(coverage(run, 'two')).toMatchObject({fromStart: true, lostEvents: 0});
	});
});

describe('a gap', () => {
	test('is counted as lost until what was missing arrives', () => {
		const run = runOf(...numbers(0, 4), ...numbers(8, 9));
		expect(coverage(run)).toMatchObject({fromStart: true, lostEvents: 3});
		placeEvent(run, event(6));
		expect(coverage(run).lostEvents).toBe(2);
		placeEvent(run, event(5));
		placeEvent(run, event(7));
		expect(coverage(run).lostEvents).toBe(0);
		expect(run.stretches).toHaveLength(1);
	});

	test('between two conversations counts for both, and leaves the start of the second unknown', () => {
		const run = runOf(...numbers(0, 4), event(5, 'one', 'clear'), ...numbers(8, 9, 'two'));
		expect(coverage(run)).toMatchObject({fromStart: true, lostEvents: 2});
		expect(coverage(run, 'two')).toMatchObject({fromStart: false, lostEvents: 2});
	});

	test('before the first event is a late start, not a loss', () => {
		expect(coverage(runOf(...numbers(6, 9)))).toMatchObject({fromStart: false, lostEvents: 0, firstEventAt: 10_060});
	});

	test('before the first event of a later process is a loss', () => {
		const later = numbers(6, 9).map(each => ({...each, at: each.at + 100_000}));
		expect(coverageOf('one', [runOf(...later), runOf(...numbers(0, 9))], () => known)).toMatchObject({
			fromStart: true,
			lostEvents: 6,
		});
	});
});

test('an event that arrives twice counts once', () => {
	const run = runOf(...numbers(0, 4));
	expect(placeEvent(run, event(2))).toBe('duplicate');
});

test.each([
	['a number that another conversation has', event(2, 'two')],
	['a number that was used long before', {...event(2), at: 900_000}],
	['a time before that of smaller numbers', {...event(12), at: 1}],
])('%s is of another process', (_, stranger) => {
	expect(placeEvent(runOf(...numbers(0, 9)), stranger)).toBe('conflict');
});

test('the order of arrival makes no difference', () => {
	const events = [...numbers(0, 7), event(8, 'one', 'clear'), ...numbers(9, 14, 'two'), ...numbers(17, 20, 'two')];
	const expected = runOf(...events);
	fc.assert(
		fc.property(fc.shuffledSubarray(events, {minLength: events.length}), shuffled => {
			expect(runOf(...shuffled)).toEqual(expected);
		}),
	);
});
