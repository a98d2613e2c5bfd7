/**
 * The main job, on real input: two sessions of the real Claude Code in tmux, ccmon in a third pane, and the stub's ledger
 * as the truth. Each test goes on from where the one before has left the sessions.
 */
import {existsSync, readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {
	type CcmonOutput,
	type CcmonSession,
	ccmonCommand,
	ccmonEnvironment,
	ccmonJson,
	waitForCcmon,
} from '../support/ccmon.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {noonZone} from '../support/environment.ts';
import {inTranscripts, ledgerContext, ledgerTotals, ledgerUsd} from '../support/ledger.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();
/** Conversations are of today as a whole. */
const zone = {TZ: noonZone().name};

describe.skipIf(!binary)('ccmon beside two sessions of the real Claude Code', () => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let web: ClaudeSession;
	let docs: ClaudeSession;
	let monitor: Pane;

	beforeAll(async () => {
		stub = await startStub();
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url});
		web = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('web'), args: ['--name', 'the web']});
		// Without a name it gets one of Claude Code's making, and asks the API for a title.
		docs = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('docs')});
		const env = {...ccmonEnvironment(home.home), ...zone};
		monitor = await tmux.open({command: ccmonCommand, env, columns: 120, rows: 36});
	});

	afterAll(async () => {
		await tmux?.close();
		await stub?.close();
		await home?.remove();
	});

	/** The row of a session on ccmon's screen. */
	const row = (name: string, screen: string) => screen.split('\n').find(line => line.slice(0, 30).includes(name)) ?? '';
	const rowShows = (name: string, pattern: RegExp) =>
		monitor.waitFor(screen => pattern.test(row(name, screen)), {what: `${name} to show ${pattern}`});
	const once = () => ccmonJson(home.configDir, home.home, zone);
	const bySessionId = (sessions: readonly CcmonSession[], id: string) =>
		sessions.find(({sessionId}) => sessionId === id);

	/** Waits until the JSON output has every request of the conversation, and gives its session. */
	async function counted(sessionId: string): Promise<CcmonSession> {
		const {requests} = ledgerTotals(stub.ledger(), {sessionId, purposes: inTranscripts});
		const complete = (sessions: readonly CcmonSession[]) =>
			bySessionId(sessions, sessionId)?.usage.requests === requests;
		const output = await waitForCcmon(once, ({sessions}) => complete(sessions), `${requests} requests of ${sessionId}`);
		return bySessionId(output.sessions, sessionId)!;
	}

	/** Puts the detail on this session. */
	async function select(name: string): Promise<void> {
		const rows = await monitor.rows();
		const wanted = rows.indexOf(row(name, rows.join('\n')));
		const selected = rows.findIndex(line => line.startsWith('▸'));
		if (wanted !== selected) await monitor.press(wanted < selected ? 'Up' : 'Down');
		await rowShows(name, /^▸/);
	}

	test('both are there at once, idle and without a figure', async () => {
		await rowShows('the web', /○ idle/);
		const screen = await rowShows('docs-', /○ idle/);
		expect(screen).toContain('2 sessions');
		expect(row('the web', screen)).not.toMatch(/\$|%/);
	});

	test('a prompt turns its session busy and idle again, and fills its context', async () => {
		const usage = {
			input_tokens: 5,
			cache_creation_input_tokens: 1995,
			ephemeral_1h_input_tokens: 1000,
			cache_read_input_tokens: 180_000,
			output_tokens: 3000,
		};
		await Promise.all([rowShows('the web', /● busy/), web.submit(steer('hello', {delay: 3000, think: 20, usage}))]);
		await rowShows('the web', /○ idle .* 18%/);
		await select('the web');
		await monitor.waitFor('182k of 1M');

		const session = await counted(web.registry().sessionId);
		expect(session.usage).toEqual({
			inputTokens: 5,
			outputTokens: 3000,
			cacheReadInputTokens: 180_000,
			cacheCreation5mInputTokens: 995,
			cacheCreation1hInputTokens: 1000,
			requests: 1,
		});
		expect(session).toMatchObject({state: 'idle', model: 'claude-opus-5-5', pid: web.pid});
		expect(session.context).toMatchObject({tokens: 182_000, windowTokens: 1_000_000, fill: 0.182});
		// 5 × $4, 995 × $5, 1000 × $8, 180,000 × $0.20 and 3000 × $20 a million.
		expect(session.cost.mainUsd).toBeCloseTo(0.108995, 9);
		expect(session.cost).toMatchObject({basis: 'estimated', partial: true});
	});

	test('a subagent is counted with its session, and on its own', async () => {
		const input = {description: 'count files', subagent_type: 'general-purpose', prompt: steer('count', {words: 40})};
		await docs.submit(steer('delegate', {tool: {name: 'Agent', input}}));
		const {sessionId} = docs.registry();
		await waitFor(() => ledgerTotals(stub.ledger(), {sessionId, purposes: inTranscripts}).requests === 4, {
			what: 'the subagent and its report',
		});
		await docs.waitForStatus('idle');

		const session = await counted(sessionId);
		const {requests, ...tokens} = ledgerTotals(stub.ledger(), {sessionId, purposes: inTranscripts});
		expect(session.usage).toEqual({requests, ...tokens});
		expect(session.context.tokens).toBe(ledgerContext(stub.ledger(), sessionId));
		const sub = ledgerTotals(stub.ledger(), {sessionId, purposes: ['subagent']});
		expect(session.cost.subagentUsd).toBeCloseTo(ledgerUsd(sub), 9);
		await select('docs-');
		await monitor.waitFor(/count files .*\s1\s.*finished/);
	});

	test('a permission prompt shows as waiting, for what, and goes away with it', async () => {
		await docs.submit(steer('make', {tool: {name: 'Bash', input: {command: 'touch made'}}}));
		await rowShows('docs-', /◆ permission/);
		expect(bySessionId((await once()).sessions, docs.registry().sessionId)).toMatchObject({
			state: 'waiting',
			waitingFor: 'permission prompt',
		});
		await docs.pane.press('Escape');
		await rowShows('docs-', /○ idle/);
	});

	test('after a compaction the context is what it left', async () => {
		const {sessionId} = web.registry();
		await web.submit('/compact');
		const boundary = await waitFor(
			() =>
				readFileSync(web.transcript(), 'utf8')
					.split('\n')
					.find(line => line.includes('"compact_boundary"')),
			{what: 'the compaction in the transcript'},
		);
		const {preTokens, postTokens} = JSON.parse(boundary).compactMetadata;
		const after = await waitForCcmon(
			once,
			({sessions}) => bySessionId(sessions, sessionId)?.context.tokens === postTokens,
			`a context of ${postTokens}`,
		);
		// The compaction's own request is in no transcript, and is not made up.
		expect(bySessionId(after.sessions, sessionId)?.usage.requests).toBe(1);
		expect(preTokens).toBeGreaterThan(180_000);
		await select('the web');
		await monitor.waitFor(/manual +185k → [23]\.\dk/);
	});

	test('/clear begins a new conversation in the same row, and the old one keeps its own', async () => {
		const old = docs.registry().sessionId;
		const before = await counted(old);
		await docs.submit('/clear');
		await waitFor(() => docs.registry().sessionId !== old, {what: 'a new conversation'});
		await docs.submit(
			steer('again', {usage: {input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 90_000}}),
		);
		const {sessionId} = docs.registry();
		await waitFor(() => stub.ledger().some(entry => entry.sessionId === sessionId && entry.purpose === 'main'), {
			what: 'its first answer',
		});
		const session = await counted(sessionId);
		expect(session).toMatchObject({pid: docs.pid, name: docs.registry().name});
		expect(session.usage).toEqual(ledgerTotals(stub.ledger(), {sessionId, purposes: inTranscripts}));
		expect(session.context.tokens).toBe(90_010);
		const screen = await rowShows('docs-', / 9%/);
		expect(screen).toContain('2 sessions');

		// Claude Code left its own total of the old one: with it, the title's request is known, too.
		const isReported = ({sessions}: CcmonOutput) => bySessionId(sessions, old)?.cost.basis === 'reported';
		const finished = bySessionId((await waitForCcmon(once, isReported, 'its own total')).sessions, old)!;
		const {requests, ...tokens} = ledgerTotals(stub.ledger(), {sessionId: old});
		expect(finished).toMatchObject({state: 'exited', usage: tokens, cost: {basis: 'reported', partial: false}});
		expect(finished.usage.requests).toBe(before.usage.requests);
		expect(requests).toBe(before.usage.requests + 1);
		const title = ledgerUsd(ledgerTotals(stub.ledger(), {sessionId: old, purposes: ['title']}));
		expect(finished.cost.backgroundUsd).toBeCloseTo(title, 9);
	});

	test('a killed session disappears, though its registry file stays', async () => {
		process.kill(web.pid, 'SIGKILL');
		await monitor.waitFor(screen => row('the web', screen) === '', {what: 'the web to disappear'});
		expect(existsSync(`${home.configDir}/sessions/${web.pid}.json`)).toBe(true);
		const running = (await once()).sessions.filter(({state}) => state !== 'exited');
		expect(running.map(({name}) => name)).toEqual([docs.registry().name]);
	});

	test('figures of today are those of all conversations together', async () => {
		const {sessions, totals} = await once();
		const sum = sessions.reduce((total, {cost}) => total + (cost.totalUsd ?? 0), 0);
		expect(totals.todayUsd).toBeCloseTo(sum, 9);
		const transcribed = ledgerTotals(stub.ledger(), {purposes: inTranscripts});
		const requests = sessions.reduce((total, {usage}) => total + usage.requests, 0);
		expect(requests).toBe(transcribed.requests);
		// There was more, which is in no transcript: that is why these figures call themselves partial.
		expect(stub.ledger().length).toBeGreaterThan(requests + 1);
		expect(totals).toMatchObject({basis: 'estimated', partial: true});
	});
});
