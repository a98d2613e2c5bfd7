import {mkdirSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {foldersToTrust, isInRepository} from '../../../../source/control/terminals/spawn/repository.ts';
import {temporaryFolder} from '../../../support/environment.ts';
import {git} from '../../../support/git.ts';

const folder = temporaryFolder('ccmon-repository');
afterAll(() => folder.remove());

beforeAll(() => {
	mkdirSync(folder.at('work/web/src/ui'), {recursive: true});
	git(folder.path, 'init', '-q', folder.at('work/web'));
	git(folder.path, '-C', folder.at('work/web'), 'commit', '-q', '--allow-empty', '-m', 'begin');
	git(folder.path, '-C', folder.at('work/web'), 'worktree', 'add', '-q', folder.at('beside'));
	git(folder.path, 'init', '-q', folder.at('work/web/inner'));
	git(folder.path, 'clone', '-q', '--bare', folder.at('work/web'), folder.at('bare.git'));
	git(folder.path, '-C', folder.at('bare.git'), 'worktree', 'add', '-q', folder.at('of-bare'), '-b', 'other');
});

test.each([
	['the top of a repository', 'work/web', ['work/web']],
	['a folder in it', 'work/web/src/ui', ['work/web/src/ui', 'work/web/src', 'work/web']],
	['a repository in another', 'work/web/inner', ['work/web/inner']],
	['a linked worktree', 'beside', ['beside', 'work/web']],
	['one of a bare repository', 'of-bare', ['of-bare', 'bare.git']],
])('%s: what may be trusted', (_, path, folders) => {
	expect(foldersToTrust(folder.at(path))).toEqual(folders.map(name => folder.at(name)));
	expect(isInRepository(folder.at(path))).toBe(true);
});

test('outside of a repository nothing can be', () => {
	expect(foldersToTrust(folder.at('work'))).toBeNull();
	expect(isInRepository(folder.at('work'))).toBe(false);
});
