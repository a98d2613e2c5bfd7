import {setImmediate as turn} from 'node:timers/promises';
import {expect, test} from 'vitest';
import type {Problem} from '../../source/claude/events.ts';
import {guarded} from '../../source/core/guarded.ts';

test('what a callback throws or rejects with is a problem, and it may be called again', async () => {
	const problems: Problem[] = [];
	const calls: number[] = [];
	const callback = guarded(
		'looking',
		problem => problems.push(problem),
		(call: number) => {
			calls.push(call);
			if (call === 1) throw new TypeError('no such thing');
			if (call === 2) return Promise.reject(new Error('too late'));
			return undefined;
		},
	);
	for (const call of [1, 2, 3]) expect(callback(call)).toBeUndefined();
	await turn();
	expect(calls).toEqual([1, 2, 3]);
	const message = (reason: string) => expect.stringContaining(`A fault in ccmon (${reason})`);
	expect(problems).toMatchObject([
		{path: 'ccmon: looking', message: message('TypeError: no such thing')},
		{path: 'ccmon: looking', message: message('Error: too late')},
	]);
});
