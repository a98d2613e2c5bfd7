/** ssh as people have set it up: other login shells, jump hosts, and connections that are shared. */
import {execFileSync} from 'node:child_process';
import {appendFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import type {HostConfig} from '../../source/core/config/hosts.ts';
import {terminalCommand} from '../../source/live/hosts/host-command.ts';
import {type HostLinks, openHostLinks} from '../../source/live/hosts/hosts.ts';
import {ccmonCommand, ccmonEnvironment, runProgram} from '../support/ccmon.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {builtCcmon, hasSshd, type SshServer, startSshServer} from '../support/ssh-server.ts';
import {startTmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

const hasShell = (shell: string) => process.env.CI !== undefined || existsSync(shell);

describe.skipIf(!hasSshd)('ssh as people have set it up', () => {
	let folder: TemporaryFolder;
	let server: SshServer;
	let links: HostLinks | null = null;

	beforeAll(async () => {
		folder = temporaryFolder();
		server = await startSshServer();
	});
	beforeEach(async () => {
		await links?.close();
		links = null;
	});
	afterAll(async () => {
		await links?.close();
		await server?.close();
		folder?.remove();
	});

	/** The environment of a machine of this name, whose home has a config folder. */
	function homeOf(name: string): Record<string, string> {
		mkdirSync(folder.at(name, '.claude'), {recursive: true});
		return ccmonEnvironment(folder.at(name));
	}
	const hostOf = (name: string, rest: Partial<HostConfig> = {}): HostConfig => ({
		...{name, reach: {type: 'ssh', destination: name}, command: 'ccmon', configDirs: []},
		...rest,
	});
	const envOf = ({programs}: SshServer) => ({...process.env, PATH: `${programs}:${process.env.PATH}`});
	/** What is known of it once it was tried. */
	async function tried(host: HostConfig, from = server) {
		await links?.close();
		links = openHostLinks({
			...{hosts: [host], onChange() {}, clock: Date.now, version: '0.1.0', own: true, identityOf: () => null},
			env: envOf(from),
		});
		const figure = () => links!.link(host.name)!.fleet(Date.now()).figure;
		const isSettled = () => figure().state !== 'connecting';
		await waitFor(isSettled, {what: `${host.name} to be reached`, timeout: 60_000});
		return figure();
	}
	const expectConnected = async (host: HostConfig, from = server) =>
		expect(await tried(host, from)).toMatchObject({state: 'connected', error: null});
	const expectTrouble = async (host: HostConfig, error: RegExp) =>
		expect(await tried(host)).toMatchObject({state: 'unreachable', error: expect.stringMatching(error)});

	describe.each(['/usr/bin/fish', '/usr/bin/tcsh'])('a machine whose shell is %s', shell => {
		const name = path.basename(shell);
		const test_ = test.skipIf(!hasShell(shell));
		let env: Record<string, string>;

		beforeAll(() => {
			env = homeOf(name);
			server.machine(name, {env, shell});
		});

		test_('its ccmon is run, with arguments as they are, and in a terminal', async () => {
			const configDir = folder.at(name, "it's a $HOME `id`");
			mkdirSync(configDir);
			const host = hostOf(name, {configDirs: [configDir]});
			await expectConnected(host);
			const {file, args} = terminalCommand(hostOf(name), ['--version']);
			const ran = await runProgram([file, ...args], {env: envOf(server) as Record<string, string>});
			expect(ran).toMatchObject({code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+/)});
		});

		test_('ccmon hosts add finds a ccmon that is off the PATH there', async () => {
			const away = server.machine(`${name}-away`, {env, shell});
			away.setProgram('ccmon', null);
			await expectTrouble(hostOf(away.name), /ccmon is not installed there/);
			const bin = folder.at(name, '.local', 'bin');
			mkdirSync(bin, {recursive: true});
			writeFileSync(`${bin}/ccmon`, `#!/bin/sh\n${builtCcmon}\n`, {mode: 0o755});
			const here = homeOf(`from-${name}`);
			const ran = await runProgram([...ccmonCommand, 'hosts', 'add', away.name], {
				env: {...here, PATH: `${server.programs}:${here.PATH}`},
			});
			expect(ran.stdout).toMatch(/connected {2}ccmon \S+/);
			expect(ran.code).toBe(0);
		});
	});

	describe('behind a jump host', () => {
		let inner: SshServer;
		const jump = () => server.log().split('Accepted publickey').length;

		beforeAll(async () => {
			inner = await startSshServer();
			server.machine('jump', {env: homeOf('jump')});
			inner.machine('deep', {env: homeOf('deep'), config: ['ProxyJump jump']});
			appendFileSync(inner.config, readFileSync(server.config, 'utf8'));
		});
		afterAll(() => inner?.close());

		test('a machine is reached through it', async () => {
			const before = jump();
			await expectConnected(hostOf('deep'), inner);
			// It is logged through a pipe, which is read after the connection is there.
			await waitFor(() => jump() > before, {what: 'the jump in the log'});
			expect(jump()).toBe(before + 1);
		});

		test('what the jump host would be asked is asked nowhere on the screen', async () => {
			// Its host key is not known: ssh would ask at the terminal whether that is right.
			inner.machine('deeper', {env: homeOf('deeper'), config: ['ProxyJump stranger']});
			const stranger = readFileSync(server.config, 'utf8')
				.split('\n\n')[0]!
				.replace(/^Host .*/m, 'Host stranger');
			const unknown = stranger
				.replace(/UserKnownHostsFile .*/, `UserKnownHostsFile ${folder.at('nobody')}`)
				.replace('StrictHostKeyChecking yes', 'StrictHostKeyChecking ask');
			appendFileSync(inner.config, `\n${unknown}\n`);
			const env = homeOf('asked');
			mkdirSync(folder.at('asked', '.config', 'ccmon'), {recursive: true});
			writeFileSync(folder.at('asked', '.config', 'ccmon', 'config.toml'), '[hosts.deeper]\nssh = "deeper"\n');
			const tmux = await startTmux();
			try {
				const command = ['env', `PATH=${inner.programs}:${env.PATH}`, ...ccmonCommand];
				const monitor = await tmux.open({command, env, columns: 120, rows: 30});
				const screen = await monitor.waitFor(/deeper unreachable/, {what: 'the trouble', timeout: 60_000});
				expect(screen).not.toMatch(/authenticity|continue connecting/);
				expect(screen).toMatch(/its host key is not known here yet/);
			} finally {
				await tmux.close();
			}
		});
	});

	describe('with a connection that is shared', () => {
		const control = ['-O', 'check', 'shared'];
		const ssh = (...args: string[]) =>
			execFileSync(path.join(server.programs, 'ssh'), args, {stdio: 'pipe', encoding: 'utf8', env: {PATH: '/usr/bin'}});
		const accepted = () => server.log().split('Accepted publickey').length;

		beforeAll(() => {
			server.machine('shared', {
				env: homeOf('shared'),
				config: ['ControlMaster auto', `ControlPath ${folder.at('master-%n')}`, 'ControlPersist 60'],
			});
		});

		test('without a master none is made, which would end with ccmon', async () => {
			await expectConnected(hostOf('shared'));
			expect(globSync(folder.at('master-*'))).toEqual([]);
		});

		test('a master of the person is used, and outlives ccmon', async () => {
			const before = accepted() + 1;
			ssh('-MNf', 'shared');
			try {
				await waitFor(() => accepted() === before, {what: 'the master'});
				await expectConnected(hostOf('shared'));
				expect(accepted()).toBe(before);
				await links?.close();
				ssh(...control);
			} finally {
				ssh('-O', 'exit', 'shared');
			}
		});
	});
});
