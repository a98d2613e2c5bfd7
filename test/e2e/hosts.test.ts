/** Sessions of other machines, over a real sshd on loopback, with the real Claude Code in tmux on each: what is listed. */
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Stub} from '../support/anthropic-stub.ts';
import {type CcmonOutput, ccmonCommand, runProgram, waitForCcmon} from '../support/ccmon.ts';
import type {ClaudeSession} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {ledgerTotals, ledgerUsd} from '../support/ledger.ts';
import {type Machines, startMachines} from '../support/machines.ts';
import {hasSshd} from '../support/ssh-server.ts';
import type {StubPurpose} from '../support/stub-purpose.ts';
import type {Pane} from '../support/tmux.ts';
import {takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

interface HostOutput extends Omit<CcmonOutput, 'sessions'> {
	sessions: (CcmonOutput['sessions'][number] & {host: string | null})[];
	hosts: {name: string; state: string; error: string | null; version: string | null}[];
}

/** What the three sessions of each machine do. */
const works: Readonly<Record<string, (claude: ClaudeSession, stub: Stub) => Promise<void>>> = {
	async chat(claude, stub) {
		await takeTurn(claude, stub, steer('one', {words: 40}));
		await takeTurn(claude, stub, steer('two', {words: 30, think: 20}));
	},
	async delegate(claude, stub) {
		const input = {description: 'count', subagent_type: 'general-purpose', prompt: steer('count', {words: 20})};
		await takeTurn(claude, stub, steer('delegate', {tool: {name: 'Agent', input}}));
		await waitFor(() => stub.ledger().some(({purpose}) => purpose === 'subagent'), {what: 'the subagent'});
	},
	async compact(claude, stub) {
		await takeTurn(claude, stub, steer('three', {words: 50}));
		await claude.submit('/compact');
		await waitFor(() => stub.ledger().some(({purpose}) => purpose === 'compact'), {what: 'the compaction'});
		await claude.waitForStatus('idle');
	},
};

describe.skipIf(!binary || !hasSshd)('two other machines and this one, three sessions each', () => {
	let machines: Machines;
	let monitor: Pane;
	/** All that were started; `host` null: on this machine. */
	let sessions: {host: string | null; sessionId: string; stub: Stub}[];

	const ccmon = (...args: string[]) => runProgram([...ccmonCommand, ...args], {env: machines.env});
	const once = async () => JSON.parse((await ccmon('--once', '--json')).stdout) as HostOutput;
	const spent = ({sessionId, stub}: (typeof sessions)[number], ...purposes: readonly StubPurpose[]) =>
		ledgerTotals(stub.ledger(), {sessionId, ...(purposes.length > 0 && {purposes})});

	beforeAll(async () => {
		machines = await startMachines(binary!, ['box', 'build'], {setUp: true});
		// tmux gives its panes a PATH of its own.
		const command = ['env', `PATH=${machines.env.PATH}`, ...ccmonCommand];
		monitor = await machines.tmux.open({command, env: machines.env, columns: 130, rows: 40});
		await monitor.waitFor(/No Claude Code session/);
		await monitor.waitFor(screen => !/connecting/.test(screen), {what: 'both to be connected', timeout: 60_000});
		const places = [
			{host: null, ...machines.here},
			...machines.others.map(other => ({host: other.machine.name, ...other})),
		];
		const started = places.map(async ({host, stub, start}) => {
			const ids: string[] = [];
			for (const [name, work] of Object.entries(works)) {
				const claude = await start(name);
				ids.push(claude.registry().sessionId);
				await work(claude, stub);
			}
			return ids.map(sessionId => ({host, sessionId, stub}));
		});
		sessions = (await Promise.all(started)).flat();
	});

	afterAll(() => machines?.close());

	test('each session and their sum are those of the three ledgers, to the token and the dollar', async () => {
		const found = ({sessions: listed}: CcmonOutput, {sessionId}: {sessionId: string}) =>
			listed.find(session => session.sessionId === sessionId);
		const isComplete = (output: CcmonOutput) =>
			sessions.every(session => {
				const {usage, control} = found(output, session) ?? {};
				// How it is reached may be found out later than --once waits for, where a machine is slow.
				return usage?.outputTokens === spent(session).outputTokens && control !== null;
			});
		const output = (await waitForCcmon(once as never, isComplete, 'all requests')) as HostOutput;

		expect(output.hosts.map(({name, state, error}) => ({name, state, error}))).toEqual([
			{name: 'box', state: 'connected', error: null},
			{name: 'build', state: 'connected', error: null},
		]);
		expect(output.sessions).toHaveLength(9);
		let sum = 0;
		for (const session of sessions) {
			const {requests: _, ...tokens} = spent(session);
			const usd = ledgerUsd(spent(session));
			const dollars = (purpose: StubPurpose) => expect.closeTo(ledgerUsd(spent(session, purpose)), 6);
			expect(found(output, session)).toMatchObject({
				host: session.host,
				usage: tokens,
				cost: {
					totalUsd: expect.closeTo(usd, 6),
					mainUsd: dollars('main'),
					subagentUsd: dollars('subagent'),
					compactionUsd: dollars('compact'),
					basis: 'telemetry',
					partial: false,
				},
			});
			sum += usd;
		}
		expect(output.totals.todayUsd).toBeCloseTo(sum, 6);
		const control = Object.fromEntries(output.sessions.map(({host, control: way}) => [host, way]));
		expect(control).toMatchObject({
			box: expect.stringMatching(/^ssh:tmux:%\d+$/),
			build: expect.stringMatching(/^ssh:tmux:%\d+$/),
			null: expect.stringMatching(/^tmux:/),
		});
	});

	test('each machine is a column of the monitor, and the header sums over all of them', async () => {
		const screen = await monitor.waitFor(/9 sessions on 3 machines/, {what: 'all sessions'});
		expect(screen).toMatch(/HOST/);
		expect(screen).toMatch(/today, all machines/);
		const isRowOn = (host: string) => new RegExp(`^.{3}(?:${Object.keys(works).join('|')}) +${host} `);
		for (const host of ['local', 'box', 'build'])
			expect(screen.split('\n').filter(line => isRowOn(host).test(line))).toHaveLength(3);
	});

	test('ccmon hosts says how each is reached', async () => {
		// How far away it is may take longer than a second to measure.
		const isMeasured = async () => {
			const {stdout, code} = await ccmon('hosts');
			expect(stdout).toMatch(/^box {4}connected {2}ccmon \S+, \d+ ms, 3 sessions$/m);
			return code === 0;
		};
		await waitFor(isMeasured, {what: 'both hosts, with how far away they are'});
	});
});
