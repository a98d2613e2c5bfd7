import {chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {configCommand} from '../../source/cli/config-command.ts';
import {sampleConfig} from '../../source/core/config/sample.ts';
import {type CommandHome, commandHome, runCommand} from '../support/command.ts';

let home: CommandHome;
let file: string;
beforeEach(() => {
	home = commandHome();
	file = home.configFile;
});
afterEach(() => home.remove());

const config = (action: string) => runCommand(() => configCommand([action]));

test('path says where it is, init writes one that has no mistakes, and never over another', async () => {
	expect(await config('path')).toEqual({code: 0, stdout: `${file}\n`, stderr: ''});
	expect(await config('check')).toMatchObject({code: 0, stdout: expect.stringMatching(/all defaults are used/)});
	expect(await config('init')).toMatchObject({code: 0, stderr: ''});
	expect(readFileSync(file, 'utf8')).toBe(sampleConfig);
	expect(statSync(file).mode & 0o777).toBe(0o600);
	expect(await config('check')).toEqual({code: 0, stdout: `${file} has no mistakes.\n`, stderr: ''});
	writeFileSync(file, 'teamSize = 3\n');
	expect(await config('init')).toEqual({code: 1, stdout: '', stderr: `ccmon config: ${file} is there already\n`});
	expect(readFileSync(file, 'utf8')).toBe('teamSize = 3\n');
});

describe('check', () => {
	test('says each mistake', async () => {
		home.writeConfig('teemSize = 3\ntheme = "blue"\n');
		const {code, stdout} = await config('check');
		expect(code).toBe(1);
		expect(stdout).toMatch(/theme must be one of .*"dark"/);
		expect(stdout).toMatch(/teemSize is not known.*teamSize/);
	});

	test('says where TOML cannot be read', async () => {
		home.writeConfig('teamSize = 3\n[hosts.box\n');
		expect(await config('check')).toMatchObject({code: 1, stdout: expect.stringMatching(/line 2/)});
	});

	test('does not take a folder in its place, or a link to nowhere, for a file without mistakes', async () => {
		mkdirSync(file, {recursive: true});
		expect(await config('check')).toMatchObject({code: 1, stdout: expect.stringContaining(file)});
		home.remove();
		home = commandHome();
		mkdirSync(home.at('.config', 'ccmon'), {recursive: true});
		symlinkSync(home.at('dotfiles', 'ccmon.toml'), home.configFile);
		expect(await config('check')).toMatchObject({code: 0, stdout: expect.stringContaining('all defaults are used')});
	});
});

describe('init', () => {
	test('says why it cannot be written', async () => {
		writeFileSync(home.at('.config'), '');
		const {code, stdout, stderr} = await config('init');
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr).toMatch(/^ccmon config: \S+config\.toml cannot be written \(\S.*\)\n$/);
	});
});

describe('edit', () => {
	/** A path with a space, and arguments: people have both. */
	function setEditor(body: string): void {
		const editor = home.at('my editor');
		writeFileSync(editor, `#!/bin/sh\n${body}\n`);
		chmodSync(editor, 0o755);
		vi.stubEnv('VISUAL', `'${editor}' --now`);
		vi.stubEnv('EDITOR', 'false');
	}

	test("opens the person's editor, options and all, and checks what comes out", async () => {
		setEditor('[ "$1" = --now ] && echo "teemSize = 1" > "$2"');
		const {code, stdout} = await config('edit');
		expect(code).toBe(1);
		expect(stdout).toMatch(/teemSize is not known/);
		expect(readFileSync(file, 'utf8')).toBe('teemSize = 1\n');
	});

	test('begins with all keys where there is no file', async () => {
		setEditor('cp "$2" "$2.seen"');
		expect(await config('edit')).toMatchObject({
			code: 0,
			stdout: expect.stringContaining(`${file} has no mistakes.\n`),
		});
		expect(readFileSync(`${file}.seen`, 'utf8')).toBe(sampleConfig);
	});

	test.each([
		['false', 1],
		['/none/editor', 127],
	])('says how an editor failed: %s', async (editor, code) => {
		home.writeConfig('');
		vi.stubEnv('EDITOR', editor);
		const ran = await config('edit');
		expect(ran).toMatchObject({code: 1, stderr: `ccmon config: ${editor} ended with ${code}\n`});
	});

	test('opens nothing where no file can be made', async () => {
		writeFileSync(home.at('.config'), '');
		setEditor(`touch '${home.at('opened')}'`);
		expect(await config('edit')).toMatchObject({code: 1, stderr: expect.stringMatching(/cannot be written/)});
		expect(existsSync(home.at('opened'))).toBe(false);
	});
});
