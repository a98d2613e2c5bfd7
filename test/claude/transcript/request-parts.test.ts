/** An answer is several calls of the model, which its usage adds up or leaves out. */
import {expect, test} from 'vitest';
import {noUsage} from '../../../source/claude/usage.ts';
import {answerLine, readLines, requestsOf} from './read.ts';

const call = (input_tokens: number, output_tokens: number, more: object = {}) => ({
	...{type: 'message', input_tokens, output_tokens},
	...{cache_read_input_tokens: 0, cache_creation_input_tokens: 0, ...more},
});
const advice = (more: object = {}) => call(50_000, 2000, {type: 'advisor_message', model: 'claude-opus-4-7', ...more});

const readAnswer = (model: string, usage: object) => requestsOf(readLines(answerLine({model, usage})).events);

function requests(model: string, usage: object) {
	return readAnswer(model, usage).map(({messageId, model, usage, isPart, lastIterationTokens}) => ({
		...{messageId, model, isPart, lastIterationTokens},
		tokens: [usage.inputTokens, usage.cacheReadInputTokens, usage.cacheCreation5mInputTokens, usage.outputTokens],
	}));
}

test('advice is a part of its own, by its own model: the answer’s usage leaves it out', () => {
	const iterations = [
		call(1, 100, {cache_read_input_tokens: 9500, cache_creation_input_tokens: 1000}),
		advice(),
		call(1, 300, {cache_read_input_tokens: 10_500}),
	];
	const usage = {...call(2, 400), cache_creation_input_tokens: 1000, cache_read_input_tokens: 20_000, iterations};
	expect(requests('claude-sonnet-4-6', usage)).toEqual([
		{
			...{messageId: 'msg_1', model: 'claude-sonnet-4-6', isPart: undefined, tokens: [2, 20_000, 1000, 400]},
			// Without the advisor's, who has a context of its own.
			lastIterationTokens: 10_501,
		},
		{
			...{messageId: 'msg_1/1', model: 'claude-opus-4-7', isPart: true, tokens: [50_000, 0, 0, 2000]},
			lastIterationTokens: null,
		},
	]);
});

test('advice without a model, or an answer that is only advice, still counts', () => {
	const [, part] = requests('claude-sonnet-4-6', {...call(5, 6), iterations: [call(5, 6), advice({model: null})]});
	expect(part).toMatchObject({model: 'unknown', isPart: true});
	const parts = requests('claude-sonnet-4-6', {
		...call(0, 0),
		iterations: [advice(), advice({model: 'claude-opus-4-8'})],
	});
	expect(parts.map(({messageId, model}) => [messageId, model])).toEqual([
		['msg_1', 'claude-sonnet-4-6'],
		['msg_1/1', 'claude-opus-4-7'],
		['msg_1/2', 'claude-opus-4-8'],
	]);
});

test('advice costs as much as a request of standard speed, whatever it and the answer say', () => {
	const usage = {...call(5, 6), speed: 'fast', inference_geo: 'us', iterations: [call(5, 6), advice({speed: 'fast'})]};
	expect(readAnswer('claude-opus-5', usage).map(({speed, inferenceGeo}) => [speed, inferenceGeo])).toEqual([
		['fast', 'us'],
		['standard', 'us'],
	]);
});

// Above 100,000 tokens of prompt this model costs five times as much.
const stepped = 'claude-haiku-5-5';

test('calls with short prompts are kept apart from the long ones', () => {
	const iterations = [call(60_000, 10), call(90_000, 20), call(110_000, 30)];
	const [answer, ...parts] = readAnswer(stepped, {...call(260_000, 60), iterations});
	expect(parts).toEqual([]);
	expect(answer?.usage).toMatchObject({inputTokens: 260_000, outputTokens: 60});
	expect(answer?.largePromptUsage).toMatchObject({inputTokens: 110_000, outputTokens: 30});
	expect(answer?.lastIterationTokens).toBe(110_000);
});

test('all calls of a long answer may be short ones', () => {
	const [answer] = readAnswer(stepped, {...call(150_000, 3), iterations: [call(60_000, 1), call(90_000, 2)]});
	expect(answer?.largePromptUsage).toEqual(noUsage);
});

test.each([
	['none of them is long, nor their sum', stepped, [call(30_000, 1), call(40_000, 1)], call(70_000, 2)],
	['all of them are long', stepped, [call(110_000, 1), call(120_000, 1)], call(230_000, 2)],
	['they are not all of it', stepped, [call(60_000, 1), call(60_000, 1)], call(130_000, 2)],
	['the model has one price', 'claude-opus-5-5', [call(60_000, 1), call(90_000, 1)], call(150_000, 2)],
])('an answer is priced as one where %s', (_, model, iterations, usage) => {
	const [answer, ...parts] = readAnswer(model, {...usage, iterations});
	expect(parts).toEqual([]);
	expect(answer?.largePromptUsage).toBeUndefined();
});

test('the split of cache writes and the searches may be only in the sum beside the calls', () => {
	const written = (tokens: number) => call(5, 10, {cache_creation_input_tokens: tokens});
	const whole = {...call(10, 20), cache_creation_input_tokens: 200_000, server_tool_use: {web_search_requests: 2}};
	const cache_creation = {ephemeral_5m_input_tokens: 20_000, ephemeral_1h_input_tokens: 180_000};
	const usage = {...whole, cache_creation, iterations: [written(80_000), written(120_000)]};
	const [answer] = readAnswer(stepped, usage);
	// Those for an hour are the first call's as far as they go: 80,000 of 180,000.
	const lifetimes = {cacheCreation5mInputTokens: 20_000, cacheCreation1hInputTokens: 100_000};
	const large = {...noUsage, inputTokens: 5, outputTokens: 10, ...lifetimes};
	expect(answer?.largePromptUsage).toEqual(large);
	const short = {...whole, cache_creation_input_tokens: 140_000, iterations: [written(70_000), written(70_000)]};
	const oneHour = {ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 140_000};
	expect(readAnswer(stepped, {...short, cache_creation: oneHour})[0]?.largePromptUsage).toEqual(noUsage);
});

