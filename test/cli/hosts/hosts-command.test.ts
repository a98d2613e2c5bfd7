/** `ccmon hosts` and its wrong uses. What a list looks like is in list-hosts.test.ts, what adding does in add-host.test.ts. */
import {existsSync} from 'node:fs';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {SubcommandOptions} from '../../../source/cli/arguments.ts';
import {hosts} from '../../../source/cli/hosts/hosts-command.ts';
import {type CommandHome, commandHome, runCommand} from '../../support/command.ts';

let home: CommandHome;
beforeEach(() => {
	home = commandHome();
});
afterEach(() => home.remove());

const run = (args: readonly string[] = [], options: SubcommandOptions = {}) =>
	runCommand(() => hosts([], args, options, '0.1.0'));

test('lists the machines of the config; a mistake in it is said on standard error, apart from the JSON', async () => {
	home.writeConfig('[hosts.box]\nexec = ["/none/program"]\n[hosts.bad]\n');
	const {stdout, stderr, code} = await run([], {json: true});
	expect(JSON.parse(stdout).hosts).toMatchObject([{name: 'box', state: 'unreachable', exec: ['/none/program']}]);
	expect(stderr).toMatch(/config\.toml.*hosts\.bad.*\n$/);
	expect(code).toBe(1);
});

test.each<[string, readonly string[], SubcommandOptions, RegExp]>([
	['nothing to add', ['add'], {}, /What to add is missing: ccmon hosts add user@box/],
	['a name and nothing to add', [], {name: 'box'}, /--name goes with add/],
	['adding as JSON', ['add', 'box'], {json: true}, /--json goes without add/],
])('%s is a wrong command line', async (_, args, options, message) => {
	expect(await run(args, options)).toEqual({stdout: '', stderr: expect.stringMatching(message), code: 2});
	expect(existsSync(home.configFile)).toBe(false);
});
