/** Stored telemetry as events; bounds of what an older version stored are in read.test.ts. */
import {describe, expect, test} from 'vitest';
import {coverageOf, eventOf} from '../../../source/index/telemetry/rows.ts';

const place = {session_id: 'one', at: 1000};

describe('a request', () => {
	const row = {
		...{...place, request_id: 'req_1', model: 'm', speed: 'fast', query_source: 'compact', agent_id: 'a1'},
		...{input_tokens: 1, output_tokens: 2, cache_read_tokens: 3, cache_creation_5m_tokens: 4},
		...{cache_creation_1h_tokens: 5, cost_usd: 0, duration_ms: 0},
	};

	test('has the tokens of its row, and no searches: telemetry does not report them', () => {
		expect(eventOf('request', row)).toMatchObject({
			...{type: 'request', origin: 'telemetry', sessionId: 'one', requestId: 'req_1', at: 1000, agentId: 'a1'},
			...{speed: 'fast', purpose: 'compaction', cause: null, costUsd: 0, durationMs: 0, messageId: null},
			usage: {
				...{inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheCreation5mInputTokens: 4},
				...{cacheCreation1hInputTokens: 5, webSearchRequests: 0},
			},
		});
	});

	test('without a price, a duration or an id does not have one made up', () => {
		const bare = {...row, request_id: null, agent_id: null, cost_usd: null, duration_ms: null, speed: 'warp'};
		expect(eventOf('request', bare)).toMatchObject({
			...{requestId: null, agentId: null, costUsd: null, durationMs: null, speed: 'standard'},
		});
	});
});

test.each([
	['main', 'main'],
	['subagent', 'subagent'],
	['auxiliary', 'auxiliary'],
	['something new', 'auxiliary'],
])('a metric of source %s is %s', (query_source, querySource) => {
	const counts = {input_tokens: 1, output_tokens: 2, cache_read_tokens: 3, cache_creation_tokens: 4};
	expect(eventOf('metric', {...place, ...counts, model: 'm', query_source, cost_usd: 0.5})).toEqual({
		...{type: 'metric', sessionId: 'one', model: 'm', querySource, at: 1000, costUsd: 0.5},
		...{inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheCreationTokens: 4},
	});
});

test('a mark is a prompt without its text, or a verdict of the classifier', () => {
	const mark = {...place, kind: 'prompt', mark_key: 'p1', command: null};
	expect(eventOf('mark', mark)).toEqual({
		...{type: 'prompt', sessionId: 'one', at: 1000, id: 'p1', human: true, text: null, command: null},
	});
	expect(eventOf('mark', {...mark, command: 'compact'})).toMatchObject({command: 'compact'});
	expect(eventOf('mark', {...mark, kind: 'classifier'})).toEqual({type: 'classifier', sessionId: 'one', at: 1000});
});

test('coverage is from the start only where that was stored', () => {
	const row = {session_id: 'one', from_start: 1, lost_events: 2, first_event_at: null};
	expect(coverageOf(row)).toEqual({
		...{type: 'telemetry.coverage', sessionId: 'one', fromStart: true, lostEvents: 2, firstEventAt: null},
	});
	expect(coverageOf({...row, from_start: 0, first_event_at: 0})).toMatchObject({fromStart: false, firstEventAt: 0});
});
