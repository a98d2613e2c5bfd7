import {expect, test} from 'vitest';
import {readCalls} from '../../../source/claude/transcript/calls.ts';

const line = (record: unknown) => JSON.stringify(record);
const call = (id: string, name: string, input: unknown) =>
	line({type: 'assistant', message: {content: [{type: 'tool_use', id, name, input}]}});
const result = (id: string, content: unknown, more = {}, isError = false) =>
	line({
		type: 'user',
		message: {content: [{type: 'tool_result', tool_use_id: id, content, is_error: isError}]},
		...more,
	});

const turnedDown =
	"The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed.";

test('calls without a result are pending, oldest first', () => {
	const {pending} = readCalls(
		[call('a', 'Bash', {command: 'ls'}), call('b', 'Bash', {command: 'pwd'}), result('a', 'x')].join('\n'),
	);
	expect(pending).toEqual([{id: 'b', tool: 'Bash', input: {command: 'pwd'}}]);
});

test('a result says whether it was let run, turned down, or answered', () => {
	const {results} = readCalls(
		[
			result('ran', 'out', {permissionDecision: {decision: 'accept'}}),
			result('failed', 'Exit code 1', {permissionDecision: {decision: 'accept'}}, true),
			result('denied', turnedDown, {toolDenialKind: 'user-rejected', toolDenialBeforeRun: true}, true),
			result(
				'with a reason',
				turnedDown,
				{toolDenialKind: 'user-rejected', permissionDecision: {decision: 'reject'}},
				true,
			),
			result('stopped', turnedDown, {toolDenialKind: 'user-rejected'}, true),
			result('denied in an old version', [{type: 'text', text: turnedDown}], {}, true),
			result('broken', 'Error: no such tool', {}, true),
			result('answered', 'Your questions…', {toolUseResult: {answers: {'Which?': 'Red'}}}),
		].join('\n'),
	);
	const none = {isRejected: false, isInterrupted: false, isAllowed: false, answers: null};
	expect(Object.fromEntries(results)).toEqual({
		ran: {...none, isAllowed: true},
		failed: {...none, isAllowed: true},
		denied: {...none, isRejected: true},
		'with a reason': {...none, isRejected: true},
		stopped: {...none, isInterrupted: true},
		'denied in an old version': {...none, isRejected: true},
		broken: none,
		answered: {...none, isAllowed: true, answers: {'Which?': 'Red'}},
	});
});

test('skips incomplete records and those that repeat one', () => {
	const shape = line({type: 'api-request-shape', message: {content: [{type: 'tool_result', tool_use_id: 'a'}]}});
	const cut = call('c', 'Bash', {command: 'cut'}).slice(20);
	const odd = [
		'{"type":"assistant","message":{"content":[null,"tool_use",{"type":"tool_use","id":7}]}}',
		'"tool_use"',
		'null',
	];
	expect(readCalls([cut, shape, call('a', 'Bash', 'no object'), ...odd].join('\n'))).toEqual({
		pending: [{id: 'a', tool: 'Bash', input: {}}],
		results: new Map(),
	});
});
