import {execFileSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {worktreeProblem} from '../../source/cli/spawn-worktree.ts';
import {baseEnvironment, type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
	mkdirSync(folder.at('web', 'src'), {recursive: true});
	mkdirSync(folder.at('.claude'));
	execFileSync('git', ['init', '-q', folder.at('web')], {env: {...baseEnvironment(), HOME: folder.path}});
});
afterEach(() => folder.remove());

const problem = (name: string) => worktreeProblem(folder.at(name), folder.at('.claude'), folder.path);
const trust = (...names: string[]) => {
	const projects = Object.fromEntries(names.map(name => [folder.at(name), {hasTrustDialogAccepted: true}]));
	writeFileSync(folder.at('.claude.json'), JSON.stringify({projects}));
};

test('outside of a repository there is no worktree', () => {
	mkdirSync(folder.at('plain'));
	trust('plain');
	expect(problem('plain')).toBe('~/plain is in no git repository: there is no worktree of it');
});

test('Claude Code makes one of a repository that it trusts, or a folder of which it trusts', () => {
	trust('web');
	expect([problem('web'), problem('web/src')]).toEqual([null, null]);
	trust('other');
	expect(problem('web')).toContain('Claude Code must trust ~/web: run claude there once and accept');
});

test('allows a worktree if nothing is known of the folder', () => {
	expect(problem('web')).toBeNull();
});
