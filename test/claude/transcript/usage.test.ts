/** The `usage` of an answer. */
import {describe, expect, test} from 'vitest';
import {lacksCounts, lastIterationTokens, usageFromObject} from '../../../source/claude/transcript/usage.ts';
import {noUsage} from '../../../source/claude/usage.ts';

const usage = {
	...{input_tokens: 7, output_tokens: 30, cache_read_input_tokens: 11_108, cache_creation_input_tokens: 2777},
	cache_creation: {ephemeral_5m_input_tokens: 2700, ephemeral_1h_input_tokens: 77},
	...{server_tool_use: {web_search_requests: 2}, speed: 'fast', inference_geo: 'us'},
};

test('tokens, searches, speed and region', () => {
	expect(usageFromObject(usage)).toEqual({
		usage: {
			...{inputTokens: 7, outputTokens: 30, cacheReadInputTokens: 11_108, cacheCreation5mInputTokens: 2700},
			...{cacheCreation1hInputTokens: 77, webSearchRequests: 2},
		},
		...{speed: 'fast', inferenceGeo: 'us', iterations: [], servedBy: null},
	});
});

describe('cache writes', () => {
	const written = (fields: object) => {
		const read = usageFromObject({input_tokens: 1, ...fields})!.usage;
		return [read.cacheCreation5mInputTokens, read.cacheCreation1hInputTokens];
	};

	test('are their sum, whatever the split says', () => {
		expect(written({cache_creation_input_tokens: 0, cache_creation: usage.cache_creation})).toEqual([0, 0]);
		expect(written({cache_creation_input_tokens: 50, cache_creation: usage.cache_creation})).toEqual([0, 50]);
		expect(written({cache_creation_input_tokens: 3000, cache_creation: usage.cache_creation})).toEqual([2923, 77]);
	});

	test('without a sum are those of the split, without a split five-minute ones', () => {
		expect(written({cache_creation: usage.cache_creation})).toEqual([2700, 77]);
		expect(written({cache_creation_input_tokens: 9})).toEqual([9, 0]);
		expect(written({})).toEqual([0, 0]);
	});
});

test('impossible counts are left out; without any count there is no usage', () => {
	const odd = {input_tokens: -1, output_tokens: 1e300, cache_read_input_tokens: 1.5, cache_creation_input_tokens: 'x'};
	expect(usageFromObject(odd)).toBeNull();
	expect(usageFromObject({})).toBeNull();
	expect(usageFromObject({...odd, output_tokens: '5'})!.usage).toEqual({...noUsage, outputTokens: 5});
	expect(usageFromObject({output_tokens: 0})!.usage).toEqual(noUsage);
	expect([lacksCounts([-1, -1, -1, -1, -1, -1, -1]), lacksCounts([-1, -1, -1, -1, -1, -1, 0])]).toEqual([true, false]);
});

describe('an answer of several calls', () => {
	const call = (input_tokens: number, fields: object = {}) => ({type: 'message', input_tokens, ...fields});

	test('has them in their order, and the context of the last one that is its own', () => {
		const read = usageFromObject({
			...usage,
			iterations: [call(10), call(20), call(99, {type: 'compaction'}), call(50, {type: 'advisor_message', model: 'm'})],
		})!;
		expect(read.iterations.map(({type, usage: {inputTokens}, otherModel}) => [type, inputTokens, otherModel])).toEqual([
			...[
				['message', 10, null],
				['message', 20, null],
				['compaction', 99, null],
				['advisor_message', 50, 'm'],
			],
		]);
		expect(lastIterationTokens(read)).toBe(20);
	});

	test('with one call is like any other, unless it is an advisor’s', () => {
		const one = usageFromObject({...usage, iterations: [call(7)]})!;
		expect([one.iterations, lastIterationTokens(one)]).toEqual([[], null]);
		const advice = usageFromObject({...usage, iterations: [call(50, {type: 'advisor_message'})]})!;
		expect([advice.iterations[0]!.otherModel, lastIterationTokens(advice)]).toEqual(['unknown', null]);
	});

	test('says which cache writes have no lifetime of their own', () => {
		const written = {cache_creation_input_tokens: 10, cache_creation: {ephemeral_5m_input_tokens: 4}};
		const {iterations} = usageFromObject({...usage, iterations: [call(1, written), call(2)]})!;
		expect(iterations.map(({unsplitTokens}) => unsplitTokens)).toEqual([6, 0]);
	});

	test('may have junk among its calls', () => {
		expect(usageFromObject({...usage, iterations: [null, 7, []]})!.iterations).toEqual([]);
		expect(usageFromObject({...usage, iterations: 'x'})!.iterations).toEqual([]);
		expect(usageFromObject({iterations: [{}, {}]})).toMatchObject({usage: noUsage});
	});
});
