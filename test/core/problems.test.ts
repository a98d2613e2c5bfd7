import {expect, test} from 'vitest';
import {problemsToJson, problemText} from '../../source/core/problems.ts';

const problem = {
	type: 'problem',
	path: '/home/ada/.claude/settings.json',
	message: 'is not valid JSON',
	count: 1,
} as const;

test('one line with the path and what is wrong, and how often', () => {
	expect(problemText(problem)).toBe('/home/ada/.claude/settings.json: is not valid JSON');
	expect(problemText({...problem, count: 3})).toBe('/home/ada/.claude/settings.json: is not valid JSON (3 times)');
});

test('a path that the message names already is not said twice', () => {
	const message = 'EACCES: permission denied, open /home/ada/.claude/settings.json';
	expect(problemText({...problem, message})).toBe(message);
});

test('the name of a machine comes first, also where advice has the same word', () => {
	const host = {...problem, path: 'box', message: 'ssh cannot log in: run ssh box once'};
	expect(problemText(host)).toBe('box: ssh cannot log in: run ssh box once');
	expect(problemText({...problem, path: 'HOME', message: 'HOME is empty'})).toBe('HOME is empty');
});

test('neither line feeds nor escape sequences of a file’s name reach the terminal', () => {
	expect(problemText({...problem, path: '/tmp/a\n\u001b[2Jb'})).not.toMatch(/[\n\u001b]/);
});

test('in JSON the path is the data that it is', () => {
	expect(problemsToJson([{...problem, path: '/tmp/a\nb'}])).toEqual([
		{path: '/tmp/a\nb', message: problem.message, count: 1},
	]);
});
