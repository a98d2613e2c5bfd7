import {describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import type {Purpose} from '../../../source/claude/telemetry/purpose.ts';
import {type Role, usual} from '../../../source/live/demo/cast.ts';
import {createRandom} from '../../../source/live/demo/random.ts';
import {createDemoRequests, type RequestFacts} from '../../../source/live/demo/requests.ts';
import {turnUsage, turnUsd} from '../../support/events.ts';

const at = Date.UTC(2026, 10, 22, 12);

function make(known: Role['known'], facts: Partial<RequestFacts> = {}) {
	const events: SessionEvent[] = [];
	const requests = createDemoRequests({...usual, known} as Role, event => void events.push(event), createRandom(1));
	const whole = {
		sessionId: 's',
		at,
		model: 'claude-opus-5-5',
		purpose: 'main' as const,
		usage: turnUsage,
		durationMs: 5,
	};
	const usd = requests.make({...whole, ...facts});
	return {usd, events, seen: events.map(event => (event.type === 'request' ? event.origin : event.type))};
}

test('it costs what the price list says', () => {
	expect(make('transcript').usd).toBeCloseTo(turnUsd, 10);
});

describe('every source that would see it says it once', () => {
	test.each<[Role['known'], Purpose, string[]]>([
		['telemetry', 'main', ['transcript', 'telemetry', 'metric']],
		['telemetry', 'subagent', ['transcript', 'telemetry', 'metric']],
		// Hidden ones are in no transcript.
		['telemetry', 'background', ['telemetry', 'metric']],
		['telemetry', 'compaction', ['telemetry', 'metric']],
		['statusline', 'main', ['transcript']],
		['transcript', 'main', ['transcript']],
		['transcript', 'background', []],
	])('with %s known, of a request for %s', (known, purpose, seen) => {
		expect(make(known, {purpose}).seen).toEqual(seen);
	});
});

test('the same request is known in all of them by its id, its tokens and its dollars', () => {
	const [transcript, telemetry, metric] = make('telemetry').events;
	if (transcript?.type !== 'request' || telemetry?.type !== 'request') throw new Error('no requests');
	expect(telemetry).toMatchObject({
		requestId: transcript.requestId,
		usage: transcript.usage,
		messageId: null,
		durationMs: 5,
	});
	expect([transcript.costUsd, telemetry.costUsd]).toEqual([null, expect.closeTo(turnUsd, 10)]);
	expect(metric).toMatchObject({
		...{costUsd: expect.closeTo(turnUsd, 10), querySource: 'main', inputTokens: 7, outputTokens: 30},
		...{cacheReadTokens: 11_108, cacheCreationTokens: 2777},
	});
});

test('a model without a price costs nothing that is known', () => {
	expect(make('transcript', {model: 'house-model-2'})).toMatchObject({usd: 0, seen: ['transcript']});
});

test.each([
	['claude-opus-5-5', /^msg_demo/],
	['us.anthropic.claude-sonnet-4-6-v1:0', /^msg_bdrk_demo/],
])('an answer of %s has the id that such answers have', (model, id) => {
	expect(make('transcript', {model}).events).toMatchObject([{messageId: expect.stringMatching(id)}]);
});
