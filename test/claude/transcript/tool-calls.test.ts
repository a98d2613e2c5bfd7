/** Which tools an answer called, and how large their results were. */
import {expect, test} from 'vitest';
import {answerLine, ofType, read, readLines} from './read.ts';

const call = (id: string, name: string) => answerLine({content: [{type: 'tool_use', id, name, input: {}}]});
const text = answerLine({content: [{type: 'text', text: 'I look.'}]});
const result = (id: string, content: string) => ({
	type: 'user',
	message: {role: 'user', content: [{tool_use_id: id, type: 'tool_result', content}]},
	toolUseResult: content,
});
const bytesOf = (line: {message: object}) => Buffer.byteLength(JSON.stringify(line.message));
const toolsOf = (...lines: object[]) => ofType(readLines(...lines).events, 'tool.calls').map(({tools}) => tools);

test('the calls of an answer and the bytes of their results, in one event', () => {
	const [one, two] = [result('t1', 'x'.repeat(500)), result('t3', 'short')];
	expect(toolsOf(text, call('t1', 'Read'), call('t2', 'Read'), call('t3', 'mcp__github__search'), one, two)).toEqual([
		[
			{tool: 'Read', calls: 2, resultBytes: bytesOf(one)},
			{tool: 'mcp__github__search', calls: 1, resultBytes: bytesOf(two)},
		],
	]);
});

test('each answer has its own calls, even if a result is between them', () => {
	const second = (id: string) =>
		answerLine({id: 'msg_2', content: [{type: 'tool_use', id, name: 'Bash', input: {}}]}, {requestId: 'req_2'});
	const results = ['t1', 't2', 't3'].map(id => result(id, `${id} done`));
	const lines = [call('t1', 'Read'), results[0]!, call('t2', 'Grep'), results[1]!, second('t3'), results[2]!];
	const events = ofType(readLines(...lines).events, 'tool.calls');
	expect(events.map(({messageId, tools}) => [messageId, tools.map(({tool}) => tool)])).toEqual([
		['msg_1', ['Read', 'Grep']],
		['msg_2', ['Bash']],
	]);
	expect(events.flatMap(({tools}) => tools.map(({resultBytes}) => resultBytes))).toEqual(results.map(bytesOf));
});

test('a result that is read later counts with what was read before', () => {
	const done = result('t1', 'done');
	const lines = [call('t1', 'Task'), done].map(line => `${JSON.stringify(line)}\n`);
	const {events} = read(lines.join(''), {}, [Buffer.byteLength(lines[0]!)]);
	// `Task` is the older name of the tool that starts subagents.
	expect(ofType(events, 'tool.calls').at(-1)?.tools).toEqual([{tool: 'Agent', calls: 1, resultBytes: bytesOf(done)}]);
});

test('several calls in one record of unusual formatting', () => {
	const content = ['Read', 'Read', 'Edit'].map((name, index) => ({type: 'tool_use', id: `t${index}`, name, input: {}}));
	const spaced = JSON.stringify(answerLine({content}), null, 1).replaceAll('\n', ' ');
	const events = ofType(read(`${spaced}\n`).events, 'tool.calls');
	expect(events.map(({tools}) => tools)).toEqual([
		[
			{tool: 'Read', calls: 2, resultBytes: 0},
			{tool: 'Edit', calls: 1, resultBytes: 0},
		],
	]);
});

test('several calls in one record, and several results, written as usual', () => {
	const content = ['Read', 'Bash', 'Edit'].map((name, index) => ({type: 'tool_use', id: `t${index}`, name, input: {}}));
	const blocks = ['t0', 't2'].map(id => ({tool_use_id: id, type: 'tool_result', content: `${id} done`}));
	const results = {type: 'user', message: {role: 'user', content: blocks}};
	expect(toolsOf(answerLine({content: [{type: 'text', text: 'I look.'}, ...content]}), results)).toEqual([
		[
			{tool: 'Read', calls: 1, resultBytes: Buffer.byteLength(JSON.stringify(blocks[0]))},
			{tool: 'Bash', calls: 1, resultBytes: 0},
			{tool: 'Edit', calls: 1, resultBytes: Buffer.byteLength(JSON.stringify(blocks[1]))},
		],
	]);
});

test('names are stripped of what could move a cursor', () => {
	const [tools] = toolsOf(call('t1', 'Re\u001b[2Jad'));
	expect(tools?.[0]?.tool).not.toContain('\u001b');
});

test('nothing is emitted where only usage is asked for', () => {
	expect(ofType(read(`${JSON.stringify(call('t1', 'Read'))}\n`, {detail: 'usage'}).events, 'tool.calls')).toEqual([]);
});

test.each([
	['the same message id for all answers', {id: 'relay'}],
	['none', {id: undefined}],
])('answers of a gateway that gives them no request id and %s are told apart by what they used', (_, ids) => {
	const told = (tool: string, id: string, tokens: number) =>
		answerLine(
			{
				...{...ids, usage: {input_tokens: tokens, output_tokens: 5}},
				content: [{type: 'tool_use', id, name: tool, input: {}}],
			},
			{requestId: undefined, timestamp: `2026-11-22T10:00:00.${tokens}Z`},
		);
	const lines = [told('Read', 't1', 100), told('Grep', 't2', 100), told('Bash', 't3', 200), told('Edit', 't4', 300)];
	const events = ofType(readLines(...lines).events, 'tool.calls');
	expect(events.map(({usage, tools}) => [usage?.inputTokens, tools.map(({tool}) => tool)])).toEqual([
		[100, ['Read', 'Grep']],
		[200, ['Bash']],
		[300, ['Edit']],
	]);
});
