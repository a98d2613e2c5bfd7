import {expect, test} from 'vitest';
import {claudeOptions} from '../../../../source/control/terminals/spawn/options.ts';

test('each choice is one word, whatever is in it', () => {
	expect(claudeOptions(null)).toEqual([]);
	expect(claudeOptions('opus', {worktree: 'fix', name: '--rm -rf', permissionMode: 'plan'})).toEqual([
		...['--model=opus', '--worktree=fix', '--name=--rm -rf', '--permission-mode=plan'],
	]);
});