test('a compaction on the server is a part of its own: it is billed, and the answer’s usage leaves it out', () => {
	const compaction = call(150_000, 2000, {type: 'compaction'});
	const iterations = [call(60_000, 1), call(70_000, 2), compaction];
	const [answer, ...parts] = readAnswer(stepped, {...call(130_000, 3), iterations});
	expect(answer?.largePromptUsage).toEqual(noUsage);
	expect(answer?.lastIterationTokens).toBe(70_000);
	expect(parts).toMatchObject([{messageId: 'msg_1/1', model: stepped, purpose: 'compaction', isPart: true}]);
	expect(parts[0]?.usage).toEqual({...noUsage, inputTokens: 150_000, outputTokens: 2000});
	expect(readAnswer(stepped, {...call(0, 0), iterations: [compaction]})).toHaveLength(2);
});

test.each([
	['the line names', 'claude-opus-4-8'],
	['refused it', 'claude-fable-5'],
])('where another model took over an answer, it is that one’s, though the line names the one that %s', (_, model) => {
	const refused = call(2, 578, {model: 'claude-fable-5', cache_creation_input_tokens: 10_421});
	const served = call(2, 13_658, {type: 'fallback_message', model: 'claude-opus-4-8', cache_read_input_tokens: 79_214});
	const usage = {...call(2, 13_658), cache_read_input_tokens: 79_214};
	const expected = [
		{...{messageId: 'msg_1', model: 'claude-opus-4-8', isPart: undefined}, tokens: [2, 79_214, 0, 13_658]},
	];
	expect(requests(model, {...usage, iterations: [refused, served]})).toMatchObject(expected);
	expect(requests(model, {...usage, iterations: [served]})).toMatchObject(expected);
});

test('where the model that took over did not answer either, what it used is a part of its own', () => {
	const refused = call(2, 50, {model: 'claude-fable-5'});
	const first = call(2, 30, {type: 'fallback_message', model: 'claude-opus-4-8', cache_read_input_tokens: 7000});
	const last = call(2, 500, {type: 'fallback_message', model: 'claude-sonnet-4-6', cache_read_input_tokens: 8000});
	const usage = {...call(2, 500), cache_read_input_tokens: 8000, iterations: [refused, first, last]};
	expect(requests('claude-fable-5', usage)).toMatchObject([
		{model: 'claude-sonnet-4-6', isPart: undefined, tokens: [2, 8000, 0, 500], lastIterationTokens: 8002},
		{model: 'claude-opus-4-8', isPart: true, tokens: [2, 7000, 0, 30]},
	]);
});

test('what an answer used before it was paused is a part of it, which its usage leaves out', () => {
	const pausedResponses = [
		{limit: 'x', usage: {...call(100, 700), cache_read_input_tokens: 50_000}},
		{usage: call(3, 4)},
		...[null, 'odd', {usage: 5}, {}],
	];
	const line = answerLine({usage: call(10, 30), pausedResponses});
	for (const text of [JSON.stringify(line), JSON.stringify(line, null, 1).replaceAll('\n', ' ')]) {
		const all = requestsOf(readLines(text).events);
		expect(all.map(({messageId, isPart, usage}) => [messageId, isPart, usage.inputTokens, usage.outputTokens])).toEqual(
			[
				['msg_1', undefined, 10, 30],
				['msg_1/1', true, 100, 700],
				['msg_1/2', true, 3, 4],
			],
		);
		expect(all[0]?.lastIterationTokens).toBeNull();
	}
	for (const odd of ['[', null, {}, 'x', []])
		expect(requestsOf(readLines(answerLine({pausedResponses: odd})).events)).toHaveLength(1);
});

test('calls are told apart in JSON with spaces as well', () => {
	const usage = {...call(150_000, 3), iterations: [call(60_000, 1), call(90_000, 2)]};
	const spaced = JSON.stringify(answerLine({model: stepped, usage}), null, 1).replaceAll('\n', ' ');
	expect(requestsOf(readLines(spaced).events)[0]?.largePromptUsage).toEqual(noUsage);
});

test('a part is not matched with the telemetry of its answer', () => {
	const all = requestsOf(readLines(answerLine({usage: {...call(5, 6), iterations: [call(5, 6), advice()]}})).events);
	expect(all.map(({requestId}) => requestId)).toEqual(['req_1', 'req_1/1']);
});

test('a part does not get Claude Code’s price, which is for the whole answer', () => {
	const usage = {...call(5, 6), iterations: [call(5, 6), advice()]};
	const all = requestsOf(readLines(answerLine({usage}, {costUSD: 0.25})).events);
	expect(all.map(({fallbackCostUsd}) => fallbackCostUsd)).toEqual([0.25, undefined]);
});

test('the final record of an answer has its parts, though those before had none', () => {
	const usage = (output: number, iterations: object[]) => ({usage: {...call(5, output), iterations}});
	const {events} = readLines(
		...[
			answerLine(usage(1, [])),
			answerLine(usage(6, [call(5, 6), advice()])),
			answerLine(usage(6, [call(5, 6), advice()])),
		],
	);
	expect(requestsOf(events).map(({messageId, usage}) => [messageId, usage.outputTokens])).toEqual([
		['msg_1', 1],
		['msg_1', 6],
		['msg_1/1', 2000],
	]);
});
