/** `ccmon setup` and `ccmon doctor` in a home of their own: what is asked, what is changed, and what a script gets. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {SubcommandOptions} from '../../source/cli/arguments.ts';
import {examine, setUp} from '../../source/cli/setup.ts';
import {type CommandHome, type CommandTerminal, commandHome, runCommand} from '../support/command.ts';

let home: CommandHome;
let settings: string;
beforeEach(() => {
	home = commandHome();
	settings = path.join(home.configDir, 'settings.json');
});
afterEach(() => home.remove());

const setup = (options: SubcommandOptions = {}, terminal: CommandTerminal = {}) =>
	runCommand(() => setUp([], options), terminal);
const doctor = (options: SubcommandOptions = {}) => runCommand(() => examine([], options, '1.2.3'));
const read = () => (existsSync(settings) ? readFileSync(settings, 'utf8') : null);

const original = '{\n  "model": "opus"\n}\n';

describe('setup', () => {
	beforeEach(() => writeFileSync(settings, original));

	test.each([
		['y\n', 0],
		['n\n', 1],
		['', 1],
	])('shows the change, asks, and makes it only if that is wanted: %j', async (answer, code) => {
		const ran = await setup({}, {stdin: answer, isTTY: {stdin: true}});
		expect(ran).toMatchObject({code, stderr: ''});
		expect(ran.stdout).toContain('[y/N]');
		if (code === 0)
			expect(JSON.parse(read()!)).toMatchObject({model: 'opus', env: {CLAUDE_CODE_ENABLE_TELEMETRY: '1'}});
		else expect(read()).toBe(original);
	});

	test('with --print asks nothing and changes nothing', async () => {
		const {stdout, code} = await setup({print: true});
		expect(code).toBe(0);
		expect(stdout).toContain('CLAUDE_CODE_ENABLE_TELEMETRY');
		expect(stdout).not.toContain('[y/N]');
		expect(read()).toBe(original);
	});

	test('is taken back by --undo, and all of ccmon with it by --purge', async () => {
		await setup({yes: true});
		expect(read()).not.toBe(original);
		expect(await setup({undo: true, yes: true})).toMatchObject({code: 0, stderr: ''});
		expect(read()).toBe(original);
		await setup({yes: true});
		expect(existsSync(home.stateDir)).toBe(true);
		expect(await setup({purge: true, yes: true})).toMatchObject({code: 0, stderr: ''});
		expect([read(), existsSync(home.stateDir)]).toEqual([original, false]);
	});

	test('says mistakes in the config before it asks: they may be why it is about another folder', async () => {
		home.writeConfig('configDirs = "~/work"\n');
		const {stderr, stdout} = await setup({print: true});
		expect(stderr).toMatch(/config\.toml: .*configDirs/);
		expect(stdout).toContain(settings);
	});
});

describe('doctor', () => {
	test('says what is missing and what fixes it; the exit code says that something is', async () => {
		const {stdout, stderr, code} = await doctor();
		expect([stderr, code]).toEqual(['', 1]);
		expect(stdout).toMatch(/^✗ .*\n {4}→ ccmon setup/m);
		expect(stdout).toMatch(/\d+ of \d+ checks need attention\.\n$/);
	});

	test('after setup lacks less', async () => {
		const missing = async () =>
			JSON.parse((await doctor({json: true})).stdout)
				.checks.filter(({status}: {status: string}) => status === 'missing')
				.map(({id}: {id: string}) => id);
		const before = await missing();
		expect(before).toContain('telemetry-settings');
		await setup({yes: true});
		expect(await missing()).not.toContain('telemetry-settings');
	});

	test('draws with ASCII where the config says so, and shows a mistake in it once', async () => {
		home.writeConfig('ascii = true\nteemSize = 3\n');
		const {stdout} = await doctor();
		expect(stdout).not.toMatch(/[✓✗→]/);
		expect(stdout.match(/teemSize/g)).toHaveLength(1);
	});

	test('says what is wrong with the environment before everything else', async () => {
		vi.stubEnv('TZ', 'Mars/Olympus');
		expect((await doctor()).stdout).toMatch(/^! TZ=Mars\/Olympus is not a time zone/);
		expect(JSON.parse((await doctor({json: true})).stdout).config).toMatchObject([{path: 'TZ'}]);
	});

	test('prints a report for others without paths, and succeeds in that', async () => {
		const {stdout, stderr, code} = await doctor({report: true});
		expect([stderr, code]).toEqual(['', 0]);
		expect(stdout).toContain('1.2.3');
		expect(stdout).not.toContain(home.path);
	});

	test('does not choose between two formats', async () => {
		expect(await doctor({report: true, json: true})).toEqual({
			...{stdout: '', stderr: 'ccmon: --json or --report, not both\n', code: 2},
		});
	});
});
