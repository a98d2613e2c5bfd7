import {expect, test} from 'vitest';
import {pullRequestOf, worktreeOf} from '../../../source/claude/transcript/git.ts';

test('a pull request needs a number; its other fields may be unknown', () => {
	expect(pullRequestOf({prNumber: 7, prUrl: 'https://example.com/7'})).toEqual({
		...{number: 7, url: 'https://example.com/7', state: null},
	});
	expect(pullRequestOf({prNumber: 7.9, prUrl: 5})).toEqual({number: 7, url: null, state: null});
	for (const prNumber of [null, undefined, '7', -1, 1e300])
		expect(pullRequestOf({prNumber}), String(prNumber)).toBeNull();
	expect(pullRequestOf({prNumber: 1, prUrl: `x\u001b]8;;evil\u0007${'y'.repeat(999)}`})!.url).toMatch(/^xy{298}…$/);
});

test('a worktree is called by its name, else its path, and an empty one is none', () => {
	expect(worktreeOf({worktreeSession: {worktreeName: 'fix', worktreePath: '/w/fix'}})).toBe('fix');
	expect(worktreeOf({worktreeSession: {worktreeName: '', worktreePath: '/w/fix'}})).toBe('/w/fix');
	for (const worktreeSession of [null, undefined, {}, [], 'x', {worktreeName: 5}])
		expect(worktreeOf({worktreeSession})).toBe('');
	expect(worktreeOf({worktreeSession: {worktreeName: 'a\nb\u001b[31m'}})).toBe('a b');
});
