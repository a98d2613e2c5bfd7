/**
 * Every token, the hidden ones too: the real Claude Code, set up by `ccmon setup`, beside a running ccmon, and the stub's
 * ledger as the truth. Each test goes on from where the one before has left the session.
 */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {
	type CcmonSession,
	ccmonCommand,
	ccmonEnvironment,
	ccmonJson,
	runCcmon,
	waitForCcmon,
} from '../support/ccmon.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {ledgerTotals, ledgerUsd} from '../support/ledger.ts';
import type {StubPurpose} from '../support/stub-purpose.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {ownTotal, takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();
const everything: readonly StubPurpose[] = ['main', 'subagent', 'title', 'compact', 'auxiliary'];

describe.skipIf(!binary)('ccmon, set up, beside the real Claude Code', () => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let web: ClaudeSession;
	let monitor: Pane;
	let first: string;

	const openMonitor = () =>
		tmux.open({command: ccmonCommand, env: ccmonEnvironment(home.home), columns: 120, rows: 36});
	const once = () => ccmonJson(home.configDir, home.home);
	const find = (sessions: readonly CcmonSession[], id: string) => sessions.find(({sessionId}) => sessionId === id);
	const spent = (...purposes: readonly StubPurpose[]) => ledgerTotals(stub.ledger(), {sessionId: first, purposes});

	/** Waits until all tokens of the ledger are in the JSON (and what else is asked for), and gives the session. */
	async function counted(read = once, isWhole: (session: CcmonSession) => boolean = () => true): Promise<CcmonSession> {
		const output = await waitForCcmon(
			read,
			({sessions}) => {
				const session = find(sessions, first);
				return session?.usage.outputTokens === spent(...everything).outputTokens && isWhole(session);
			},
			`all ${spent(...everything).outputTokens} output tokens`,
		);
		return find(output.sessions, first)!;
	}

	function expectLedger({usage, cost}: CcmonSession): void {
		const {requests: _, ...tokens} = spent(...everything);
		expect(usage).toMatchObject(tokens);
		expect(cost.totalUsd).toBeCloseTo(ledgerUsd(spent(...everything)), 6);
		const parts = [cost.mainUsd, cost.subagentUsd, cost.compactionUsd, cost.backgroundUsd];
		expect(parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)).toBeCloseTo(cost.totalUsd ?? 0, 9);
	}

	beforeAll(async () => {
		stub = await startStub();
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url});
		const setup = await runCcmon(['setup', '--yes', '--config-dir', home.configDir], {home: home.home});
		expect(setup).toMatchObject({code: 0});
		monitor = await openMonitor();
		await monitor.waitFor('No Claude Code session');
		web = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('web')});
		first = web.registry().sessionId;
	});

	afterAll(async () => {
		await tmux?.close();
		await stub?.close();
		await home?.remove();
	});

	test('prompts, a title, a subagent and a compaction are counted by purpose, to the token', async () => {
		await web.submit(steer('hello', {words: 40}));
		await waitFor(() => spent('main').requests === 1, {what: 'the answer'});
		await web.waitForStatus('idle');
		const input = {description: 'count', subagent_type: 'general-purpose', prompt: steer('count', {words: 20})};
		await web.submit(steer('delegate', {tool: {name: 'Agent', input}}));
		await waitFor(() => spent('subagent').requests >= 1 && spent('main').requests >= 3, {what: 'the subagent'});
		await web.waitForStatus('idle');
		await web.submit('/compact');
		await waitFor(() => spent('compact').requests >= 1, {what: 'the compaction'});
		await web.waitForStatus('idle');

		// Metrics may come some seconds before the events with the cause of what they count.
		const session = await counted(once, ({background}) => background.every(({cause}) => cause !== 'unreported'));
		expectLedger(session);
		expect(session.cost).toMatchObject({basis: 'telemetry', partial: false});
		expect(session.cost.mainUsd).toBeCloseTo(ledgerUsd(spent('main')), 6);
		expect(session.cost.subagentUsd).toBeCloseTo(ledgerUsd(spent('subagent')), 6);
		expect(session.cost.compactionUsd).toBeCloseTo(ledgerUsd(spent('compact')), 6);
		expect(session.cost.backgroundUsd).toBeCloseTo(ledgerUsd(spent('title', 'auxiliary')), 6);
		expect(session.background).toMatchObject([
			{cause: 'generate_session_title', requests: spent('title').requests, idleRequests: 0},
		]);
	});

	test('a ccmon that was killed and one that is started again show the same', async () => {
		process.kill(await monitor.pid(), 'SIGKILL');
		const again = await openMonitor();
		await again.waitFor(/○ idle/);
		await takeTurn(web, stub, steer('more', {words: 10}));
		const session = await counted();
		expectLedger(session);
		// What was sent while no ccmon listened is lost; then Claude Code's own total stands in for it.
		expect(['telemetry', 'reported']).toContain(session.cost.basis);
		expect(session.cost.partial).toBe(false);
	});

	test('what Claude Code adds up itself at /clear is the same to a hundredth of a cent', async () => {
		const transcript = web.transcript(first);
		await web.submit('/clear');
		await waitFor(() => web.registry().sessionId !== first, {what: 'the new conversation'});
		const total = await ownTotal(transcript);
		const session = await counted();
		expect(session.state).toBe('exited');
		expect(Math.abs(total - (session.cost.totalUsd ?? 0))).toBeLessThan(1e-4);
	});

	test('a ccmon that comes after everything and received nothing has the total from Claude Code', async () => {
		const elsewhere = mkdtempSync(path.join(tmpdir(), 'ccmon-late-'));
		try {
			const session = await counted(() => ccmonJson(home.configDir, elsewhere));
			expectLedger(session);
			expect(session.cost).toMatchObject({basis: 'reported'});
			expect(session.cost.mainUsd).toBeCloseTo(ledgerUsd(spent('main')), 6);
		} finally {
			rmSync(elsewhere, {recursive: true, force: true});
		}
	});
});
