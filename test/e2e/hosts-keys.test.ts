/**
 * Keys on a session of another machine, over a real sshd on loopback, with the real Claude Code in tmux there. Each test
 * opens a monitor of its own, and finds the session idle at an empty prompt.
 */
import {existsSync} from 'node:fs';
import path from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {ccmonCommand, runProgram, typingPause} from '../support/ccmon.ts';
import type {ClaudeSession} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {type Machines, startMachines, type TestMachine} from '../support/machines.ts';
import {pressUntilAsked} from '../support/press-until-asked.ts';
import {isRunning} from '../support/process.ts';
import {runningEntries} from '../support/registry.ts';
import {hasSshd} from '../support/ssh-server.ts';
import type {Pane} from '../support/tmux.ts';
import {tidy} from '../support/trial.ts';
import {takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();
/** Longer than ccmon itself looks for evidence. */
const patient = {timeout: 120_000};

describe.skipIf(!binary || !hasSshd)('a session of another machine', () => {
	let machines: Machines;
	let box: TestMachine;
	let api: ClaudeSession;
	let monitor: Pane;

	const ccmon = (...args: string[]) => runProgram([...ccmonCommand, ...args], {env: machines.env});

	beforeAll(async () => {
		machines = await startMachines(binary!, ['box', 'build']);
		[box] = machines.others as [TestMachine, TestMachine];
		for (const [machine, name] of [
			[machines.others[1]!, 'job'],
			[machines.here, 'web'],
		] as const)
			await takeTurn(await machine.start(name), machine.stub, steer('hello', {words: 20}));
	});

	afterAll(() => machines?.close());

	beforeEach(async () => {
		if (!api || (await tidy(api)) === null) {
			api = await box.start('api');
			await takeTurn(api, box.stub, steer('hello', {words: 40}));
		}
		// tmux gives its panes a PATH of its own.
		const command = ['env', `PATH=${machines.env.PATH}`, ...ccmonCommand];
		monitor = await machines.tmux.open({command, env: machines.env, columns: 130, rows: 36});
		await shows('api', /box .*idle/);
		await shows('job', /build .*idle/);
		await select('api');
		await monitor.waitFor(/── box\/api .* ssh tmux:%\d/, {what: 'how it is reached', ...patient});
	});

	afterEach(() => monitor.close());

	const rowsOf = (screen: string) => screen.split('\n').filter(line => /[●◆○▪✓↻✕⚠·] \w/.test(line.slice(12)));
	const row = (name: string, screen: string) =>
		rowsOf(screen).find(line => line.slice(1, 36).trim().split(/\s/)[0] === name) ?? '';
	const shows = (name: string, pattern: RegExp) =>
		monitor.waitFor(screen => pattern.test(row(name, screen)), {what: `${name} to show ${pattern}`, ...patient});
	const countSessions = (screen: string) => Number(/(\d+) sessions on 3 machines/.exec(screen)?.[1]);
	/** How many there are, once the monitor shows all that run on all machines. */
	async function countAll(): Promise<number> {
		const homes = [machines.here, ...machines.others].map(({home}) => home);
		const running = () => homes.flatMap(runningEntries);
		const screen = await monitor.waitFor(text => countSessions(text) === running().length, {
			what: 'all sessions of all machines',
			...patient,
		});
		return countSessions(screen);
	}

	/** Puts the selection on this session. No key is pressed before the one before it is seen to have been taken. */
	async function select(name: string): Promise<void> {
		await waitFor(
			async () => {
				const before = rowsOf(await monitor.screen());
				const at = before.findIndex(line => line.startsWith('▸'));
				const wanted = before.indexOf(row(name, before.join('\n')));
				if (at < 0 || wanted < 0) return false;
				if (at === wanted) return true;
				await monitor.press(at < wanted ? 'Down' : 'Up');
				await monitor.waitFor(screen => !rowsOf(screen)[at]?.startsWith('▸'), {what: 'the selection to move'});
				return false;
			},
			{what: `${name} to be selected`, ...patient, last: () => monitor.screen()},
		);
	}

	/** Answers the question that a key asked. */
	async function confirm(question: string | RegExp): Promise<void> {
		await monitor.waitFor(question, {what: 'the question', ...patient});
		await typingPause();
		await monitor.press('y');
	}

	/** Asked by such a key in the dialog of the session. */
	async function opens(key: string, question: RegExp): Promise<string> {
		await typingPause();
		return pressUntilAsked(monitor, key, {question, name: 'box/api', ...patient});
	}

	test('a script sends to it, and gets the evidence', async () => {
		const mains = () => box.stub.ledger().filter(({purpose}) => purpose === 'main').length;
		const before = mains();
		const {stdout, code} = await ccmon('send', 'box/api', steer('from a script', {words: 10}), '--json');
		expect(JSON.parse(stdout)).toMatchObject({outcome: 'done', reason: null});
		expect(code).toBe(0);
		await waitFor(() => mains() > before, {what: 'the answer'});
		await api.waitForStatus('idle');
		expect(mains()).toBe(before + 1);
		expect((await ccmon('send', 'box/nobody', 'hello')).code).toBe(2);
	});

	test('p and i work there, each with its own evidence', async () => {
		await monitor.press('p');
		await monitor.waitFor('Prompt for box/api');
		await monitor.enter(steer('by key', {words: 12}));
		await monitor.waitFor(/submitted/, {what: 'the prompt', ...patient});
		await api.waitForStatus('idle');
		await typingPause();
		await monitor.press('p');
		await monitor.waitFor('Prompt for box/api');
		await monitor.enter(steer('long', {words: 4000, speed: 200}));
		await shows('api', /busy/);
		await typingPause();
		await monitor.press('i');
		await monitor.waitFor('interrupted', {what: 'the interruption', ...patient});
		await api.waitForStatus('idle');
	});

	test('c and x work there', async () => {
		await monitor.press('c');
		await monitor.waitFor(/compacted \S+ → \S+/, {what: 'the compaction', ...patient});
		const {sessionId} = api.registry();
		await typingPause();
		await monitor.press('x');
		await confirm('Clear box/api?');
		await monitor.waitFor('cleared', {what: 'the clearing', ...patient});
		expect(api.registry().sessionId).not.toBe(sessionId);
	});

	describe('that asks for permission', () => {
		/** The file that the call would make. */
		async function asks(name: string): Promise<string> {
			await api.submit(steer('go', {tool: {name: 'Bash', input: {command: `touch ${name} && echo done`}}}));
			await api.waitForStatus('waiting');
			await shows('api', /◆ permission/);
			return path.join(await box.home.project('api'), name);
		}

		test('y allows it', async () => {
			const allowed = await asks('allowed');
			const question = /Allow this call of Bash once in box\/api\?/;
			expect(await opens('y', question)).toContain('&& echo done');
			await confirm(question);
			await monitor.waitFor('allowed once', {what: 'the answer', ...patient});
			await waitFor(() => existsSync(allowed), {what: 'what was allowed'});
		});

		test('N denies it', async () => {
			const denied = await asks('denied');
			await opens('N', /Deny this call of Bash in box\/api/);
			await typingPause();
			await monitor.press('Enter');
			await monitor.waitFor(/denied/, {what: 'the refusal', ...patient});
			await api.waitForStatus('idle');
			expect(existsSync(denied)).toBe(false);
		});

		test('a script answers', async () => {
			const refused = await asks('refused');
			// Refused where the dialog cannot be read in time: asked again, as a person would.
			const answered = async () => {
				const ran = await ccmon('answer', 'box/api', 'deny', '--yes', '--json');
				return ran.code !== 3 && ran;
			};
			const {stdout, code} = await waitFor(answered, {what: 'the answer', ...patient});
			expect({outcome: JSON.parse(stdout).outcome, code}).toEqual({outcome: 'done', code: 0});
			await api.waitForStatus('idle');
			expect(existsSync(refused)).toBe(false);
		});
	});

	test('⏎ goes to its tmux pane over ssh, and comes back', async () => {
		await monitor.press('Enter');
		const isThere = (screen: string) => /^❯/m.test(screen) && !screen.includes('SESSION');
		await monitor.waitFor(isThere, {what: 'the session', ...patient});
		// The keeper's client: its prefix is tmux's own.
		await monitor.press('C-b', 'd');
		await shows('api', /box/);
	});

	test('n asks where, and starts one there', async () => {
		const before = await countAll();
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
		const isStarted = (screen: string) => countSessions(screen) === before + 1;
		await monitor.waitFor(isStarted, {what: 'the new session', ...patient});
	});

	test('K ends it, after a question', async () => {
		const before = await countAll();
		await monitor.press('K');
		await confirm('End box/api?');
		const isEnded = (screen: string) => countSessions(screen) === before - 1;
		await monitor.waitFor(isEnded, {what: 'the end', ...patient});
		await waitFor(() => !isRunning(api.pid), {what: 'its process to end'});
	});

	test('a machine that is cut off keeps its rows, and comes back by itself', async () => {
		await machines.server.stop();
		const isLost = (screen: string) => /lost|last seen/.test(row('job', screen)) && screen.includes('unreachable');
		await monitor.waitFor(isLost, {what: 'both to be lost', ...patient});
		await machines.server.start();
		await shows('job', /idle/);
	});
});
