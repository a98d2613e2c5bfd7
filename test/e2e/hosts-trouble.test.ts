/** What keeps a machine from being connected, over a real sshd: each with a line that says what to run, and the others undisturbed. */
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {HostConfig} from '../../source/core/config/hosts.ts';
import {type HostLinks, openHostLinks} from '../../source/live/hosts/hosts.ts';
import {ccmonCommand, ccmonEnvironment, runProgram} from '../support/ccmon.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {signalTo} from '../support/process.ts';
import {builtCcmon, hasSshd, type Machine, type SshServer, startSshServer} from '../support/ssh-server.ts';
import {waitFor} from '../support/wait.ts';

const slowly = {timeout: 60_000};

describe.skipIf(!hasSshd)('a machine behind sshd', () => {
	let folder: TemporaryFolder;
	let server: SshServer;
	let box: Machine;
	let links: HostLinks | null = null;

	beforeAll(async () => {
		folder = temporaryFolder();
		for (const name of ['box', 'other']) mkdirSync(folder.at(name, '.claude'), {recursive: true});
		server = await startSshServer();
		box = server.machine('box', {env: ccmonEnvironment(folder.at('box'))});
		server.machine('other', {env: ccmonEnvironment(folder.at('other'))});
	});

	beforeEach(async () => {
		await links?.close();
		links = null;
		box.setProgram('ccmon', builtCcmon);
		box.setKey(true);
		box.setGreeting('');
	});

	afterAll(async () => {
		await links?.close();
		await server?.close();
		folder?.remove();
	});

	/** Connects to both machines. */
	function connect(silenceMs?: number): void {
		const hosts = ['box', 'other'].map(
			(name): HostConfig => ({name, reach: {type: 'ssh', destination: name}, command: 'ccmon', configDirs: []}),
		);
		const env = {...process.env, PATH: `${server.programs}:${process.env.PATH}`};
		links = openHostLinks({
			...{hosts, onChange() {}, clock: Date.now, version: '0.1.0', own: true, identityOf: () => null, env},
			...(silenceMs && {silenceMs}),
		});
	}
	const figure = (name: string) => links!.link(name)!.fleet(Date.now()).figure;
	const until = (name: string, state: string) =>
		waitFor(() => figure(name).state === state, {
			what: `${name} to be ${state}`,
			...slowly,
			last: () => JSON.stringify([figure('box'), figure('other')]),
		});
	/** Why box is not connected, while the other one is. */
	async function error(state = 'unreachable'): Promise<string | null> {
		await until('box', state);
		await until('other', 'connected');
		return figure('box').error;
	}

	test('both are connected at first, and a greeting does not matter', async () => {
		box.setGreeting('\u001b[1mWelcome!\u001b[0m\nYou have mail.\nno end of line');
		connect();
		await until('box', 'connected');
		await until('other', 'connected');
		// Measured again and again, and the better for it.
		const isNear = () => figure('box').delayMs !== null && Math.abs(figure('box').clockAheadMs) < 1000;
		await waitFor(isNear, {what: 'how far away it is', ...slowly});
		expect(figure('box').error).toBeNull();
	});

	test('its key is refused', async () => {
		box.setKey(false);
		connect();
		expect(await error()).toMatch(/ssh cannot log in without asking: run ssh box once/);
	});

	test('ccmon is missing there', async () => {
		box.setProgram('ccmon', null);
		connect();
		expect(await error()).toMatch(/ccmon is not installed there: npm install -g ccmon there/);
	});

	test('ccmon there is older than streams are', async () => {
		box.setProgram('ccmon', `echo 'ccmon: Unknown command "stream". Try: ccmon --help' >&2; exit 2`);
		connect();
		expect(await error()).toMatch(/older.*update it there/);
	});

	test('ccmon there speaks another protocol', async () => {
		const hello = {
			type: 'hello',
			protocol: {major: 2, minor: 0},
			version: '3.0.0',
			clock: Date.now(),
			hostname: 'box',
			timezone: 'UTC',
		};
		box.setProgram('ccmon', `echo '${JSON.stringify(hello)}'; cat >/dev/null`);
		connect();
		expect(await error('incompatible')).toMatch(/3\.0\.0.*update it here/);
	});

	test('Node is too old there', async () => {
		box.setProgram('ccmon', `echo 'ccmon needs Node 22.22 or newer; this is Node 18.0.0 (/usr/bin/node).' >&2; exit 1`);
		connect();
		expect(await error()).toMatch(/Node is too old there.*install Node 22\.22/);
	});

	test('its clock is an hour ahead: measured, and corrected', async () => {
		const shift = folder.at('shift.mjs');
		writeFileSync(shift, 'const now = Date.now.bind(Date); Date.now = () => now() + 3_600_000;\n');
		box.setProgram('ccmon', `export NODE_OPTIONS="--import=${shift}"\n${builtCcmon}`);
		connect();
		await until('box', 'connected');
		await waitFor(() => figure('box').delayMs !== null, {what: 'how far away it is'});
		expect(Math.abs(figure('box').clockAheadMs - 3_600_000)).toBeLessThan(5000);
	});

	test('ccmon there is killed: it comes back by itself, and the other one never left', async () => {
		connect();
		await until('box', 'connected');
		await until('other', 'connected');
		const before = figure('other').version;
		const seen: string[] = [];
		const look = setInterval(() => seen.push(figure('other').state), 20);
		for (const pid of box.processes()) signalTo(pid, 'SIGKILL');
		await until('box', 'unreachable');
		await until('box', 'connected');
		clearInterval(look);
		expect(new Set(seen)).toEqual(new Set(['connected']));
		expect(figure('other').version).toBe(before);
	});

	test('the network loses everything: given up after a while, and back when it is back', async () => {
		connect(3000);
		await until('box', 'connected');
		server.freeze();
		await until('box', 'unreachable');
		expect(figure('box').error).toMatch(/nothing was received from it|does not answer/);
		server.thaw();
		await until('box', 'connected');
	});

	test('sshd is gone, and comes back', async () => {
		connect();
		await until('box', 'connected');
		await server.stop();
		await until('box', 'unreachable');
		await waitFor(() => /nothing answers at its ssh port/.test(figure('box').error ?? ''), {
			what: 'the refusal',
			...slowly,
			last: () => String(figure('box').error),
		});
		await server.start();
		await until('box', 'connected');
		await until('other', 'connected');
	});

	describe('ccmon hosts add', () => {
		const config = () => folder.at('here', '.config', 'ccmon', 'config.toml');
		const add = (...args: string[]) => {
			const env = ccmonEnvironment(folder.at('here'));
			return runProgram([...ccmonCommand, 'hosts', ...args], {env: {...env, PATH: `${server.programs}:${env.PATH}`}});
		};

		beforeAll(() => mkdirSync(folder.at('here', '.claude'), {recursive: true}));

		test('writes nothing where ssh does not come through', async () => {
			box.setKey(false);
			const {stdout, code} = await add('add', 'box');
			expect(code).toBe(1);
			expect(stdout).toMatch(/box {2}unreachable {2}ssh cannot log in.*\nNothing was written/);
			expect(existsSync(config())).toBe(false);
		});

		test('says what is missing there, and writes it down', async () => {
			box.setProgram('ccmon', null);
			const {stdout, code} = await add('add', 'box', '--name=bare');
			expect(code).toBe(1);
			expect(stdout).toMatch(/ccmon: not found there\. npm install -g ccmon/);
			expect(stdout).toMatch(/claude: not found there/);
			expect(readFileSync(config(), 'utf8')).toBe('[hosts.bare]\nssh = "box"\n');
			rmSync(config());
		});

		test('finds a ccmon off the PATH, and keeps what else is in the config', async () => {
			box.setProgram('ccmon', null);
			const bin = folder.at('box', '.local', 'bin');
			mkdirSync(bin, {recursive: true});
			writeFileSync(`${bin}/ccmon`, `#!/bin/sh\n${builtCcmon}\n`, {mode: 0o755});
			writeFileSync(config(), '# mine\nteamSize = 3');
			const {stdout, code, stderr} = await add('add', 'box');
			expect({code, stderr}).toEqual({code: 0, stderr: ''});
			expect(stdout).toMatch(/^box {2}connected {2}ccmon \S+, (?:\d+ ms, )?0 sessions\nWritten into /);
			expect(readFileSync(config(), 'utf8')).toBe(
				`# mine\nteamSize = 3\n\n[hosts.box]\nssh = "box"\ncommand = "env \\"PATH=${bin}:$PATH\\" ccmon"\n`,
			);
			const listed = await add();
			expect(listed.stdout).toMatch(/^box {2}connected/);
			expect((await add('add', 'box')).stderr).toMatch(/has a host "box" already/);
			expect((await add('add', 'box', '--name=again')).stderr).toMatch(/has box already, as the host "box"/);
			expect((await add('add', '--', '-oProxyCommand=id')).stderr).toMatch(/begins with -/);
		});
	});

	test('its host key has changed', async () => {
		await server.changeHostKey();
		connect();
		await until('box', 'unreachable');
		expect(figure('box').error).toMatch(/its host key has changed.*run ssh box and remove the key that it names/);
	});
});
