import {expect, test} from 'vitest';
import {answerLine, ofType, read, readLines} from './read.ts';

const zero = {input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0};
const error = (line: object = {}) =>
	answerLine(
		{id: 'synthetic', model: '<synthetic>', usage: zero, content: [{type: 'text', text: 'API Error: 529 Overloaded'}]},
		{isApiErrorMessage: true, uuid: 'e1', ...line},
	);
const errorsOf = (...lines: object[]) => ofType(readLines(...lines).events, 'api.error');

test('an error in an answer’s place, with its status', () => {
	expect(errorsOf(answerLine(), error({error: 'overloaded'}))).toMatchObject([
		{id: 'e1', error: {status: 529, reason: 'overloaded', at: Date.parse('2026-11-22T10:00:00.000Z')}},
	]);
});

test('Claude Code’s other messages, and a subagent’s errors, do not end the turn', () => {
	expect(errorsOf(error({isApiErrorMessage: undefined}), error({isSidechain: true}))).toEqual([]);
});

test('nothing is emitted where only usage is asked for', () => {
	expect(ofType(read(`${JSON.stringify(error())}\n`, {detail: 'usage'}).events, 'api.error')).toEqual([]);
});
