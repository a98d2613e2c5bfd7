/** `ccmon run` with the real Claude Code: not to be seen, and yet to be reached; and background sessions through attach. */
import {existsSync, globSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {perform} from '../../source/control/actions/perform.ts';
import type {Session} from '../../source/core/session.ts';
import {readParentPid} from '../../source/platform/process.ts';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {ccmonCommand, runProgram} from '../support/ccmon.ts';
import {type ClaudeHome, createClaudeHome, submitTo} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {type LiveCcmon, openLiveCcmon} from '../support/live-ccmon.ts';
import {isRunning} from '../support/process.ts';
import {runningEntries} from '../support/registry.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {visible} from '../support/visible-screen.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

describe.skipIf(!binary)('ccmon run', () => {
	let stub: Stub;
	let tmux: Tmux;
	const homes: ClaudeHome[] = [];

	beforeAll(async () => {
		stub = await startStub();
		tmux = await startTmux();
	});

	afterAll(async () => {
		await tmux?.close();
		await stub?.close();
		for (const home of homes) await home.remove();
	});

	async function newHome(): Promise<ClaudeHome> {
		const home = await createClaudeHome({url: stub.url});
		homes.push(home);
		return home;
	}

	const status = (home: ClaudeHome) => runningEntries(home)[0]?.status;
	const waitForStatus = (home: ClaudeHome, wanted: string) =>
		waitFor(() => status(home) === wanted, {what: `a session that is ${wanted}`, timeout: 60_000});

	const direct = [binary!];
	const run = [...ccmonCommand, 'run'];

	/** In a shell with job control, as a person has it. */
	async function start(home: ClaudeHome, command: readonly string[], columns = 100): Promise<Pane> {
		const env = {...home.env, CCMON_CLAUDE: binary!, XDG_RUNTIME_DIR: home.home, PS1: '$ '};
		const cwd = await home.project('web');
		const pane = await tmux.open({command: ['bash', '--norc', '-i'], cwd, env, columns, rows: 30});
		await pane.waitFor('$');
		// One line, whichever the command: it stands on the screen.
		await pane.type(`clear; ${command.join(' ')}; echo "ended with $?"`);
		await pane.press('Enter');
		await waitForStatus(home, 'idle');
		await pane.waitFor(/^❯/m, {timeout: 60_000});
		return pane;
	}

	/** Nothing is left of the prompt box then. */
	const exit = (pane: Pane) => submitTo(pane, '/exit', async () => (await pane.screen()).includes('ended with 0'));

	test('is not to be seen: prompt, answer, resize, dialog and end look the same with it and without', async () => {
		const sides = await Promise.all(
			[direct, run].map(async command => {
				const home = await newHome();
				return {home, pane: await start(home, command)};
			}),
		);
		const expectSame = async (what: string, sign: string | RegExp) => {
			for (const {pane} of sides) await pane.waitFor(sign, {what: `${what}: ${sign}`});
			const look = async () => Promise.all(sides.map(async ({pane}) => visible(await pane.colours())));
			const same = async () => {
				const [one, other] = await look();
				return one === other;
			};
			await waitFor(same, {what: `the same screen: ${what}`}).catch(() => undefined);
			const [one, other] = await look();
			expect(other, what).toBe(one);
		};
		const both = (act: (pane: Pane, home: ClaudeHome) => Promise<unknown>) =>
			Promise.all(sides.map(({pane, home}) => act(pane, home)));

		await expectSame('started', /^❯/m);
		await both(pane => pane.type('日本 é draft'));
		await expectSame('a draft', '日本 é draft');
		await both(pane => pane.press('C-u'));
		await both(pane => submitTo(pane, steer('hello', {words: 20})));
		await both((_, home) => waitFor(() => stub.ledger().length >= 2 && status(home) === 'idle', {what: 'the answer'}));
		await expectSame('answered', 'lorem');
		// Wider: when a window narrows, tmux itself wraps and scrolls what is there, before the program draws again.
		await both(pane => pane.resize(132, 36));
		await expectSame('resized', /─{132}/);
		await both(pane => submitTo(pane, '/model'));
		await expectSame('a dialog', /[Ee]sc to/);
		await both(pane => pane.press('Escape'));
		for (const {pane} of sides) await pane.waitFor(screen => !/[Ee]sc to/.test(screen), {what: 'the dialog to close'});
		await expectSame('the dialog closed', /^❯/m);
		await both(pane => exit(pane));
		await expectSame('ended', 'ended with 0');
		// The terminal is as it was: the shell echoes what is typed.
		await both(pane => pane.type('echo still here'));
		await expectSame('the shell again', '$ echo still here');
	});

	test('hands on Ctrl-Z and fg, signals and exit codes, and leaves no socket', async () => {
		const home = await newHome();
		const pane = await start(home, run);
		await pane.type('a draft');
		await pane.waitFor(/❯\sa draft/);
		await pane.press('C-z');
		await pane.waitFor('Stopped');
		await pane.type('echo shell $((40 + 2))');
		await pane.press('Enter');
		await pane.waitFor('shell 42');
		await pane.type('fg');
		await pane.press('Enter');
		await pane.waitFor(/\$ fg\n[\s\S]*❯\sa draft/);
		const [{pid} = {pid: 0}] = runningEntries(home);
		expect(existsSync(path.join(home.home, 'ccmon', `pty-${pid}.sock`))).toBe(true);
		process.kill(pid, 'SIGKILL');
		await pane.waitFor('Killed');
		await pane.type('echo back');
		await pane.waitFor('$ echo back');
		expect(readdirSync(path.join(home.home, 'ccmon'))).toEqual([]);
	});

	test('killed, it takes Claude Code along, and its socket fools nobody', async () => {
		const home = await newHome();
		const pane = await start(home, run);
		const [{pid} = {pid: 0}] = runningEntries(home);
		const sockets = () => readdirSync(path.join(home.home, 'ccmon'));
		expect(sockets()).toEqual([`pty-${pid}.sock`]);
		process.kill(readParentPid(pid)!, 'SIGKILL');
		await waitFor(() => globSync('sessions/*.json', {cwd: home.configDir}).length === 0 && !isRunning(pid), {
			what: 'Claude Code to end',
			timeout: 60_000,
		});
		expect(sockets()).toEqual([`pty-${pid}.sock`]);
		// The shell has its terminal again, and the next one tidies up.
		await pane.type('reset');
		await pane.press('Enter');
		await pane.waitFor(/^\$\s*$/);
		await pane.type(run.join(' '));
		await pane.press('Enter');
		await waitForStatus(home, 'idle');
		const [{pid: next} = {pid: 0}] = runningEntries(home);
		await waitFor(() => sockets().join() === `pty-${next}.sock`, {what: 'the old socket to go'});
	});

	test('without a terminal it is claude itself: output and exit code', async () => {
		const home = await newHome();
		const env = {...home.env, CCMON_CLAUDE: binary!};
		const cwd = await home.project('web');
		const version = await runProgram([...run, '--version'], {env, cwd});
		expect(version).toEqual(await runProgram([...direct, '--version'], {env, cwd}));
		const wrong = await runProgram([...run, '--no-such-option'], {env, cwd});
		expect(wrong).toEqual(await runProgram([...direct, '--no-such-option'], {env, cwd}));
		expect(wrong.code).toBe(1);
		const missing = await runProgram([...run], {env: {...env, CCMON_CLAUDE: '', PATH: '/nowhere'}, cwd});
		expect(missing).toMatchObject({code: 127, stderr: expect.stringContaining('no claude on the PATH')});
	});

	describe('is reached', () => {
		let home: ClaudeHome;
		let ccmon: LiveCcmon;

		beforeAll(async () => {
			home = await newHome();
			ccmon = await openLiveCcmon(home, {XDG_RUNTIME_DIR: home.home});
		});
		afterAll(() => ccmon?.close());

		const sessionOf = (kind: string, condition: (session: Session) => boolean = () => true) =>
			waitFor(() => ccmon.sessions().find(session => session.kind === kind && condition(session)), {
				what: `ccmon to see the ${kind} session`,
			});
		const answered = ({state, context}: Session) => state === 'idle' && (context.tokens ?? 0) > 0;
		const boundaries = ({sessionId}: Session) =>
			globSync(`projects/*/${sessionId}.jsonl`, {cwd: home.configDir})
				.map(file => readFileSync(path.join(home.configDir, file), 'utf8').split('"compact_boundary"').length - 1)
				.reduce((sum, count) => sum + count, 0);

		test('through its socket: /compact with its evidence, the draft still there; a dialog is not typed into', async () => {
			const pane = await start(home, run);
			await submitTo(pane, steer('hello', {words: 40}));
			await sessionOf('interactive', answered);
			await waitForStatus(home, 'idle');
			const session = await sessionOf('interactive', answered);
			expect(await ccmon.deps.reach(session)).toMatchObject({ok: true, address: `pty:${session.pid}`});
			await pane.type('my draft');
			await pane.waitFor(/❯\smy draft/);

			const outcome = await perform({type: 'compact', instructions: null}, session, ccmon.deps);
			expect(outcome).toMatchObject({outcome: 'done', reason: null});
			expect(boundaries(session)).toBe(1);
			await pane.waitFor(/❯\smy draft/);

			await pane.press('C-u');
			await submitTo(pane, steer('list', {tool: {name: 'Bash', input: {command: 'touch made', description: 'x'}}}));
			await waitForStatus(home, 'waiting');
			const refused = await perform({type: 'compact', instructions: null}, session, ccmon.deps);
			expect(refused.outcome).toBe('refused');
			expect(existsSync(path.join(await home.project('web'), 'made'))).toBe(false);
			await pane.press('Escape');
			await waitForStatus(home, 'idle');

			// A resize reaches the socket's side, too.
			const reach = await ccmon.deps.reach(session);
			if (!reach.ok || reach.way.type !== 'keyboard') throw new Error('not reached');
			const keyboard = await reach.way.open();
			await pane.resize(80, 20);
			await waitFor(async () => (await keyboard.size()).columns === 80, {what: 'the new size'});
			keyboard.close();
			await exit(pane);
			await pane.waitFor('ended with 0');
		});

		test('a background session, through attach: /compact with its evidence, and it goes on', async () => {
			const {binary: file, cwd} = {binary: binary!, cwd: await home.project('web')};
			const started = await runProgram([file, '--bg', steer('hello', {words: 40})], {env: home.env, cwd});
			expect(started.code, started.stderr).toBe(0);
			const session = await sessionOf('bg', answered);
			expect(await ccmon.deps.reach(session)).toMatchObject({ok: true, address: `attach:${session.jobId}`});

			const outcome = await perform({type: 'compact', instructions: null}, session, ccmon.deps);
			expect(outcome).toMatchObject({outcome: 'done', reason: null});
			expect(boundaries(session)).toBe(1);
			const prompted = await perform(
				{type: 'prompt', text: 'and once more'},
				await sessionOf('bg', answered),
				ccmon.deps,
			);
			expect(prompted).toMatchObject({outcome: 'done'});
			// Left, not ended.
			await waitFor(() => attached(session.jobId!).length === 0, {what: 'claude attach to end'});
			expect(isRunning(session.pid!)).toBe(true);
		});
	});
});

/** Processes that have this job attached. */
function attached(jobId: string): string[] {
	return readdirSync('/proc').filter(pid => {
		try {
			const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
			return words.includes('attach') && words.includes(jobId);
		} catch {
			return false;
		}
	});
}
