import {describe, expect, test} from 'vitest';
import {answerLine, ofType, read, readLines, requestsOf} from './read.ts';

describe('requests', () => {
	test('a repeated answer is not emitted again, a larger one is', () => {
		const usage = (output_tokens: number) => ({usage: {input_tokens: 7, output_tokens}});
		const {events} = readLines(
			...[answerLine(usage(1)), answerLine(usage(1)), answerLine(usage(90)), answerLine(usage(90))],
		);
		expect(requestsOf(events).map(({usage}) => usage.outputTokens)).toEqual([1, 90]);
	});

	test('the context is the last iteration’s, not the sum', () => {
		const iterations = [
			{input_tokens: 3, cache_read_input_tokens: 1000, cache_creation_input_tokens: 50, output_tokens: 5},
			{input_tokens: 4, cache_read_input_tokens: 1050, cache_creation_input_tokens: 60, output_tokens: 6},
		];
		const usage = {input_tokens: 7, cache_read_input_tokens: 2050, cache_creation_input_tokens: 110, output_tokens: 11};
		const several = readLines(answerLine({usage: {...usage, iterations}}));
		expect(requestsOf(several.events)[0]?.lastIterationTokens).toBe(1114);
		const single = readLines(answerLine({usage: {...usage, iterations: iterations.slice(0, 1)}}));
		expect(requestsOf(single.events)[0]?.lastIterationTokens).toBeNull();
	});

	test('cache writes without a split are five-minute ones, and the sum decides', () => {
		const writes = (usage: object) => {
			const [request] = requestsOf(readLines(answerLine({usage: {input_tokens: 1, ...usage}})).events);
			return [request?.usage.cacheCreation5mInputTokens, request?.usage.cacheCreation1hInputTokens];
		};
		const divided = {ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 70};
		expect(writes({cache_creation_input_tokens: 100})).toEqual([100, 0]);
		expect(writes({cache_creation_input_tokens: 100, cache_creation: divided})).toEqual([30, 70]);
		expect(writes({cache_creation: divided})).toEqual([30, 70]);
		expect(writes({input_tokens: undefined, cache_creation: divided})).toEqual([30, 70]);
		expect(writes({cache_creation_input_tokens: 0, cache_creation: divided})).toEqual([0, 0]);
	});

	test('numbers as text are read; a negative, broken or absurd count is unknown, and the others stay', () => {
		const {events, damages} = readLines(
			answerLine({id: 'a', usage: {input_tokens: '12', output_tokens: 5}}),
			answerLine({id: 'b', usage: {input_tokens: -1, output_tokens: 5}}),
			answerLine({id: 'c', usage: {input_tokens: 1.5, output_tokens: 5}}),
			answerLine({id: 'f', usage: {input_tokens: 2_000_000_000, output_tokens: 5}}),
			answerLine({id: 'd', usage: {output_tokens: null}}),
			answerLine({id: 'e', usage: null}),
		);
		expect(requestsOf(events).map(({messageId, usage}) => [messageId, usage.inputTokens, usage.outputTokens])).toEqual([
			['a', 12, 5],
			...['b', 'c', 'f'].map(id => [id, 0, 5]),
		]);
		expect(damages).toBe(0);
	});

	test('of two values under one key only the second counts, as in JSON', () => {
		const first = {input_tokens: 1, cache_read_input_tokens: 5, speed: 'fast'};
		const line = JSON.stringify(answerLine({}));
		const events = [
			line.replace('"usage":', `"usage":${JSON.stringify(first)},"usage":`),
			line.replace('"message":', `"message":${JSON.stringify({id: 'old', usage: first})},"message":`),
			line.replace('"usage":{', '"usage":{"cache_creation":{"ephemeral_1h_input_tokens":20},"cache_creation":{},'),
			line.replace('"usage":{', '"usage":{"cache_creation":{"ephemeral_1h_input_tokens":20},"cache_creation":null,'),
			line.replace('"usage":{', '"usage":{"server_tool_use":{"web_search_requests":3},"server_tool_use":{},'),
			line.replace('"message":', '"forkedFrom":{"sessionId":"other"},"forkedFrom":{},"message":'),
		].map(text => requestsOf(readLines(text).events));
		const [plain] = requestsOf(readLines(line).events);
		expect(events).toEqual(events.map(() => [plain]));
	});

	test('an answer without a model counts; Claude Code’s own messages do not', () => {
		const {events} = readLines(answerLine({model: undefined}), answerLine({id: 'b', model: '<synthetic>'}));
		expect(requestsOf(events).map(({model, usage}) => [model, usage.inputTokens])).toEqual([['unknown', 7]]);
	});

	test('the cost on an old line is kept for models without a price', () => {
		const costs = [0.25, 0, '0.5', -1, null, 'free', ['x']].map((costUSD, index) =>
			answerLine({id: `m${index}`}, {costUSD}),
		);
		const {events} = readLines(...costs);
		expect(requestsOf(events).map(({fallbackCostUsd}) => fallbackCostUsd)).toEqual([
			...[0.25, 0, undefined, undefined, undefined, undefined, undefined],
		]);
	});

	test('an impossible time is unknown', () => {
		const {events} = readLines(
			answerLine({id: 'a'}, {timestamp: '2026-11-22T10:00:00.000Z'}),
			...['+275760-09-13T00:00:00.001Z', '2026-13-22T10:00:00.000Z', '', 8.64e15 + 1].map((timestamp, index) =>
				answerLine({id: `b${index}`}, {timestamp}),
			),
			{type: 'cost-state', totalCostUSD: 1, startTime: 9e15, totalDuration: 5},
		);
		const at = Date.UTC(2026, 10, 22, 10);
		expect(requestsOf(events).map(request => request.at)).toEqual([at, at, at, at, at]);
		expect(ofType(events, 'reported')).toMatchObject([{at}]);
	});

	test('fast mode, region and web searches are kept', () => {
		const usage = {output_tokens: 5, speed: 'fast', inference_geo: 'us', server_tool_use: {web_search_requests: 2}};
		const [request] = requestsOf(readLines(answerLine({usage})).events);
		expect(request).toMatchObject({speed: 'fast', inferenceGeo: 'us', usage: {webSearchRequests: 2}});
	});

	test('recognises hidden helpers that some versions store as subagents by their names', () => {
		const purpose = (agentId: string) => {
			const [request] = requestsOf(read(`${JSON.stringify(answerLine())}\n`, {agentId}).events);
			return [request?.purpose, request?.cause];
		};
		expect(purpose('acompact-0a1b2c')).toEqual(['compaction', null]);
		expect(purpose('aprompt_suggestion-0a1b2c')).toEqual(['background', 'prompt_suggestion']);
		expect(purpose('aside_question-0a1b2c')).toEqual(['subagent', null]);
		expect(purpose('a0123456789abcdef')).toEqual(['subagent', null]);
	});

	test.each([
		['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'msg_bdrk_1', 'bedrock'],
		['arn:aws:bedrock:us-east-1:1:inference-profile/x', 'msg_1', 'bedrock'],
		['claude-opus-4-5@20251101', 'msg_1', 'vertex'],
		['claude-opus-4-5', 'msg_vrtx_1', 'vertex'],
		['claude-opus-4-5-20251101', 'msg_1', 'anthropic'],
	])('%s (%s) is paid to %s', (model, id, provider) => {
		const seen = ofType(readLines(answerLine({model, id})).events, 'conversation.seen');
		expect(seen[0]?.provider).toBe(provider);
	});
});

describe('an answer without a request id', () => {
	const line = (id: string, input_tokens: number, output_tokens = 5, fields = {}) =>
		answerLine(
			{id: `chatcmpl-5c1f09e7-${id}`, usage: {input_tokens, output_tokens}},
			{requestId: undefined, ...fields},
		);
	const user = {type: 'user', message: {role: 'user', content: 'and then?'}, timestamp: '2026-11-22T10:00:01.000Z'};
	const follows = (...lines: unknown[]) =>
		requestsOf(readLines(...lines).events).map(({follows}) => follows?.inputTokens ?? null);

	test('names the usage of the line before, of those of the answer the final one’s', () => {
		expect(follows(line('a', 1, 9), line('a', 2, 3), line('a', 3), line('b', 4), line('b', 5))).toEqual([
			...[null, 1, 1, null, 4],
		]);
	});

	test('does not go on after a prompt, a result or an attachment, with a request id, or in another agent', () => {
		const result = {...user, message: {role: 'user', content: [{type: 'tool_result', tool_use_id: 't', content: ''}]}};
		const attachment = {type: 'attachment', attachment: {type: 'queued_command', prompt: 'now'}};
		for (const between of [user, result, attachment])
			expect(follows(line('a', 1), between, line('a', 2))).toEqual([null, null]);
		expect(follows(line('a', 1), line('a', 2, 5, {requestId: 'req_2'}), line('a', 3))).toEqual([null, null, null]);
		expect(follows(line('a', 1), line('a', 2, 5, {agentId: 'x'}))).toEqual([null, null]);
		const aside = {isSidechain: true};
		expect(follows(line('a', 1, 5, aside), line('a', 2, 5, aside))).toEqual([null, null]);
		expect(follows(line('a', 1, 5, {agentId: 'x', ...aside}), line('a', 2, 5, {agentId: 'x', ...aside}))).toEqual([
			null,
			1,
		]);
	});

	test('does not go on under an id that other answers may have', () => {
		const usage = (input_tokens: number) => ({id: 'gateway', usage: {input_tokens, output_tokens: 5}});
		expect(follows(...[1, 2].map(n => answerLine(usage(n), {requestId: undefined})))).toEqual([null, null]);
	});

	test('goes on in what is read later', () => {
		const text = [line('a', 1), line('a', 2)].map(one => `${JSON.stringify(one)}\n`);
		expect(requestsOf(read(text.join(''), {}, [text[0]!.length]).events)[1]?.follows?.inputTokens).toBe(1);
		expect(requestsOf(read(text.join(''), {detail: 'usage'}).events)[1]?.follows?.inputTokens).toBe(1);
	});
});

test('a title that a person chose wins over the generated one', () => {
	const title = (line: object) => ({sessionId: 'one', ...line});
	const {events} = readLines(
		title({type: 'summary', summary: 'old summary', leafUuid: 'x'}),
		title({type: 'ai-title', aiTitle: 'made up'}),
		title({type: 'custom-title', customTitle: 'my own'}),
		title({type: 'ai-title', aiTitle: 'made up again'}),
		title({type: 'custom-title', customTitle: 'my own'}),
	);
	expect(ofType(events, 'conversation.seen').map(({title}) => title)).toEqual(['old summary', 'made up', 'my own']);
});

test('reads a line that follows an unfinished one without a line break', () => {
	const line = JSON.stringify(answerLine({id: 'second'}));
	const half = JSON.stringify(answerLine({id: 'first', content: [{type: 'text', text: 'cut'}]})).slice(0, 150);
	const {events, damages} = readLines(half + line, '', '   ', '\r');
	expect(requestsOf(events).map(({messageId}) => messageId)).toEqual(['second']);
	expect(damages).toBe(1);
});

test('what does not end in a newline counts if it is whole', () => {
	const text = JSON.stringify(answerLine());
	expect(requestsOf(read(text).events)).toHaveLength(1);
	expect(read(text).readTo).toBe(text.length);
	expect(read(text.slice(0, -1))).toEqual({events: [], damages: 0, readTo: 0});
});

test('recognises a background session by its lines', () => {
	const line = {type: 'user', timestamp: '2026-11-22T10:00:00.000Z', sessionKind: 'bg', message: {content: 'do'}};
	const seen = ofType(readLines(line, {...line, uuid: 'u2'}).events, 'conversation.seen');
	expect(seen.map(({kind}) => kind)).toEqual(['bg']);
	const [plain] = ofType(readLines({...line, sessionKind: undefined}).events, 'conversation.seen');
	expect(plain).toBeDefined();
	expect(plain?.kind).toBeUndefined();
});
