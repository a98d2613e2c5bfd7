import {expect, test} from 'vitest';
import {readDirectives, steer} from './directives.ts';

test('what steer writes is what the stub reads', () => {
	const directives = {
		words: 200,
		delay: 1500,
		speed: 40,
		think: 12,
		usage: {cache_read_input_tokens: 180_000},
		error: {status: 529, times: 2},
	};
	expect(readDirectives(steer('hello', directives))).toEqual(directives);
});

test('directives in a tool input belong to the tool', () => {
	const prompt = steer('look around', {words: 9, tool: {name: 'Bash', input: {command: 'echo [[1]]'}}});
	const text = steer('go', {words: 3, tool: {name: 'Task', input: {prompt, list: [['x']]}}});
	expect(readDirectives(text)).toEqual({words: 3, tool: {name: 'Task', input: {prompt, list: [['x']]}}});
});

test('half a directive is plain text', () => {
	expect(readDirectives('[[words many]] [[delay 5')).toEqual({});
});
