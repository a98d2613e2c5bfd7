/** What the walker finds in bytes. What becomes of it, record by record: ../read-transcript.test.ts and its neighbours. */
import {expect, test} from 'vitest';
import {field, recordType} from '../../../../source/claude/transcript/walker/record-fields.ts';
import {recordWalker} from '../../../../source/claude/transcript/walker/record-walker.ts';

type Field = keyof typeof field;

interface Found {
	type: number;
	/** By field, what is in its place; only those that are there. */
	texts: Partial<Record<Field, string>>;
	/** By field; only those that are there. */
	counts: Partial<Record<Field, number>>;
	files: string[];
}

/** All records in a text, one after the other. */
function walk(text: string, goesIntoLists = true): Found[] {
	const {code, bytes, window, places, counts, files} = recordWalker();
	const end = window + bytes.write(text, window);
	code.begin(0, false, 0);
	const found: Found[] = [];
	for (let at = window; ; at = places[2 * field.record + 1]!) {
		const type = code.nextRecord(at, end, goesIntoLists);
		if (type === 0) return found;
		const names = Object.keys(field) as Field[];
		const textAt = (start: number, stop: number) => bytes.toString('utf8', start, stop);
		found.push({
			type,
			texts: Object.fromEntries(
				names
					.filter(name => name !== 'record' && places[2 * field[name]] !== 0)
					.map(name => [name, textAt(places[2 * field[name]]!, places[2 * field[name] + 1]!)]),
			),
			counts: Object.fromEntries(
				names
					.filter(name => field[name] <= field.oddCounts && counts[field[name]] !== -1)
					.map(name => [name, counts[field[name]]]),
			),
			files: Array.from({length: files[0]!}, (_, index) => textAt(files[2 * index + 1]!, files[2 * index + 2]!)),
		});
	}
}
const one = (record: object, goesIntoLists?: boolean): Found => {
	const found = walk(`${JSON.stringify(record)}\n`, goesIntoLists);
	expect(found).toHaveLength(1);
	return found[0]!;
};

const usage = {
	...{input_tokens: 1, cache_creation_input_tokens: 2, cache_read_input_tokens: 3, output_tokens: 4},
	cache_creation: {ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 6},
	...{server_tool_use: {web_search_requests: 7, web_fetch_requests: 99}, speed: 'fast', inference_geo: 'us'},
	iterations: [{input_tokens: 50}],
};
const input = {file_path: '/w/ä.ts', command: 'cat', notebook_path: '/w/n.ipynb'};
const message = {
	...{id: 'msg_1', model: 'claude-opus-5', role: 'assistant', usage, pausedResponses: [{}]},
	content: [{type: 'tool_use', id: 'toolu_1', name: 'Read', input}],
};
const answer = {
	...{parentUuid: null, isSidechain: true, type: 'assistant', timestamp: '2026-11-20T10:00:00.000Z'},
	...{requestId: 'req_1', cwd: '/w', gitBranch: 'main', version: '2.1.332', agentId: 'a1', sessionId: 's1'},
	...{requestSessionId: 's0', forkedFrom: {sessionId: 's-1', messageUuid: 'u'}, costUSD: 0.5, message},
};

test('every field of an answer is found in its place, and none of a place that it is not', () => {
	const {type, texts, counts, files} = one(answer);
	expect(type).toBe(recordType.answer);
	expect(texts).toMatchObject({
		...{type: 'assistant', timestamp: answer.timestamp, requestId: 'req_1', isSidechain: 'true', costUsd: '0.5'},
		...{cwd: '/w', gitBranch: 'main', version: '2.1.332', agentId: 'a1', sessionId: 's1', requestSessionId: 's0'},
		...{forkedFromSessionId: 's-1', messageId: 'msg_1', model: 'claude-opus-5', speed: 'fast', inferenceGeo: 'us'},
		...{toolCallId: 'toolu_1', toolName: 'Read', usage: JSON.stringify(usage), iterations: '[{"input_tokens":50}]'},
		pausedResponses: '[{}]',
	});
	expect(texts).not.toHaveProperty('toolUseId');
	expect(texts).not.toHaveProperty('attachmentType');
	expect(counts).toEqual({
		...{inputTokens: 1, cacheCreationTokens: 2, cacheReadTokens: 3, outputTokens: 4},
		...{cacheCreation5mTokens: 5, cacheCreation1hTokens: 6, webSearches: 7, oddCounts: 0},
	});
	expect(files).toEqual(['/w/ä.ts', '/w/n.ipynb']);
});

