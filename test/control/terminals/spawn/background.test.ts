import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type BackgroundStart, startInBackground} from '../../../../source/control/terminals/spawn/background.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** `claude` that writes down how it was called, and prints. */
function start(prints: string, change: Partial<BackgroundStart> = {}): Promise<string | null> {
	const file = folder.at('claude');
	const lines = [`printf '%s|' "$PWD" "$ONE" "$HOME" "$@" > '${folder.at('called')}'`, prints];
	writeFileSync(file, `#!/bin/sh\n${lines.join('\n')}\n`);
	chmodSync(file, 0o755);
	const all = {claude: file, cwd: folder.path, options: [], prompt: null, settings: null};
	return startInBackground({...all, env: {PATH: process.env.PATH, ONE: '1'}, ...change});
}
const called = () => readFileSync(folder.at('called'), 'utf8').split('|').slice(0, -1);

test('the job’s id is what claude prints', async () => {
	expect(await start("echo 'backgrounded · 2f9c1a'")).toBe('2f9c1a');
	expect(await start("echo 'Session started.'; echo 'backgrounded: 0123456789abcdef'")).toBe('0123456789abcdef');
	expect(await start("echo 'started'")).toBeNull();
	expect(await start("echo 'backgrounded · added it'")).toBeNull();
});

test('it starts in its folder, with this environment and no other; a prompt is never an option', async () => {
	await start('', {prompt: '--dangerously-skip-permissions', options: ['--model=opus'], settings: '/run/s.json'});
	expect(called()).toEqual([
		...[folder.path, '1', '', '--settings', '/run/s.json', '--model=opus', '--bg'],
		...['--', '--dangerously-skip-permissions'],
	]);
	await start('');
	expect(called().slice(3)).toEqual(['--bg']);
});

test('gives claude’s last line as the reason if no job was started', async () => {
	await expect(start("echo 'Looking' >&2; echo 'You are not logged in' >&2; exit 1")).rejects.toThrow(
		/^claude --bg: You are not logged in$/,
	);
	await expect(start('exit 5')).rejects.toThrow(/^claude --bg: .*exit code 5/);
	await expect(start('', {claude: '/none/claude'})).rejects.toThrow(/^claude --bg: .*ENOENT/);
});

test('why it could not be started does not repeat the prompt', async () => {
	const prompt = `the secret of ${'x'.repeat(1000)}`;
	const error = await start('exit 5', {prompt}).catch((thrown: Error) => thrown.message);
	expect(error).not.toContain('secret');
});
