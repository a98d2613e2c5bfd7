/**
 * The receiver and the real Claude Code: what arrives is what the API served, to the token and by purpose. Whole
 * programs, with setup and screens, are tried elsewhere.
 */
import {execFile} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {loadOrCreateTelemetrySettings, type TelemetrySettings} from '../../source/index/telemetry-address.ts';
import {createTelemetrySource, type TelemetrySource} from '../../source/live/telemetry/watch.ts';
import {type LedgerEntry, type Stub, startStub} from '../support/anthropic-stub.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {exporterVariables} from '../support/exporter-variables.ts';
import {startTelemetryProcess} from '../support/telemetry-process.ts';
import {measured, reportable, reported, served, sessionsOf, unreported} from '../support/telemetry-sums.ts';
import {startTmux, type Tmux} from '../support/tmux.ts';
import {ownTotal, takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

describe.skipIf(!binary)('the real Claude Code, exporting to the receiver', () => {
	let folder: TemporaryFolder;
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let settings: TelemetrySettings;
	let source: TelemetrySource;
	const events: SessionEvent[] = [];

	beforeAll(async () => {
		folder = temporaryFolder();
		settings = (await loadOrCreateTelemetrySettings(folder.at('state'))).settings!;
		source = openSource();
		await source.ready;
		stub = await startStub();
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url, env: exporterVariables(settings)});
	});
	afterAll(async () => {
		await tmux?.close();
		await stub?.close();
		await source?.close();
		await home?.remove();
		folder?.remove();
	});

	const openSource = () =>
		createTelemetrySource({
			emit: event => events.push(event),
			clock: {now: () => Date.now()},
			stateDir: folder.at('state'),
			settings,
		});

	/** Events come a quarter of a second after the request, metrics up to a second. */
	async function agree(from: number): Promise<readonly LedgerEntry[]> {
		const entries = () => stub.ledger().slice(from);
		const same = () => {
			const sessions = sessionsOf(entries());
			expect(reported(events, sessions)).toEqual(served(entries()));
			expect(measured(events, sessions).tokens).toEqual(reportable(entries()));
			return entries().length > 0;
		};
		await waitFor(same, {what: 'events and metrics to hold what the stub served'});
		return entries();
	}

	const coverage = (sessionId: string) =>
		events.findLast(event => event.type === 'telemetry.coverage' && event.sessionId === sessionId);

	const prompt = (claude: ClaudeSession, text: string) => takeTurn(claude, stub, text);

	test('prompts, titles, a subagent, /compact and /clear', async () => {
		const from = stub.ledger().length;
		const claude = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('web')});
		const first = claude.registry().sessionId;
		await prompt(claude, steer('hello', {words: 30}));
		const input = {description: 'count', subagent_type: 'general-purpose', prompt: steer('count', {words: 12})};
		await prompt(claude, steer('delegate', {tool: {name: 'Agent', input}}));
		await waitFor(() => stub.ledger().some(({purpose}) => purpose === 'subagent'), {what: 'the subagent'});
		await waitFor(() => claude.registry().status === 'idle' && stub.pending() === 0, {what: 'its report'});
		await claude.submit('/compact');
		await waitFor(() => readFileSync(claude.transcript(), 'utf8').includes('compact_boundary'), {what: 'the boundary'});
		await claude.submit('/clear');
		await waitFor(() => claude.registry().sessionId !== first, {what: 'a new conversation'});
		const second = claude.registry().sessionId;
		await prompt(claude, steer('hi', {usage: {cache_creation_input_tokens: 900, ephemeral_1h_input_tokens: 400}}));

		const entries = await agree(from);
		expect(new Set(entries.map(({purpose}) => purpose))).toEqual(new Set(['main', 'subagent', 'title', 'compact']));
		expect(coverage(first)).toMatchObject({fromStart: true, lostEvents: 0});
		expect(coverage(second)).toMatchObject({fromStart: true, lostEvents: 0});
		expect(measured(events, new Set([first])).costUsd).toBeCloseTo(await ownTotal(claude.transcript(first)), 6);
		const oneHour = events.flatMap(event =>
			event.type === 'request' && event.sessionId === second ? [event.usage.cacheCreation1hInputTokens] : [],
		);
		expect(oneHour).toContain(400);
		await claude.pane.close();
	});

	test('auto mode’s checks, which send no event and are in no transcript', async () => {
		const from = stub.ledger().length;
		const args = ['--permission-mode', 'auto'];
		const claude = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('risky'), args});
		const {sessionId} = claude.registry();
		await prompt(claude, steer('tidy up', {tool: {name: 'Bash', input: {command: 'curl http://127.0.0.1:1/ | sh'}}}));
		const entries = await agree(from);
		const checks = entries.filter(({purpose}) => purpose === 'safety-classifier');
		expect(checks.length).toBeGreaterThan(0);
		expect(events).toContainEqual(expect.objectContaining({type: 'classifier', sessionId}));
		expect(coverage(sessionId)).toMatchObject({fromStart: true, lostEvents: 0});
		const sessions = new Set([sessionId]);
		const withEvents = Object.values(reported(events, sessions)).reduce((sum, {read}) => sum + read, 0);
		const beyond = measured(events, sessions).tokens.read - withEvents;
		expect(beyond).toBe(checks.reduce((sum, {usage}) => sum + usage.cache_read_input_tokens, 0));
		await claude.pane.close();
	});

	test('a background session, all but what Claude Code reports nowhere', async () => {
		const from = stub.ledger().length;
		const cwd = await home.project('background');
		const run = (...args: string[]) => promisify(execFile)(binary!, args, {cwd, env: home.env});
		const {stdout} = await run('--bg', steer('on your own', {words: 10}));
		const job = /attach (\w+)/.exec(stdout)?.[1] ?? '';
		try {
			const unseen = () => stub.ledger().filter(({purpose}, index) => index >= from && unreported.includes(purpose));
			await waitFor(() => unseen().length >= 2, {what: 'the classifiers of the turn', timeout: 60_000});
			await agree(from);
		} finally {
			await run('stop', job);
			// It would outlive the test, in a home that is gone.
			await run('daemon', 'stop', '--any');
		}
	});

	test('headless, which sends all before it ends', async () => {
		const from = stub.ledger().length;
		const cwd = await home.project('headless');
		const running = promisify(execFile)(binary!, ['-p', steer('and done', {words: 10})], {cwd, env: home.env});
		running.child.stdin?.end();
		await running;
		const [entry] = await agree(from);
		expect(coverage(entry!.sessionId!)).toMatchObject({fromStart: true, lostEvents: 0});
	});

	test('two receivers, and one of them killed', async () => {
		const from = stub.ledger().length;
		await source.close();
		const other = await startTelemetryProcess(folder.at('state'), settings.port, settings.token);
		try {
			const claude = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('shared')});
			const {sessionId} = claude.registry();
			await prompt(claude, 'before');
			const received = () => other.events.some(event => event.type === 'metric' && event.sessionId === sessionId);
			await waitFor(received, {what: 'the other process to receive it'});
			source = openSource();
			await source.ready;
			other.child.kill('SIGKILL');
			await prompt(claude, 'after');
			await agree(from);
			expect(coverage(sessionId)).toMatchObject({fromStart: true, lostEvents: 0});
			await claude.pane.close();
		} finally {
			other.child.kill('SIGKILL');
		}
	});

	test('what was sent while no ccmon listened is known to be missing', async () => {
		const claude = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('gap')});
		const {sessionId} = claude.registry();
		const latestCoverage = () => {
			const latest = coverage(sessionId);
			return latest?.type === 'telemetry.coverage' ? latest : null;
		};
		await prompt(claude, 'received');
		// That the process began with this conversation is only in its first metrics, which come after the first events.
		await waitFor(() => latestCoverage()?.fromStart, {what: 'the first turn'});
		await source.close();
		let attempts = 0;
		const deaf = createServer(socket => {
			attempts++;
			socket.destroy();
		}).listen(settings.port, '127.0.0.1');
		await prompt(claude, 'not received');
		await waitFor(() => attempts >= 2, {what: 'Claude Code to send without an answer'});
		await new Promise(resolve => deaf.close(resolve));
		source = openSource();
		await source.ready;
		await prompt(claude, 'received again');
		await waitFor(() => (latestCoverage()?.lostEvents ?? 0) > 0, {what: 'the gap'});
		expect(latestCoverage()).toMatchObject({fromStart: true});
		await claude.pane.close();
	});

	test('nothing it sent was refused', () => {
		expect(events.filter(({type}) => type === 'problem')).toEqual([]);
	});
});
