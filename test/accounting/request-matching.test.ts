/** What joins a transcript's line and telemetry's event of one request that has no id. */
import {describe, expect, test} from 'vitest';
import {createConversation} from '../../source/accounting/conversation.ts';
import {createRequestMatching} from '../../source/accounting/request-matching.ts';
import {recordFrom} from '../../source/accounting/request-record.ts';
import {fromTelemetry, noon, request, turnUsage} from '../support/events.ts';

const one = createConversation('one');
const nameless = {requestId: null, durationMs: null};
const line = (atMs: number, fields = {}) =>
	recordFrom(one, request({n: 1, ...nameless, at: noon + atMs, ...fields}), noon);
const event = (atMs: number, fields = {}) =>
	recordFrom(one, fromTelemetry({n: 1, ...nameless, at: noon + atMs, ...fields}), noon);

describe('the same tokens', () => {
	test('at about the same time match once, whichever is read first', () => {
		for (const [first, second] of [
			[line(0), event(5000)],
			[event(5000), line(0)],
		] as const) {
			const matching = createRequestMatching();
			expect(matching.match(first)).toBeNull();
			expect(matching.match(second)).toBe(first);
			expect(matching.match(line(0))).toBeNull();
		}
	});

	test('match if they are no farther apart than the request took, plus a minute', () => {
		const isMatched = (apartMs: number, durationMs: number | null) => {
			const matching = createRequestMatching();
			matching.match(line(0));
			return matching.match(event(apartMs, {durationMs})) !== null;
		};
		expect([isMatched(65_000, 5000), isMatched(65_001, 5000)]).toEqual([true, false]);
		// Ten minutes, where no duration is known.
		expect([isMatched(660_000, null), isMatched(660_001, null)]).toEqual([true, false]);
	});

	test('match the nearest of several', () => {
		const matching = createRequestMatching();
		const lines = [line(0), line(9000), line(20_000)];
		for (const one of lines) matching.match(one);
		expect(matching.match(event(11_000))).toBe(lines[1]);
		expect(matching.match(event(11_000))).toBe(lines[2]);
	});
});

test.each([
	['another conversation', recordFrom(createConversation('two'), fromTelemetry({n: 1, ...nameless, at: noon}), noon)],
	['another part of it', event(0, {purpose: 'subagent'})],
	['other tokens', event(0, {usage: {...turnUsage, outputTokens: 31}})],
	['the same source', line(0)],
	['an id, which would have joined them', event(0, {requestId: 'req_1'})],
])('%s: no match', (_, other) => {
	const matching = createRequestMatching();
	matching.match(line(0));
	expect(matching.match(other)).toBeNull();
});

test('match regardless of the lifetime of cache writes, which telemetry reports as one sum', () => {
	const matching = createRequestMatching();
	matching.match(line(0, {usage: {...turnUsage, cacheCreation5mInputTokens: 0, cacheCreation1hInputTokens: 2777}}));
	expect(matching.match(event(0))).not.toBeNull();
});

test('a record that changes is no longer matched by its old tokens', () => {
	const matching = createRequestMatching();
	const waiting = line(0);
	matching.forget(waiting);
	matching.match(waiting);
	matching.forget(waiting);
	expect(matching.match(event(0))).toBeNull();
});
