/** What an answer's record counts as. */
import {expect, test} from 'vitest';
import {answerFromObject} from '../../../source/claude/transcript/answer.ts';
import {requestsOf} from '../../../source/claude/transcript/answer-requests.ts';
import {answerLine} from './read.ts';

const place = {sessionId: 'one', agentId: null, at: 1000};
const requests = (message: Record<string, unknown> = {}, line: Record<string, unknown> = {}, where = {}) => {
	const record = answerLine(message, line);
	return requestsOf(answerFromObject(record, record.message), {...place, ...where});
};

test('an answer is one request of its conversation', () => {
	expect(requests()).toMatchObject([
		{sessionId: 'one', at: 1000, messageId: 'msg_1', requestId: 'req_1', model: 'claude-opus-5-5', purpose: 'main'},
	]);
});

test.each([
	['an error that Claude Code wrote in its place', {model: '<synthetic>'}],
	['a copy that was emptied', {usage: {input_tokens: 0, output_tokens: 0}}],
	['one without a usage', {usage: undefined}],
])('%s is none', (_, message) => {
	expect(requests(message)).toEqual([]);
});

test('an answer without a model counts as one of an unknown model', () => {
	expect(requests({model: undefined})).toMatchObject([{model: 'unknown'}]);
});

test.each([
	['a1b2', 'subagent', null],
	['acompact-7', 'compaction', null],
	['aprompt_suggestion-7', 'background', 'prompt_suggestion'],
	['aside_question-7', 'subagent', null],
])('the agent %s asks for a %s', (agentId, purpose, cause) => {
	expect(requests({}, {}, {agentId})).toMatchObject([{agentId, purpose, cause}]);
});

test('a sidechain of an old version is a subagent without a name', () => {
	expect(requests({}, {isSidechain: true})).toMatchObject([{agentId: null, purpose: 'subagent'}]);
});

test('a copy names its original conversation, unless that is its own', () => {
	expect(requests({}, {requestSessionId: 'parent'})).toMatchObject([{copiedFrom: 'parent'}]);
	expect(requests({}, {requestSessionId: 'one'})[0]).not.toHaveProperty('copiedFrom');
});

test('keeps the cost of an old line as a fallback', () => {
	expect(requests({}, {costUSD: 0.25})).toMatchObject([{fallbackCostUsd: 0.25, costUsd: null}]);
});

test('an advisor’s answer is a part of its own', () => {
	const call = {input_tokens: 7, output_tokens: 5, cache_read_input_tokens: 300, cache_creation_input_tokens: 20};
	const advice = {type: 'advisor_message', model: 'claude-haiku-5-5', input_tokens: 100, output_tokens: 9};
	const all = requests({usage: {...call, iterations: [{type: 'message', ...call}, advice]}});
	expect(all.map(({model, isPart, usage}) => [model, isPart, usage.inputTokens])).toEqual([
		['claude-opus-5-5', undefined, 7],
		['claude-haiku-5-5', true, 100],
	]);
});
