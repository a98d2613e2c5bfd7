import {execFileSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {foldersToTrust, isInRepository} from '../../../../source/control/terminals/spawn/repository.ts';
import {baseEnvironment, temporaryFolder} from '../../../support/environment.ts';

const folder = temporaryFolder('ccmon-repository');
afterAll(() => folder.remove());

beforeAll(() => {
	const git = (...args: string[]) =>
		execFileSync('git', ['-c', 'user.email=a@b', '-c', 'user.name=Ada', ...args], {
			env: {...baseEnvironment(), HOME: folder.path},
		});
	mkdirSync(folder.at('work/web/src/ui'), {recursive: true});
	git('init', '-q', folder.at('work/web'));
	git('-C', folder.at('work/web'), 'commit', '-q', '--allow-empty', '-m', 'begin');
	git('-C', folder.at('work/web'), 'worktree', 'add', '-q', folder.at('beside'));
	git('init', '-q', folder.at('work/web/inner'));
	git('clone', '-q', '--bare', folder.at('work/web'), folder.at('bare.git'));
	git('-C', folder.at('bare.git'), 'worktree', 'add', '-q', folder.at('of-bare'), '-b', 'other');
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
