/** `ccmon hosts add`, with a program in ssh's place: what is said about the machine, and what is written into the config. */
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {type AddOptions, addHost} from '../../../source/cli/hosts/add-host.ts';
import {parseConfig} from '../../../source/config.ts';
import {readBooks} from '../../../source/index/books.ts';
import {type CommandHome, commandHome, runCommand} from '../../support/command.ts';
import {type HostStandIn, helloOf, startHostStandIn, stateOf} from '../../support/host-stand-in.ts';

let home: CommandHome;
let host: HostStandIn;
beforeEach(async () => {
	home = commandHome();
	host = await startHostStandIn();
});
afterEach(async () => {
	await host.close();
	home.remove();
});

/** `ccmon`: the command that runs one there. `found`: what looking around prints. None of both: ssh fails. */
function installSsh({ccmon = 'none', found = null as string | null} = {}) {
	const [program, ...args] = host.command.map(word => `'${word.replaceAll("'", "'\\''")}'`);
	const lines = [
		'#!/bin/sh',
		'while [ "$1" != -- ]; do shift; done',
		'line=$3',
		`case "$line" in '${ccmon} '*stream*) exec ${program} ${args.join(' ')};; esac`,
		...(found === null
			? ['echo "ssh: Could not resolve hostname box: Name or service not known" >&2; exit 255']
			: [
					`[ "$line" = 'exec sh -s' ] && { cat '${home.at('found')}'; exit 0; }`,
					'echo "sh: ccmon: not found" >&2; exit 127',
				]),
	];
	writeFileSync(home.at('found'), found ?? '');
	writeFileSync(home.at('ssh'), `${lines.join('\n')}\n`);
	chmodSync(home.at('ssh'), 0o755);
}

function add(destination: string, {name = null, hosts}: Partial<AddOptions> = {}) {
	const toml = existsSync(home.configFile) ? readFileSync(home.configFile, 'utf8') : '';
	return runCommand(() =>
		addHost({
			...{destination, name, configFile: home.configFile, version: '0.1.0', clock: Date.now},
			configDirs: [home.path],
			hosts: hosts ?? parseConfig(toml, home.configFile).config.hosts,
			env: {...process.env, PATH: `${home.path}:${process.env.PATH}`},
			write: text => void process.stdout.write(text),
		}),
	);
}

const config = () => (existsSync(home.configFile) ? readFileSync(home.configFile, 'utf8') : null);
const answer = async () => (await host.connection()).send(helloOf(), stateOf([]));

describe('a machine', () => {
	test('whose ccmon answers is written below what the config holds', async () => {
		home.writeConfig('teamSize = 3\n');
		installSsh({ccmon: 'ccmon'});
		const adding = add('ada@box');
		await answer();
		const {stdout, stderr, code} = await adding;
		expect([stderr, code]).toEqual(['', 0]);
		expect(stdout).toMatch(
			/^box {2}connected {2}ccmon 0\.1\.0, \d+ ms, 0 sessions\nWritten into \S+ as \[hosts\.box\]\.\n$/,
		);
		expect(config()).toBe('teamSize = 3\n\n[hosts.box]\nssh = "ada@box"\n');
	});

	test('that is this one is said to be, since it adds nothing', async () => {
		installSsh({ccmon: 'ccmon'});
		const adding = add('localhost');
		(await host.connection()).send(helloOf(), stateOf([], {books: readBooks([home.path])}));
		expect((await adding).stdout).toMatch(/^localhost {2}connected {2}.*, this machine itself, counted once\n/);
	});

	test('whose ccmon is off the PATH is written with the command that starts it', async () => {
		const command = 'env "PATH=/home/ada/.volta/bin:$PATH" ccmon';
		installSsh({ccmon: command, found: 'ccmon-found ccmon /home/ada/.volta/bin/ccmon\n'});
		const adding = add('box');
		await answer();
		expect((await adding).code).toBe(0);
		expect(config()).toBe(`[hosts.box]\nssh = "box"\ncommand = ${JSON.stringify(command)}\n`);
		expect(parseConfig(config()!, '').config.hosts).toMatchObject([{name: 'box', command}]);
	});

	test('without ccmon is written, too, with what has to be installed there; the exit code says that it does not answer', async () => {
		installSsh({found: 'ccmon-found node /usr/bin/node\nccmon-found version v18.1.0\n'});
		const {stdout, code} = await add('box');
		expect(code).toBe(1);
		const lines = stdout.trimEnd().split('\n');
		expect(lines[0]).toMatch(/^box {2}\w+ {2}\S/);
		expect(lines.slice(1)).toEqual([
			expect.stringMatching(/^ {2}Node: v18\.1\.0 there\. ccmon needs \S/),
			'  ccmon: not found there. npm install -g ccmon',
			'  claude: not found there. Without it there are no sessions to show.',
			`Written into ${home.configFile} as [hosts.box].`,
		]);
		expect(config()).toBe('[hosts.box]\nssh = "box"\n');
	});

	test('that ssh does not reach is not written: its name may be a mistake', async () => {
		installSsh();
		const {stdout, code} = await add('box');
		expect(code).toBe(1);
		expect(stdout).toMatch(
			/^box {2}unreachable {2}\S.*\nNothing was written\. When ssh box works without a question, /,
		);
		expect(config()).toBeNull();
	});
});

describe('what cannot be added', () => {
	const box = parseConfig('[hosts.box]\nssh = "ada@box"\n', '').config.hosts;

	test.each([
		['-oProxyCommand=id', {}, /^ccmon: "-oProxyCommand=id" \S/],
		['ada@box', {name: 'a/b'}, /^ccmon: The name "a\/b" .*: --name=NAME chooses one\n$/],
		['bob@box', {hosts: box}, /^ccmon: The config has a host "box" already: --name=NAME chooses another name\n$/],
		['ada@box', {hosts: box, name: 'again'}, /^ccmon: The config has ada@box already, as the host "box"\n$/],
	])('%s %o is a wrong command line, and nobody is called', async (destination, options, message) => {
		const ran = await add(destination, options);
		expect(ran).toEqual({stdout: '', stderr: expect.stringMatching(message), code: 2});
		expect(config()).toBeNull();
	});
});

describe('a config', () => {
	const addBox = async () => {
		installSsh({ccmon: 'ccmon'});
		const adding = add('box');
		await answer();
		return adding;
	};

	test('that is no valid TOML is left as it is, and what to write into it is said', async () => {
		home.writeConfig('[broken\n');
		const {stdout, code} = await addBox();
		expect(code).toBe(1);
		expect(stdout).toContain('write it there yourself:\n\n[hosts.box]\nssh = "box"\n');
		expect(config()).toBe('[broken\n');
	});

	test('that cannot be written is said with the reason', async () => {
		writeFileSync(home.at('.config'), '');
		const {stdout, stderr, code} = await addBox();
		expect([stderr, code]).toEqual(['', 1]);
		expect(stdout).toMatch(/\n\S+config\.toml: cannot be written \(\S.*\): write it there yourself:\n\n\[hosts\.box\]/);
	});
});
