import {mkdirSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {foldersUpToTop, mainRepository, repositoryTop} from '../../source/platform/git-repository.ts';
import {temporaryFolder} from '../support/environment.ts';
import {git} from '../support/git.ts';

const folder = temporaryFolder('ccmon-git-repository');
afterAll(() => folder.remove());

beforeAll(() => {
	mkdirSync(folder.at('web/src'), {recursive: true});
	git(folder.path, 'init', '-q', folder.at('web'));
	git(folder.path, '-C', folder.at('web'), 'commit', '-q', '--allow-empty', '-m', 'begin');
	git(folder.path, '-C', folder.at('web'), 'worktree', 'add', '-q', folder.at('beside'));
	mkdirSync(folder.at('beside/src'));
	git(folder.path, 'clone', '-q', '--bare', folder.at('web'), folder.at('bare.git'));
	git(folder.path, '-C', folder.at('bare.git'), 'worktree', 'add', '-q', folder.at('of-bare'), '-b', 'other');
});

test.each([
	['web', 'web'],
	['web/src', 'web'],
	['beside', 'web'],
	['beside/src', 'web'],
	// There is nothing to work in.
	['of-bare', 'of-bare'],
])('the top of the repository that %s is in is %s', (path, top) => {
	expect(repositoryTop(folder.at(path))).toBe(folder.at(top));
});

test('a folder that is in none has no top', () => {
	expect([repositoryTop(folder.path), foldersUpToTop(folder.path)]).toEqual([null, null]);
});

test('a linked worktree knows its main repository, also a bare one', () => {
	expect(mainRepository(folder.at('beside'))).toBe(folder.at('web'));
	expect(mainRepository(folder.at('of-bare'))).toBe(folder.at('bare.git'));
	expect(mainRepository(folder.at('web'))).toBeNull();
});
