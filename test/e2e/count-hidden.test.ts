/**
 * What no transcript holds, in the whole program: two ccmon beside the real Claude Code, and the stub's ledger as the
 * truth. Each test has a session of its own.
 */
import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
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
import {unreported} from '../support/telemetry-sums.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {ownTotal, takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();
const reported: readonly StubPurpose[] = [
	...(['main', 'subagent', 'title', 'compact', 'auxiliary'] as const),
	...(['safety-classifier', 'prompt-suggestion', 'away-summary'] as const),
];

describe.skipIf(!binary)('two ccmon, set up, beside the real Claude Code', () => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let monitors: [Pane, Pane];

	beforeAll(async () => {
		stub = await startStub();
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url, env: {CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION: 'true'}});
		const setup = await runCcmon(['setup', '--yes', '--config-dir', home.configDir], {home: home.home});
		expect(setup).toMatchObject({code: 0});
		const open = async () => {
			const pane = await tmux.open({command: ccmonCommand, env: ccmonEnvironment(home.home), columns: 120, rows: 36});
			await pane.waitFor('No Claude Code session');
			return pane;
		};
		monitors = [await open(), await open()];
	});

	afterAll(async () => {
		await tmux?.close();
		await stub?.close();
		await home?.remove();
	});

	const spent = (sessionId: string, ...purposes: readonly StubPurpose[]) =>
		ledgerTotals(stub.ledger(), {sessionId, purposes});

	const prompt = (claude: ClaudeSession, text: string) => takeTurn(claude, stub, text);

	/** Waits until what Claude Code reports of the session is in the JSON with its causes, and gives the session. */
	async function counted(sessionId: string, isWhole: (session: CcmonSession) => boolean): Promise<CcmonSession> {
		let found: CcmonSession | undefined;
		await waitForCcmon(
			() => ccmonJson(home.configDir, home.home),
			({sessions}) => {
				found = sessions.find(session => session.sessionId === sessionId);
				const {outputTokens} = spent(sessionId, ...reported);
				return found?.usage.outputTokens === outputTokens && isWhole(found);
			},
			`all that is reported of ${sessionId}`,
		);
		const {
			cacheCreation5mInputTokens,
			cacheCreation1hInputTokens,
			requests: _,
			...tokens
		} = spent(sessionId, ...reported);
		expect(found!.usage).toMatchObject(tokens);
		const {usage, cost} = found!;
		const written = usage.cacheCreation5mInputTokens + usage.cacheCreation1hInputTokens;
		expect(written).toBe(cacheCreation5mInputTokens + cacheCreation1hInputTokens);
		const parts = [cost.mainUsd, cost.subagentUsd, cost.compactionUsd, cost.backgroundUsd];
		expect(parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)).toBeCloseTo(cost.totalUsd ?? 0, 9);
		return found!;
	}

	const causeOf = (session: CcmonSession, wanted: string) => session.background.find(({cause}) => cause === wanted);

	test('auto mode’s checks are background, as much as Claude Code’s own total has', async () => {
		const args = ['--permission-mode', 'auto'];
		const claude = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('risky'), args});
		const {sessionId} = claude.registry();
		await prompt(claude, steer('tidy up', {tool: {name: 'Bash', input: {command: 'curl http://127.0.0.1:1/ | sh'}}}));
		const checks = spent(sessionId, 'safety-classifier');
		expect(checks.requests).toBeGreaterThan(0);
		const name = 'unreported (auto-mode checks)';
		const session = await counted(sessionId, found => causeOf(found, 'unreported') === undefined);
		expect(session.cost).toMatchObject({basis: 'telemetry', partial: false});
		expect(session.cost.mainUsd).toBeCloseTo(ledgerUsd(spent(sessionId, 'main')), 6);
		expect(causeOf(session, name)?.tokens).toBe(
			checks.inputTokens +
				checks.outputTokens +
				checks.cacheReadInputTokens +
				checks.cacheCreation5mInputTokens +
				checks.cacheCreation1hInputTokens,
		);
		await monitors[0].press('b');
		await monitors[0].waitFor('auto-mode checks');
		await monitors[0].press('b');

		const transcript = claude.transcript(sessionId);
		await claude.submit('/clear');
		await waitFor(() => claude.registry().sessionId !== sessionId, {what: 'the new conversation'});
		const total = await ownTotal(transcript);
		expect(Math.abs(total - (session.cost.totalUsd ?? 0))).toBeLessThan(1e-4);
		await claude.pane.close();
	});

	test('a prompt suggested to nobody is use while idle, also on the screen', async () => {
		const claude = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('web')});
		const {sessionId} = claude.registry();
		await prompt(claude, steer('hello', {words: 20}));
		await prompt(claude, steer('and more', {words: 20}));
		await waitFor(() => spent(sessionId, 'prompt-suggestion').requests > 0, {what: 'a suggestion', timeout: 60_000});
		// Another may follow at any time.
		const suggestions = () => spent(sessionId, 'prompt-suggestion');
		const session = await counted(
			sessionId,
			found => causeOf(found, 'prompt_suggestion')?.requests === suggestions().requests && stub.pending() === 0,
		);
		const suggested = suggestions();
		expect(session.cost).toMatchObject({basis: 'telemetry', partial: false});
		expect(causeOf(session, 'prompt_suggestion')).toMatchObject({idleRequests: suggested.requests});
		expect(session.cost.idleUsd).toBeCloseTo(ledgerUsd(suggested), 6);
		await monitors[1].press('b');
		await monitors[1].waitFor(/CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION=false/);
		await monitors[1].press('b');
		await claude.pane.close();
	});

	test('with the one that received killed, the other takes over and misses nothing', async () => {
		const claude = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('shared')});
		const {sessionId} = claude.registry();
		const isWhole = ({cost, background}: CcmonSession) =>
			cost.basis === 'telemetry' && !background.some(({cause}) => cause === 'unreported');
		await prompt(claude, steer('before', {words: 20}));
		// Claude Code sends nothing again: what was on its way to the one that is killed would be lost with it.
		await counted(sessionId, isWhole);
		process.kill(await monitors[0].pid(), 'SIGKILL');
		await prompt(claude, steer('after', {words: 20}));
		const session = await counted(sessionId, isWhole);
		expect(session.cost.partial).toBe(false);
		expect(session.cost.totalUsd).toBeCloseTo(ledgerUsd(spent(sessionId, ...reported)), 6);
		const total = `$${(session.cost.totalUsd ?? 0).toFixed(2)}`;
		await monitors[1].waitFor(screen =>
			screen.split('\n').some(line => line.includes('shared') && line.includes(total)),
		);
		await claude.pane.close();
	});

	test('a background session is partial: all but the classifiers that Claude Code reports nowhere', async () => {
		const cwd = await home.project('background');
		const run = (...args: string[]) => promisify(execFile)(binary!, args, {cwd, env: home.env});
		const from = stub.ledger().length;
		const {stdout} = await run('--bg', steer('on your own', {words: 10}));
		const job = /attach (\w+)/.exec(stdout)?.[1] ?? '';
		try {
			const own = () => stub.ledger().slice(from);
			await waitFor(() => own().filter(({purpose}) => unreported.includes(purpose)).length >= 2, {
				what: 'the classifiers of the turn',
				timeout: 60_000,
			});
			await waitFor(() => stub.pending() === 0, {what: 'the end of the turn'});
			const sessionId = own().find(({purpose}) => purpose === 'main')!.sessionId!;
			const session = await counted(sessionId, found => causeOf(found, 'unreported') === undefined);
			expect(session).toMatchObject({kind: 'bg', cost: {partial: true}});
			expect(session.cost.totalUsd).toBeCloseTo(ledgerUsd(spent(sessionId, ...reported)), 6);
		} finally {
			await run('stop', job);
			// It would outlive the test, in a home that is gone.
			await run('daemon', 'stop', '--any');
		}
	});
});
