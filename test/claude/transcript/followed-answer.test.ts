import {expect, test} from 'vitest';
import type {Answer} from '../../../source/claude/transcript/answer.ts';
import {followedBy, type OpenAnswer} from '../../../source/claude/transcript/followed-answer.ts';
import {noUsage} from '../../../source/claude/usage.ts';
import {request} from '../../support/events.ts';

const uuid = '3f2b9c1e-7d64-4a0f-9b58-0c4d5e6f7a8b';
type Line = Partial<Pick<Answer, 'messageId' | 'requestId' | 'isSidechain'>> & {output?: number; agentId?: string};

/** The output tokens that a line before had said, for each line; null: none did. */
function follow(...lines: readonly Line[]): (number | null)[] {
	const emitted: {answer?: OpenAnswer | undefined} = {};
	return lines.map(({messageId = uuid, requestId = null, isSidechain = false, output = 0, agentId = null}, n) => {
		const usage = {...noUsage, inputTokens: 5, outputTokens: output};
		const answer = {messageId, requestId, isSidechain} as Answer;
		return followedBy(emitted, answer, agentId, request({n, usage}))?.outputTokens ?? null;
	});
}

test('lines of one id follow one another, however much each says; the one that said most is remembered', () => {
	expect(follow({output: 0}, {output: 30}, {output: 8}, {output: 40})).toEqual([null, 0, 30, 30]);
});

test.each(['msg_01XFDUDYJgAACzvnptvVoYEL', 'chatcmpl-9d8e7f6a5b4c3d2e', uuid])(
	'%s is an id of one answer',
	messageId => {
		expect(follow({messageId, output: 1}, {messageId, output: 2})).toEqual([null, 1]);
	},
);

test.each(['', 'msg', 'assistant-message-of-model', 'answer', 'msg 01XFDUDYJgAACzvnptvVoYEL', '1'])(
	'%j may be that of any answer',
	messageId => {
		expect(follow({messageId, output: 1}, {messageId, output: 2})).toEqual([null, null]);
	},
);

test('another id in between, a request id, or another subagent, and it does not follow', () => {
	const other = uuid.replace('3', '4');
	expect(follow({output: 1}, {messageId: other, output: 2}, {output: 3})).toEqual([null, null, null]);
	expect(follow({output: 1}, {requestId: 'req_1', output: 2}, {output: 3})).toEqual([null, null, null]);
	expect(follow({output: 1}, {agentId: 'a', isSidechain: true, output: 2})).toEqual([null, null]);
	expect(follow({agentId: 'a', isSidechain: true, output: 1}, {agentId: 'a', isSidechain: true, output: 2})).toEqual([
		null,
		1,
	]);
});

test('subagents that took turns in the conversation’s own file are not joined', () => {
	expect(follow({isSidechain: true, output: 1}, {isSidechain: true, output: 2})).toEqual([null, null]);
});

test('a line without usage is passed over', () => {
	const emitted: {answer?: OpenAnswer | undefined} = {};
	const answer = {messageId: uuid, requestId: null, isSidechain: false} as Answer;
	const usage = {...noUsage, outputTokens: 7};
	followedBy(emitted, answer, null, request({n: 1, usage}));
	expect(followedBy(emitted, answer, null, undefined)).toBeUndefined();
	expect(followedBy(emitted, answer, null, request({n: 2}))).toEqual(usage);
});
