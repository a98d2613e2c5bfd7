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

test('without a process the files count, and without a project the config folder’s', () => {
	const folder = filesIn({
		'claude/settings.json': {autoCompactWindow: 180_000},
		'api/.claude/settings.json': {autoCompactWindow: 150_000},
	});
	const windowIn = (cwd: string | null) =>
		autoCompactWindow(readAutoCompact(folder.at('claude'), cwd, null), 'claude-opus-4-6');
	expect([windowIn(folder.at('api')), windowIn(null)]).toEqual([150_000, 180_000]);
});
