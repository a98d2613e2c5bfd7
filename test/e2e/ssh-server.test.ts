/** The stand-in for other machines does what tests of hosts rely on. */
import {spawn} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ccmonEnvironment, runProgram} from '../support/ccmon.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {builtCcmon, hasSshd, type Machine, type SshServer, startSshServer} from '../support/ssh-server.ts';
import {waitFor} from '../support/wait.ts';

describe.skipIf(!hasSshd)('machines on loopback', () => {
	let folder: TemporaryFolder;
	let server: SshServer;
	let box: Machine;
	const ssh = (...args: string[]) =>
		runProgram([path.join(server.programs, 'ssh'), '-o', 'BatchMode=yes', ...args], {env: {PATH: '/usr/bin:/bin'}});

	beforeAll(async () => {
		folder = temporaryFolder();
		mkdirSync(folder.at('home'));
		server = await startSshServer();
		box = server.machine('box', {env: ccmonEnvironment(folder.at('home'))});
	});

	afterAll(async () => {
		await server?.close();
		folder?.remove();
	});

	test('a machine has its own home and programs, and nothing of this one', async () => {
		process.env.CCMON_TEST_SECRET = 'of this machine';
		const {stdout} = await ssh('box', 'echo $HOME; ccmon --version; env');
		delete process.env.CCMON_TEST_SECRET;
		expect(stdout).toMatch(new RegExp(`^${folder.at('home')}\n\\d+\\.\\d+\\.\\d+\n`));
		expect(stdout).not.toContain('of this machine');
		expect((await ssh('-tt', 'box', 'tty; echo $TERM')).stdout).toMatch(/^\/dev\/pts\/\d+/);
	});

	test('it greets, its ccmon may be missing, its key and its host key may be refused', async () => {
		box.setGreeting('Welcome to box');
		expect((await ssh('box', 'echo hi')).stdout).toBe('Welcome to boxhi\n');
		box.setGreeting('');
		box.setProgram('ccmon', null);
		expect(await ssh('box', 'ccmon --version')).toMatchObject({
			code: 127,
			stderr: expect.stringContaining('not found'),
		});
		box.setProgram('ccmon', 'echo 0.0.1');
		expect((await ssh('box', 'ccmon --version')).stdout).toBe('0.0.1\n');
		box.setProgram('ccmon', builtCcmon);
		expect((await ssh('box', 'ccmon --version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
		box.setKey(false);
		expect(await ssh('box', 'true')).toMatchObject({code: 255, stderr: expect.stringContaining('Permission denied')});
		box.setKey(true);
		expect((await ssh('nowhere', 'true')).code).toBe(255);
		await server.changeHostKey();
		expect(await ssh('box', 'true')).toMatchObject({code: 255, stderr: expect.stringContaining('HAS CHANGED')});
	});

	test('connections can be frozen and cut, and the programs behind them end', async () => {
		const other = await startSshServer();
		const machine = other.machine('other', {env: ccmonEnvironment(folder.at('home'))});
		const child = spawn(path.join(other.programs, 'ssh'), ['other', 'cat'], {stdio: ['pipe', 'pipe', 'ignore']});
		let said = '';
		child.stdout.on('data', chunk => {
			said += chunk;
		});
		child.stdin.write('one\n');
		await waitFor(() => said === 'one\n', {what: 'the echo'});
		expect(machine.processes().length).toBeGreaterThan(0);
		other.freeze();
		child.stdin.write('two\n');
		await new Promise(resolve => setTimeout(resolve, 300));
		expect(said).toBe('one\n');
		other.thaw();
		await waitFor(() => said === 'one\ntwo\n', {what: 'the echo after the thaw'});
		other.cut();
		await waitFor(() => child.exitCode !== null, {what: 'ssh to end'});
		await waitFor(() => machine.processes().length === 0, {what: 'cat to end'});
		await other.close();
	});
});
