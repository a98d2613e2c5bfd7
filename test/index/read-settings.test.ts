import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {autoCompactWindow} from '../../source/claude/settings/auto-compact.ts';
import {readAutoCompact, readManagedSettings} from '../../source/index/read-settings.ts';
import {temporaryFolder} from '../support/environment.ts';

function filesIn(files: Record<string, unknown>) {
	const folder = temporaryFolder();
	onTestFinished(() => folder.remove());
	for (const [name, content] of Object.entries(files)) {
		mkdirSync(dirname(folder.at(name)), {recursive: true});
		writeFileSync(folder.at(name), JSON.stringify(content));
	}
	return folder;
}

test('managed settings, the strongest first', () => {
	const folder = filesIn({'managed-settings.json': 1, 'managed-settings.d/10.json': 2});
	expect(readManagedSettings(folder.path)).toEqual(['2', '1']);
});

test('local settings are those of the repository, before those of a folder in it, and of the main one in a worktree', () => {
	const window = (autoCompactWindow: number) => ({autoCompactWindow});
	const folder = filesIn({
		'api/.git/HEAD': 1,
		'api/.claude/settings.local.json': window(150_000),
		'api/.claude/settings.json': {autoCompactEnabled: false},
		'api/src/.claude/settings.local.json': {...window(400_000), idleCompaction: false},
		'api/src/.claude/settings.json': window(500_000),
		'beside/deep/.claude/settings.json': window(600_000),
	});
	writeFileSync(folder.at('beside/.git'), `gitdir: ${folder.at('api/.git/worktrees/beside')}\n`);
	const read = (name: string) => readAutoCompact(folder.at('claude'), folder.at(name), null);
	expect(read('api')).toMatchObject({windowTokens: 150_000, enabled: false});
	// A project's shared settings are not looked for above the folder.
	expect(read('api/src')).toMatchObject({windowTokens: 150_000, enabled: true, idleMinTokens: null});
	expect(read('beside/deep')).toMatchObject({windowTokens: 150_000, enabled: true});
});

test('without a process the files count, and without a project the config folder’s', () => {
	const folder = filesIn({
		'claude/settings.json': {autoCompactWindow: 180_000},
		'api/.claude/settings.json': {autoCompactWindow: 150_000},
	});
	const windowIn = (cwd: string | null) =>
		autoCompactWindow(readAutoCompact(folder.at('claude'), cwd, null), 'claude-opus-4-6');
	expect([windowIn(folder.at('api')), windowIn(null)]).toEqual([150_000, 180_000]);
});