test('without its lists an answer has no calls and no files, but all of its counts', () => {
	const {texts, counts, files} = one(answer, false);
	expect([texts.toolCallId, files]).toEqual([undefined, []]);
	expect(counts.outputTokens).toBe(4);
	expect(texts.messageId).toBe('msg_1');
});

test('what a record lacks is not what the last one had', () => {
	const lines = [answer, {type: 'assistant', message: {id: 'msg_2', usage: {input_tokens: 8}}}];
	const [, second] = walk(lines.map(line => JSON.stringify(line)).join('\n'));
	expect(second!.texts).toEqual({
		type: 'assistant',
		messageId: 'msg_2',
		message: expect.anything(),
		usage: '{"input_tokens":8}',
	});
	expect(second!.counts).toEqual({inputTokens: 8, oddCounts: 0});
	expect(second!.files).toEqual([]);
});

test('a result of a tool, and what is attached', () => {
	const content = [{type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok', file_path: '/not/of/a/call'}];
	const user = one({type: 'user', sessionId: 's1', message: {role: 'user', content}});
	expect([user.type, user.texts.toolUseId, user.files]).toEqual([recordType.user, 'toolu_1', []]);
	const attachment = one({type: 'attachment', attachment: {type: 'queued_command'}, sessionId: 's1'});
	expect([attachment.type, attachment.texts.attachmentType, attachment.texts.type]).toEqual([
		recordType.attachment,
		'queued_command',
		'attachment',
	]);
});

test.each([
	'system',
	'cost-state',
	'summary',
	'ai-title',
	'custom-title',
	'queue-operation',
	'pr-link',
	'worktree-state',
])('a record of the type %s is to be parsed', type => {
	expect(one({type, subtype: 'x'}).type).toBe(recordType.parsed);
});

test('records of other types are passed over, those written unusually are to be parsed', () => {
	const line = (record: object) => `${JSON.stringify(record)}\n`;
	expect(walk(line({type: 'progress', message}) + line({message}) + line({type: 'assistant2'}))).toEqual([]);
	const spaced = JSON.stringify(answer, null, 1);
	expect(walk(`${line({type: 'progress'})}${spaced}\n`).map(({type}) => type)).toEqual([recordType.parsed]);
	// Of two calls in one record both are wanted.
	const two = {...message, content: [...message.content, ...message.content]};
	expect(one({...answer, message: two}).type).toBe(recordType.parsed);
});

test('counts that are no plain numbers are said to be odd', () => {
	for (const odd of [-1, 1.5, '7', null, 1e10, {}]) {
		const {counts} = one({type: 'assistant', message: {id: 'm', usage: {input_tokens: 1, output_tokens: odd}}});
		expect([counts.oddCounts, counts.inputTokens, counts.outputTokens], String(odd)).toEqual([1, 1, undefined]);
	}
});

test('the files of a record are as many as there is room for', () => {
	const inputs = Object.fromEntries(Array.from({length: 100}, (_, index) => [`edit${index}`, index]));
	const text = JSON.stringify({type: 'user', message: {content: [{type: 'x', input: inputs}]}}).replace(
		/"edit(\d+)":\d+/g,
		'"file_path":"/w/$1"',
	);
	const [found] = walk(text);
	expect(found!.files).toHaveLength(64);
	expect([found!.files[0], found!.files[63]]).toEqual(['/w/0', '/w/63']);
});

test('a thread has one walker', () => {
	expect(recordWalker()).toBe(recordWalker());
});
