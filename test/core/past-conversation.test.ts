import {expect, test} from 'vitest';
import {joinConversations, nameOfConversation, type PastConversation} from '../../source/core/past-conversation.ts';

const one = (sessionId: string, lastAt: number, host?: string): PastConversation => ({
	...{sessionId, lastAt, configDir: '/c', title: 'fix the login', lastPrompt: null, cwd: null, gitBranch: null},
	...{costUsd: null, partial: true, ...(host !== undefined && {host})},
});

test('conversations of several machines are one list, the latest first, and read no further than is looked', () => {
	const read: number[] = [];
	const mine = [one('m9', 9), one('m5', 5), one('m1', 1)];
	const own = {
		...{count: mine.length, isCut: false},
		at(index: number) {
			read.push(index);
			return mine[index] ?? null;
		},
	};
	const joined = joinConversations(own, [one('b3', 3, 'box'), one('b7', 7, 'box')]);
	expect(joined.count).toBe(5);
	expect(joined.at(1)?.sessionId).toBe('b7');
	expect(Math.max(...read)).toBeLessThan(2);
	expect([joined.at(6), joined.at(5)]).toEqual([null, null]);
	expect([0, 1, 2, 3, 4, 5].map(index => joined.at(index)?.sessionId)).toEqual([
		'm9',
		'b7',
		'm5',
		'b3',
		'm1',
		undefined,
	]);
});

test('one of another machine has its name before it', () => {
	expect(nameOfConversation(one('a', 1))).toBe('fix the login');
	expect(nameOfConversation(one('a', 1, 'box'))).toBe('box/fix the login');
});
