/** Facts and details come out of the database as they went in. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {addMainRequest} from '../../source/accounting/context-facts.ts';
import {addFact, type ConversationFacts, newFacts} from '../../source/accounting/facts.ts';
import {detailsFromJson, detailsToJson, factsFromJson, factsToJson} from '../../source/index/facts-json.ts';
import {request} from '../support/events.ts';

const text = fc.option(fc.string({maxLength: 8}), {nil: undefined});
const time = fc.integer({min: 1, max: 4e12});

/** Whatever may happen to a conversation, in short. */
const step = fc.oneof(
	fc.record({kind: fc.constant('seen' as const), cwd: text, title: text, version: text, bornAt: time}),
	fc.record({kind: fc.constant('prompt' as const), at: time, text: fc.string({maxLength: 8})}),
	fc.record({kind: fc.constant('compaction' as const), at: time, id: fc.uuid(), postTokens: fc.option(fc.nat())}),
	fc.record({
		kind: fc.constant('subagent' as const),
		agentId: fc.string({maxLength: 4}),
		finished: fc.option(fc.boolean()),
	}),
	fc.record({kind: fc.constant('tool' as const), bytes: fc.nat(), file: fc.string({maxLength: 8})}),
	fc.record({kind: fc.constant('notice' as const), at: time, text: fc.string({maxLength: 8})}),
	fc.record({kind: fc.constant('request' as const), n: fc.nat({max: 1000})}),
);

function take(facts: ConversationFacts, one: typeof step extends fc.Arbitrary<infer Step> ? Step : never): void {
	const sessionId = 'one';
	if (one.kind === 'seen') {
		const {cwd, title, version, bornAt} = one;
		const known = Object.entries({cwd, title, version}).filter(([, value]) => value !== undefined);
		addFact(facts, {type: 'conversation.seen', sessionId, configDir: '/c', bornAt, ...Object.fromEntries(known)});
	} else if (one.kind === 'prompt')
		addFact(facts, {type: 'prompt', sessionId, at: one.at, id: 'p', human: true, text: one.text, command: null});
	else if (one.kind === 'compaction') {
		const {at, id, postTokens} = one;
		const rest = {trigger: 'auto', preTokens: 150_000, durationMs: null, agentId: null} as const;
		addFact(facts, {type: 'compaction', sessionId, at, id, postTokens, ...rest});
	} else if (one.kind === 'subagent')
		addFact(facts, {
			type: 'subagent',
			sessionId,
			agentId: one.agentId,
			agentType: 'x',
			description: null,
			finished: one.finished,
		});
	else if (one.kind === 'tool')
		addFact(facts, {type: 'tool.use', sessionId, path: '/t', toolResultBytes: one.bytes, files: [one.file]});
	else if (one.kind === 'notice') addFact(facts, {type: 'notice', sessionId, at: one.at, id: 'n', text: one.text});
	else addMainRequest(facts, request({n: one.n}), one.n);
}

test('whatever is known of a conversation', () => {
	fc.assert(
		fc.property(fc.array(step, {maxLength: 20}), steps => {
			const facts = newFacts('one');
			for (const one of steps) take(facts, one);
			expect(factsFromJson('one', factsToJson(facts))).toEqual(facts);
		}),
	);
});

test('does not store what only a running session shows', () => {
	const facts = newFacts('one');
	addFact(facts, {type: 'headless.output', sessionId: 'one', at: 1, text: 'line'});
	expect(factsFromJson('one', factsToJson(facts))).toEqual(newFacts('one'));
});

test.each([
	'',
	'null',
	'[]',
	'{"files": 3, "promptTimes": "x", "compactions": {}, "model": 7}',
	'{"sessionId": "other"',
])('what cannot be read is as if nothing were known: %s', json => {
	const facts = factsFromJson('one', json);
	expect({...facts, model: null}).toEqual(newFacts('one'));
});

test('details', () => {
	const usage = request({n: 1}).usage;
	const details = {
		subagents: [
			{agentId: 'a', agentType: null, description: 'x', finished: true, requests: 1, usage, costUsd: 0.5, lastAt: 7},
		],
		compactionUsd: new Map([['c', 0.25]]),
		peak: {tokensPerMinute: 9, requestsPerMinute: 2},
		apiErrors: [{at: 7, status: 529, reason: 'overloaded', usd: 0.1}],
	};
	expect(detailsFromJson(detailsToJson(details))).toEqual(details);
	expect(detailsFromJson('{')).toEqual({
		subagents: [],
		compactionUsd: new Map(),
		peak: {tokensPerMinute: 0, requestsPerMinute: 0},
		apiErrors: [],
	});
});
