import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {findProgram, loadExeca, whyFailed} from '../../source/platform/programs.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
beforeEach(() => {
	folder = temporaryFolder();
});
afterEach(() => folder.remove());

function file(name: string, mode: number): string {
	writeFileSync(folder.at(name), '#!/bin/sh\n');
	chmodSync(folder.at(name), mode);
	return folder.at(name);
}

describe('a program is found', () => {
	test('in the first folder of the PATH that has one to run, through links', () => {
		for (const name of ['a', 'b', 'c', 'd']) mkdirSync(folder.at(name));
		mkdirSync(folder.at('a', 'tool'));
		file('b/tool', 0o644);
		symlinkSync(file('real', 0o755), folder.at('c/tool'));
		file('d/tool', 0o755);
		const PATH = ['a', '/none', 'b', 'c', 'd'].map(name => (name === '/none' ? name : folder.at(name))).join(':');
		expect(findProgram('tool', {PATH}, '/')).toBe(folder.at('c/tool'));
		expect(findProgram('other', {PATH}, '/')).toBeNull();
	});

	test('in the current folder only where the PATH names it', () => {
		const tool = file('tool', 0o755);
		expect(findProgram('tool', {PATH: '/none'}, folder.path)).toBeNull();
		expect(findProgram('tool', {PATH: '/none:'}, folder.path)).toBe(tool);
		expect(findProgram('tool', {PATH: '.'}, folder.path)).toBe(tool);
	});
});

describe('why a run came to nothing', () => {
	const run = async (script: string, timeout = 10_000) => {
		const execa = await loadExeca();
		return whyFailed(await execa('sh', ['-c', script, 'a secret'], {reject: false, timeout}));
	};

	test.each([
		['echo Looking >&2; echo "It is not there." >&2; echo >&2; exit 1', 'It is not there.'],
		['echo out; exit 3', 'exit code 3'],
		['kill -TERM $$', 'ended by SIGTERM'],
	])('%s', async (script, why) => {
		expect(await run(script)).toBe(why);
	});

	test('one that hangs, and one that is not there', async () => {
		expect(await run('exec sleep 100', 50)).toBe('it did not end in time');
		const execa = await loadExeca();
		const none = await execa('/none/tool', ['a secret'], {reject: false});
		expect(whyFailed(none)).toBe('spawn /none/tool ENOENT');
		expect(whyFailed(await execa('sh', ['-c', 'exit 4'], {reject: false, stdio: 'ignore'}))).toBe('exit code 4');
	});
});
