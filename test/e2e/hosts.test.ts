/** Sessions of other machines, over a real sshd on loopback, with the real Claude Code in tmux on each. */
import {existsSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type CcmonOutput, ccmonCommand, runProgram, typingPause, waitForCcmon} from '../support/ccmon.ts';
import type {ClaudeSession} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {inTranscripts, ledgerTotals} from '../support/ledger.ts';
import {type Machines, startMachines, type TestMachine} from '../support/machines.ts';
import {isRunning} from '../support/process.ts';
import {hasSshd} from '../support/ssh-server.ts';
import type {Pane} from '../support/tmux.ts';
import {takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

interface HostOutput extends Omit<CcmonOutput, 'sessions'> {
	sessions: (CcmonOutput['sessions'][number] & {host: string | null})[];
	hosts: {name: string; state: string; error: string | null; version: string | null}[];
}

describe.skipIf(!binary || !hasSshd)('two other machines and this one', () => {
	let machines: Machines;
	let box: TestMachine;
	let build: TestMachine;
	let api: ClaudeSession;
	let monitor: Pane;

	const ccmon = (...args: string[]) => runProgram([...ccmonCommand, ...args], {env: machines.env});
	const once = async () => JSON.parse((await ccmon('--once', '--json')).stdout) as HostOutput;

	beforeAll(async () => {
		machines = await startMachines(binary!, ['box', 'build']);
		[box, build] = machines.others as [TestMachine, TestMachine];
		api = await box.start('api');
		await takeTurn(api, box.stub, steer('one', {words: 40}));
		await takeTurn(await build.start('job'), build.stub, steer('two', {words: 30}));
		await takeTurn(await machines.here.start('web'), machines.here.stub, steer('three', {words: 20}));
	});

	afterAll(() => machines?.close());

	const row = (name: string, screen: string) => screen.split('\n').find(line => line.slice(3, 36).includes(name)) ?? '';
	const shows = (name: string, pattern: RegExp) =>
		monitor.waitFor(screen => pattern.test(row(name, screen)), {what: `${name} to show ${pattern}`, timeout: 60_000});

	test('the list is that of all ledgers, to the token', async () => {
		const places = [
			[null, machines.here],
			['box', box],
			['build', build],
		] as const;
		const isComplete = (output: CcmonOutput) =>
			places.every(([host, {stub}]) => {
				const {requests} = ledgerTotals(stub.ledger(), {purposes: inTranscripts});
				return (output as HostOutput).sessions.some(one => one.host === host && one.usage.requests === requests);
			});
		const output = (await waitForCcmon(once as never, isComplete, 'all requests')) as HostOutput;
		expect(output.hosts.map(({name, state, error}) => ({name, state, error}))).toEqual([
			{name: 'box', state: 'connected', error: null},
			{name: 'build', state: 'connected', error: null},
		]);
		for (const [host, {stub}] of places) {
			const [session] = output.sessions.filter(one => one.host === host);
			expect(session?.usage).toEqual(ledgerTotals(stub.ledger(), {purposes: inTranscripts}));
		}
		const control = Object.fromEntries(output.sessions.map(({host, control: way}) => [host, way]));
		expect(control).toMatchObject({
			box: expect.stringMatching(/^ssh:tmux:%\d+$/),
			null: expect.stringMatching(/^tmux:/),
		});
	});

	test('ccmon hosts says how each is reached', async () => {
		const {stdout, code} = await ccmon('hosts');
		expect(stdout).toMatch(/^box {4}connected {2}ccmon \S+, \d+ ms, 1 session$/m);
		expect(code).toBe(0);
	});

	test('a script sends to a session there, and gets the evidence', async () => {
		const before = box.stub.ledger().filter(({purpose}) => purpose === 'main').length;
		const {stdout, code} = await ccmon('send', 'box/api', steer('from a script', {words: 10}), '--json');
		expect(JSON.parse(stdout)).toMatchObject({outcome: 'done', reason: null});
		expect(code).toBe(0);
		expect(box.stub.ledger().filter(({purpose}) => purpose === 'main').length).toBe(before + 1);
		expect((await ccmon('send', 'box/nobody', 'hello')).code).toBe(2);
		await api.waitForStatus('idle');
	});

	describe('in the monitor', () => {
		beforeAll(async () => {
			// tmux gives its panes a PATH of its own.
			const command = ['env', `PATH=${machines.env.PATH}`, ...ccmonCommand];
			monitor = await machines.tmux.open({command, env: machines.env, columns: 130, rows: 36});
			await shows('api', /box/);
			await shows('job', /build/);
		});

		/** Puts the selection on this session. */
		async function select(name: string): Promise<void> {
			let tries = 0;
			await waitFor(
				async () => {
					if (/^▸/.test(row(name, await monitor.screen()))) return true;
					await monitor.press(tries++ % 6 === 0 ? 'Home' : 'Down');
					return false;
				},
				{what: `${name} to be selected`, every: 400, last: () => monitor.screen()},
			);
		}

		test('each machine is a column, and the header sums over all of them', async () => {
			const screen = await shows('web', /local/);
			expect(screen).toContain('3 sessions on 3 machines');
			expect(screen).toMatch(/HOST/);
			expect(screen).toMatch(/today, all machines/);
		});

		test('p, i, c and x work there, each with its own evidence', async () => {
			await select('api');
			await monitor.press('p');
			await monitor.waitFor('Prompt for box/api');
			await monitor.enter(steer('by key', {words: 12}));
			await monitor.waitFor(/box\/api: submitted|submitted/, {what: 'the prompt', timeout: 60_000});
			await api.waitForStatus('idle');
			await typingPause();
			await monitor.press('p');
			await monitor.waitFor('Prompt for box/api');
			await monitor.enter(steer('long', {words: 4000, speed: 200}));
			await shows('api', /busy/);
			await typingPause();
			await monitor.press('i');
			await monitor.waitFor('interrupted', {what: 'the interruption', timeout: 60_000});
			await api.waitForStatus('idle');
			await typingPause();
			await monitor.press('c');
			await monitor.waitFor(/compacted \S+ → \S+/, {what: 'the compaction', timeout: 90_000});
			const {sessionId} = api.registry();
			await typingPause();
			await monitor.press('x');
			await monitor.waitFor('Clear box/api?');
			await monitor.press('y');
			await monitor.waitFor('cleared', {what: 'the clearing', timeout: 60_000});
			expect(api.registry().sessionId).not.toBe(sessionId);
		});

		test('y and N answer what it asks there, and a script does', async () => {
			const asks = async (name: string) => {
				await api.submit(steer('go', {tool: {name: 'Bash', input: {command: `touch ${name} && echo done`}}}));
				await api.waitForStatus('waiting');
				await shows('api', /◆ permission/);
				return path.join(await box.home.project('api'), name);
			};
			await typingPause();
			await select('api');
			const allowed = await asks('allowed');
			await typingPause();
			await monitor.press('y');
			await monitor.waitFor(/Allow this call of Bash once in box\/api\?/, {what: 'the question', timeout: 60_000});
			expect(await monitor.screen()).toContain('&& echo done');
			await typingPause();
			await monitor.press('y');
			await monitor.waitFor('allowed once', {what: 'the answer', timeout: 60_000});
			await waitFor(() => existsSync(allowed), {what: 'what was allowed'});
			await api.waitForStatus('idle');

			const denied = await asks('denied');
			await typingPause();
			await monitor.press('N');
			await monitor.waitFor(/Deny this call of Bash in box\/api/, {what: 'the reason', timeout: 60_000});
			await typingPause();
			await monitor.press('Enter');
			await monitor.waitFor(/denied/, {what: 'the refusal', timeout: 60_000});
			await api.waitForStatus('idle');
			expect(existsSync(denied)).toBe(false);

			const refused = await asks('refused');
			const {stdout, code} = await ccmon('answer', 'box/api', 'deny', '--yes', '--json');
			expect({outcome: JSON.parse(stdout).outcome, code}).toEqual({outcome: 'done', code: 0});
			await api.waitForStatus('idle');
			expect(existsSync(refused)).toBe(false);
		});

		test('⏎ goes to its tmux pane over ssh, and comes back', async () => {
			await typingPause();
			await select('api');
			await monitor.press('Enter');
			await monitor.waitFor(screen => /^❯/m.test(screen) && !screen.includes('SESSION'), {
				what: 'the session',
				timeout: 60_000,
			});
			// The keeper's client: its prefix is tmux's own.
			await monitor.press('C-b', 'd');
			await shows('api', /box/);
		});

		test('n asks where, and starts one there', async () => {
			await typingPause();
			await monitor.press('n');
			await monitor.waitFor('Start a session on');
			await monitor.press('Down');
			await monitor.waitFor(/^▸ box/m);
			for (const question of ['Start a session in', 'How, in', 'First prompt', 'Start it in']) {
				await monitor.press('Enter');
				await monitor.waitFor(question);
				await typingPause();
			}
			await monitor.press('Enter');
			await monitor.waitFor(/4 sessions on 3 machines/, {what: 'the new session', timeout: 90_000});
		});

		test('K ends one there, after a question', async () => {
			await typingPause();
			await select('api ');
			await monitor.press('K');
			await monitor.waitFor('End box/api?');
			await monitor.press('y');
			await monitor.waitFor(/3 sessions on 3 machines/, {what: 'the end', timeout: 60_000});
			await waitFor(() => !isRunning(api.pid), {what: 'its process to end'});
		});

		test('a machine that is cut off keeps its rows, and comes back by itself', async () => {
			await machines.server.stop();
			await shows('job', /lost|last seen/);
			expect(await monitor.screen()).toMatch(/unreachable/);
			await machines.server.start();
			await shows('job', /idle/);
		});
	});
});
