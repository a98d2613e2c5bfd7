/** Answers as they are generated: estimates until the end says what they were. */
import {beforeEach, describe, expect, test} from 'vitest';
import type {RequestSeen} from '../../../source/claude/events.ts';
import {createStreaming, type Place, type Streaming} from '../../../source/claude/stream-json/answer.ts';

let seen: RequestSeen[];
let streaming: Streaming;
beforeEach(() => {
	seen = [];
	streaming = createStreaming(event => void seen.push(event as RequestSeen));
});

const place = (at: number, parentToolUseId: string | null = null): Place => ({sessionId: 'one', parentToolUseId, at});
const start = (at: number, id = 'msg_1', parent: string | null = null) =>
	streaming.event(
		{type: 'message_start', message: {id, model: 'm', usage: {input_tokens: 7, output_tokens: 1, speed: 'fast'}}},
		place(at, parent),
	);
const write = (at: number, characters: number, parent: string | null = null, name = 'text') =>
	streaming.event({type: 'content_block_delta', delta: {[name]: 'x'.repeat(characters)}}, place(at, parent));
const end = (at: number, usage: object | null, parent: string | null = null) =>
	streaming.event({type: 'message_delta', usage}, place(at, parent));
const outputs = () => seen.map(({usage, outputEstimated}) => [usage.outputTokens, outputEstimated === true]);

describe('the output of an answer', () => {
	test('is estimated from its text, a token per four characters, at most ten times a second', () => {
		start(0);
		write(50, 40);
		write(99, 40);
		write(100, 19);
		write(199, 400);
		write(200, 1);
		// 99 characters after a tenth of a second, 500 after two.
		expect(outputs()).toEqual([
			[1, false],
			[24, true],
			[125, true],
		]);
	});

	test('is what the end reports, smaller or not; counts that it leaves out are those of the start', () => {
		start(0);
		write(200, 4000);
		end(300, {output_tokens: 30, input_tokens: null});
		expect(seen.at(-1)).toMatchObject({
			...{messageId: 'msg_1', at: 300, origin: 'headless', speed: 'fast', purpose: 'main'},
			usage: {inputTokens: 7, outputTokens: 30},
		});
		expect(outputs().at(-1)).toEqual([30, false]);
		// Nothing is open any more.
		write(900, 400);
		streaming.abandon();
		expect(seen).toHaveLength(3);
	});

	test('also grows with thinking and tool input', () => {
		start(0);
		write(100, 40, null, 'thinking');
		write(200, 40, null, 'partial_json');
		write(300, 40, null, 'signature');
		expect(outputs().slice(1)).toEqual([
			[10, true],
			[20, true],
			[20, true],
		]);
	});

	test('is what was last reported once the session has ended', () => {
		start(0);
		write(200, 400);
		streaming.abandon();
		expect(outputs()).toEqual([
			[1, false],
			[100, true],
			[1, false],
		]);
	});
});

test('a subagent’s answer is generated beside the main thread’s', () => {
	start(0);
	start(0, 'msg_2', 'toolu_1');
	write(100, 40);
	write(100, 400, 'toolu_1');
	end(200, {output_tokens: 9}, 'toolu_1');
	expect(seen.map(({messageId, purpose, usage}) => [messageId, purpose, usage.outputTokens])).toEqual([
		...[
			['msg_1', 'main', 1],
			['msg_2', 'subagent', 1],
			['msg_1', 'main', 10],
			['msg_2', 'subagent', 100],
		],
		['msg_2', 'subagent', 9],
	]);
});

test('the line of an answer has its request id and the estimate so far', () => {
	start(0);
	write(50, 80);
	streaming.assistant({id: 'msg_1', model: 'm', usage: {input_tokens: 7, output_tokens: 1}}, 'req_1', place(60));
	expect(seen.at(-1)).toMatchObject({requestId: 'req_1', usage: {outputTokens: 20}, outputEstimated: true});
});

test.each<[string, Record<string, unknown>]>([
	['without an id', {model: 'm', usage: {input_tokens: 7}}],
	['without a model', {id: 'msg_1', usage: {input_tokens: 7}}],
	['without a usage', {id: 'msg_1', model: 'm'}],
	['that is none of the model’s', {id: 'msg_1', model: '<synthetic>', usage: {input_tokens: 7}}],
	['whose usage counts nothing', {id: 'msg_1', model: 'm', usage: {}}],
	['that is junk', {id: 5, model: [], usage: 'x'}],
])('a line %s is not a request', (_, message) => {
	streaming.assistant(message, null, place(0));
	if (message.model !== '<synthetic>') streaming.event({type: 'message_start', message}, place(0));
	streaming.event({type: 'message_delta', usage: {output_tokens: 5}}, place(1));
	streaming.abandon();
	expect(seen.filter(({usage}) => usage.inputTokens + usage.outputTokens > 5)).toEqual([]);
});

test('remembers whether the last answer’s text came in pieces', () => {
	expect(streaming.hasStreamed('msg_1')).toBe(false);
	start(0);
	expect([streaming.hasStreamed('msg_1'), streaming.hasStreamed('msg_9'), streaming.hasStreamed(null)]).toEqual([
		...[true, false, false],
	]);
});
