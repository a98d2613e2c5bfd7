/** `ccmon team` without its server: what a wrong use and an incomplete config are answered with. */
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SubcommandOptions} from '../../source/cli/arguments.ts';
import {team} from '../../source/cli/team.ts';
import {type CommandHome, type CommandTerminal, commandHome, runCommand} from '../support/command.ts';

let home: CommandHome;
beforeEach(() => {
	home = commandHome();
});
afterEach(() => home.remove());

/** What stands for "open the monitor". */
const monitor = -1;
const run = (args: readonly string[], options: SubcommandOptions = {}, terminal: CommandTerminal = {}) =>
	runCommand(async () => (await team(args, options)) ?? monitor, terminal);
const atTerminal: CommandTerminal = {isTTY: {stdin: true, stdout: true}};

describe('at a terminal', () => {
	test('opens the monitor if the config has an address', async () => {
		home.writeConfig('[team]\nurl = "http://127.0.0.1:1"\n');
		expect(await run([], {}, atTerminal)).toEqual({stdout: '', stderr: '', code: monitor});
		// What is asked for as data or as a check is never a screen.
		for (const options of [{json: true}, {csv: true}, {check: true}]) {
			expect((await run([], options as SubcommandOptions, atTerminal)).code).toBeGreaterThan(0);
		}
	});

	test('says how to set it up if not', async () => {
		const ran = await run([], {}, atTerminal);
		expect(ran).toMatchObject({
			stdout: '',
			code: 2,
			stderr: expect.stringMatching(/set url under \[team\].*ccmon team setup/),
		});
	});
});

describe('setup', () => {
	test('prints one part alone, for a file', async () => {
		const {stdout, stderr, code} = await run(['setup', 'managed']);
		expect([stderr, code]).toEqual(['', 0]);
		expect(JSON.parse(stdout)).toHaveProperty('env');
	});

	test('says mistakes in the config apart from what it prints', async () => {
		home.writeConfig('[team]\nurl = 3\n');
		const {stdout, stderr, code} = await run(['setup', 'managed']);
		expect(JSON.parse(stdout)).toHaveProperty('env');
		expect(stderr).toMatch(/config\.toml: .*team\.url/);
		expect(code).toBe(0);
	});
});

test.each<[readonly string[], SubcommandOptions, RegExp]>([
	[['setup'], {json: true}, /--json goes without setup/],
	[[], {json: true, csv: true}, /--json or --csv, not both/],
	[[], {check: true}, /set url under \[team\]/],
])('%j %j is a wrong use', async (args, options, message) => {
	expect(await run(args, options)).toEqual({stdout: '', stderr: expect.stringMatching(message), code: 2});
});

test('a server that does not answer is an error, and with --check no answer at all', async () => {
	home.writeConfig('[team]\nurl = "http://127.0.0.1:1"\norgTpm = 1000\n');
	expect(await run([])).toMatchObject({stdout: '', code: 1, stderr: expect.stringMatching(/^ccmon team: \S/)});
	expect(await run([], {check: true})).toMatchObject({stdout: '', code: 2});
});
