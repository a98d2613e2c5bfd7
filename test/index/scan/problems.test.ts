import {expect, test} from 'vitest';
import {createProblems} from '../../../source/index/scan/problems.ts';

const damaged = (path: string, count: number) =>
	({type: 'problem', path, message: 'Some records are damaged.', count}) as const;
const failed = (code: string) => Object.assign(new Error(`${code}: no`), {code});

test('damage of many transcripts is one problem, at the first of them by name', () => {
	const problems = createProblems();
	for (const [path, count] of [
		['/b', 2],
		['/a', 3],
		['/b', 1],
	] as const)
		problems.damaged(damaged(path, count));
	expect(problems.all()).toEqual([
		{...damaged('/a', 6), message: 'Damaged records in it and in 1 other transcript were left out: the rest counts.'},
	]);
});

test('damage of one transcript names no others', () => {
	const problems = createProblems();
	problems.damaged(damaged('/a', 3));
	expect(problems.all()[0]!.message).toBe('Damaged records in it were left out: the rest counts.');
	expect(createProblems().all()).toEqual([]);
	for (const path of ['/b', '/c']) problems.damaged(damaged(path, 1));
	expect(problems.all()[0]!.message).toContain('it and in 2 other transcripts were');
});

test('a file that cannot be read is a problem; one that was just deleted is not', () => {
	const problems = createProblems();
	problems.unreadable('/gone', failed('ENOENT'));
	problems.unreadable('/a', failed('EACCES'));
	problems.unreadable('/a', failed('EACCES'));
	expect(problems.all()).toMatchObject([{path: '/a', count: 2}]);
	expect(problems.all()[0]!.message).toContain('missing from the history');
});

test('names the database that could not be written, with the reason', () => {
	const problems = createProblems();
	problems.database('/state/ccmon.db', failed('ENOSPC'));
	problems.add({type: 'problem', path: '/other', message: 'as it is', count: 4});
	expect(problems.all()).toMatchObject([
		{path: '/state/ccmon.db', count: 1, message: expect.stringContaining('sums may be too small')},
		{path: '/other', message: 'as it is', count: 4},
	]);
});
