import {mkdirSync} from 'node:fs';
import {expect, test} from 'vitest';
import {isInRepository} from '../../../../source/control/terminals/spawn/folder.ts';
import {claudeOptions} from '../../../../source/control/terminals/spawn/options.ts';
import {temporaryFolder} from '../../../support/environment.ts';

test('each choice is one word, whatever is in it', () => {
	expect(claudeOptions(null)).toEqual([]);
	expect(claudeOptions('opus', {worktree: 'fix', name: '--rm -rf', permissionMode: 'plan'})).toEqual([
		...['--model=opus', '--worktree=fix', '--name=--rm -rf', '--permission-mode=plan'],
	]);
});

test('a folder is in a repository with all that is below it', () => {
	const folder = temporaryFolder();
	mkdirSync(folder.at('repo', '.git'), {recursive: true});
	mkdirSync(folder.at('repo', 'packages', 'web'), {recursive: true});
	mkdirSync(folder.at('other'));
	expect(isInRepository(folder.at('repo', 'packages', 'web'))).toBe(true);
	expect(isInRepository(folder.at('other'))).toBe(false);
	folder.remove();
});
