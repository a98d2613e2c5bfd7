import {chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {sampleConfig} from '../../source/core/config/sample.ts';
import {runCcmon} from '../support/ccmon.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';

let folder: TemporaryFolder;
let file: string;
beforeEach(() => {
	folder = temporaryFolder('ccmon-config');
	file = folder.at('.config', 'ccmon', 'config.toml');
});
afterEach(() => folder.remove());

const config = (action: string, env: Record<string, string> = {}) =>
	runCcmon(['config', action], {home: folder.path, env});

test('path says where it is, init writes one that has no mistakes, and never over another', async () => {
	expect((await config('path')).stdout).toBe(`${file}\n`);
	expect(await config('check')).toMatchObject({code: 0, stdout: expect.stringMatching(/all defaults are used/)});
	expect(await config('init')).toMatchObject({code: 0});
	expect(readFileSync(file, 'utf8')).toBe(sampleConfig);
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(await config('check')).toMatchObject({code: 0, stdout: `${file} has no mistakes.\n`});
	writeFileSync(file, 'teamSize = 3\n');
	expect(await config('init')).toMatchObject({code: 1, stdout: `${file} is there already.\n`});
	expect(readFileSync(file, 'utf8')).toBe('teamSize = 3\n');
});

test('check says each mistake', async () => {
	mkdirSync(dirname(file), {recursive: true});
	writeFileSync(file, 'teemSize = 3\ntheme = "blue"\n');
	const {code, stdout} = await config('check');
	expect(code).toBe(1);
	expect(stdout).toMatch(/theme must be one of .*"dark"/);
	expect(stdout).toMatch(/teemSize is not known.*teamSize/);
});

test("edit opens the person's editor, options and all, and checks what comes out", async () => {
	const editor = folder.at('my editor');
	writeFileSync(editor, '#!/bin/sh\n[ "$1" = --now ] && echo "teemSize = 1" > "$2"\n');
	chmodSync(editor, 0o755);
	const {code, stdout} = await config('edit', {VISUAL: `'${editor}' --now`, EDITOR: 'false'});
	expect(code).toBe(1);
	expect(stdout).toMatch(/teemSize is not known/);
	expect(readFileSync(file, 'utf8')).toBe('teemSize = 1\n');
	expect(await config('edit', {EDITOR: 'false'})).toMatchObject({
		code: 1,
		stderr: 'ccmon config: false ended with 1\n',
	});
});

test('another word is answered with the nearest', async () => {
	expect(await config('chek')).toMatchObject({code: 2, stderr: expect.stringMatching(/Did you mean "check"\?/)});
	expect(existsSync(file)).toBe(false);
});
