import {describe, expect, test} from 'vitest';
import {choiceLabels, toolCallsOf, wholeInput} from '../../../source/claude/transcript/tool-call.ts';

const whole = (tool: string, input: Record<string, unknown>) => wholeInput({tool, input});

describe('all that a call would do', () => {
	test('of a command: each line with its blanks, and what else changes how it runs', () => {
		expect(whole('Bash', {command: 'if a; then\n\tb   c\nfi\n', description: 'not this', timeout: 9})).toEqual([
			'if a; then',
			'    b   c',
			'fi',
		]);
		expect(whole('Bash', {command: 'x', run_in_background: true})).toEqual(['x', 'run_in_background: true']);
	});

	test('of a file: its path and every line, however many', () => {
		const content = Array.from({length: 200}, (_, line) => `line ${line}`).join('\n');
		expect(whole('Write', {file_path: '/a', content})).toHaveLength(201);
		expect(whole('Edit', {file_path: '/a', old_string: 'x\ny', new_string: 'x\nz', replace_all: true})).toEqual([
			'/a (everywhere in it)',
			'− y',
			'+ z',
		]);
	});

	test('of other tools: every field', () => {
		expect(whole('mcp__a__b', {name: 'two\nlines', deep: {x: 1}})).toEqual(['name: two', 'lines', 'deep: {"x":1}']);
		expect(whole('mcp__a__b', {})).toEqual([]);
	});

	test('of a question: its choices', () => {
		const questions = [{question: 'Which?', options: [{label: 'A', description: 'a'}, {label: 'B'}]}];
		expect(whole('AskUserQuestion', {questions})).toEqual(['Which?', '1. A: a', '2. B']);
		expect(choiceLabels({questions})).toEqual(['A', 'B']);
		expect(choiceLabels({questions: 'none'})).toEqual([]);
	});

	test('of several questions: each with its choices', () => {
		const ask = (question: string) => ({question, options: [{label: 'A'}, {label: 'B'}]});
		const content = [{type: 'tool_use', id: 't', name: 'AskUserQuestion', input: {questions: ['X?', 'Y?'].map(ask)}}];
		expect(toolCallsOf({message: {content}})[0]).toMatchObject({
			summary: '2 questions: X?',
			detail: ['1. A', '2. B', 'Y?', '1. A', '2. B'],
		});
	});

	test.each([
		['a direction mark', 'echo \u202e hidden'],
		['a blank of no width', 'rm\u200b x'],
		['an escape sequence', 'echo \u001b[8m hidden'],
		['a carriage return in a line', 'rm x\rls'],
	])('is not shown where it holds %s', (_, command) => {
		expect(whole('Bash', {command})).toBeNull();
		expect(whole('mcp__a__b', {text: command})).toBeNull();
	});
});
