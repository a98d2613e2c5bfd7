/** `ccmon stream` with the real Claude Code behind it: what it says is true, and what is asked is done once, on evidence. */
import {randomUUID} from 'node:crypto';
import {existsSync, mkdirSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Reply} from '../../source/core/hosts/requests.ts';
import type {HostSession} from '../../source/core/hosts/session.ts';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {ccmonCommand, runProgram} from '../support/ccmon.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {temporaryFolder} from '../support/environment.ts';
import {inTranscripts, ledgerTotals} from '../support/ledger.ts';
import {isRunning} from '../support/process.ts';
import {pinOf, readStream, type StreamReader} from '../support/stream-reader.ts';
import {startTmux, type Tmux} from '../support/tmux.ts';
import {truthOf} from '../support/trial-bench.ts';
import {takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

/** What came of an action, or why it was not carried out. */
const resultOf = (reply: Reply) => (reply.ok ? (reply.result as Record<string, unknown>) : {refused: reply.reason});

describe.skipIf(!binary)('ccmon stream', () => {
	const tmuxFolder = temporaryFolder('ccmon-tmux');
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let claude: ClaudeSession;
	let reader: StreamReader;
	let env: Record<string, string>;

	const web = () => reader.waitForSession(({pid}) => pid === claude.pid, 'the session');
	const prompts = (text: string) => truthOf(home).prompts.split(text).length - 1;

	beforeAll(async () => {
		stub = await startStub();
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url});
		claude = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('web')});
		await takeTurn(claude, stub, steer('hello', {words: 30}));
		// Its sessions in tmux are in a server of its own; those of the test are found in the usual place.
		env = {...home.env, CCMON_CLAUDE: binary!, TMUX_TMPDIR: tmuxFolder.path};
		reader = readStream([...ccmonCommand, 'stream'], {env});
		await web();
	});

	afterAll(async () => {
		reader?.kill();
		await tmux?.close();
		await home?.remove();
		await stub?.close();
		tmuxFolder.remove();
	});

	test('what it tells equals the ledger, at first and after each turn', async () => {
		const spent = () => {
			const {requests, inputTokens, outputTokens} = ledgerTotals(stub.ledger(), {purposes: inTranscripts});
			return {requests, inputTokens, outputTokens};
		};
		await reader.waitForSession(({usage}) => usage.requests === spent().requests, 'the first turn');
		await takeTurn(claude, stub, steer('and again', {words: 50}));
		const isWhole = ({usage, state, control}: HostSession) =>
			usage.requests === spent().requests && state === 'idle' && control !== null;
		const session = await reader.waitForSession(isWhole, 'the second turn');
		expect(session.usage).toMatchObject(spent());
		expect(session.control).toMatch(/^tmux:%/);
		expect(reader.messages()[0]).toMatchObject({type: 'hello', timezone: 'UTC'});
		expect(reader.strayLines().filter(line => line !== '')).toEqual([]);
	});

	test('a prompt is submitted once, however often it is asked, and its answer is given again', async () => {
		const id = randomUUID();
		const prompt = {op: 'act', session: pinOf(await web()), action: {type: 'prompt', text: 'only once please'}};
		const first = await reader.ask(prompt, id);
		expect(resultOf(first)).toMatchObject({outcome: 'done'});
		expect(await reader.ask(prompt, id)).toEqual(first);
		const other = readStream([...ccmonCommand, 'stream'], {env});
		expect(await other.ask(prompt, id)).toEqual(first);
		expect(resultOf(await other.ask({op: 'outcome', of: id}))).toMatchObject({state: 'finished', reply: first});
		await other.close();
		await claude.waitForStatus('idle');
		expect(prompts('only once please')).toBe(1);
	});

	test('a connection that breaks while it is typed: the next one learns what came of it', async () => {
		const other = readStream([...ccmonCommand, 'stream'], {env});
		const session = await other.waitForSession(({pid}) => pid === claude.pid, 'the session');
		const id = randomUUID();
		const action = {type: 'prompt', text: 'the line breaks here'};
		other.send(JSON.stringify({type: 'request', id, op: 'act', session: pinOf(session), action}));
		other.send('');
		other.kill();
		// Whether it was read before the end is chance; what is said about it is true either way.
		const fate = await waitFor(
			async () => {
				const found = resultOf(await reader.ask({op: 'outcome', of: id}));
				return found.state !== 'underway' && found;
			},
			{what: 'its fate', timeout: 100_000, every: 500},
		);
		await claude.waitForStatus('idle');
		expect([
			['unknown', 0],
			['lost', 0],
			['lost', 1],
			['finished', 1],
		]).toContainEqual([fate.state, prompts('the line breaks here')]);
		expect(resultOf(await reader.ask({op: 'act', session: pinOf(await web()), action}, id))).not.toMatchObject({
			outcome: 'sent',
		});
		expect(prompts('the line breaks here')).toBeLessThanOrEqual(1);
	});

	test('another conversation or another process than the one that was shown is left alone', async () => {
		const pin = pinOf(await web());
		const action = {type: 'prompt', text: 'to nobody'};
		const wrong = [
			{...pin, sessionId: randomUUID()},
			{...pin, procStart: '1'},
			{...pin, pid: process.pid},
		];
		for (const session of wrong) {
			expect(resultOf(await reader.ask({op: 'act', session, action}))).toMatchObject({outcome: 'refused'});
		}
		expect(await claude.pane.screen()).not.toContain('to nobody');
	});

	test('a dialog is shown whole, and allowed once; one that was not shown is not answered', async () => {
		const marker = `${home.home}/marker`;
		const command = `touch ${marker}`;
		await claude.submit(steer('run it', {tool: {name: 'Bash', input: {command}}}));
		const asking = await reader.waitForSession(({waiting}) => waiting?.kind === 'permission', 'the question');
		const look = async () => resultOf(await reader.ask({op: 'look', session: pinOf(asking)}));
		const {asked} = await waitFor(
			async () => {
				const seen = await look();
				return seen.asked ? seen : null;
			},
			{what: 'the dialog', every: 500},
		);
		expect(asked).toMatchObject({tool: 'Bash', lines: expect.arrayContaining([command])});
		const answer = {op: 'answer', session: pinOf(asking), asked, reason: ''};
		const other = {...(asked as object), lines: ['touch something else']};
		expect(resultOf(await reader.ask({...answer, asked: other, answer: 'allow'}))).toMatchObject({outcome: 'refused'});
		expect(existsSync(marker)).toBe(false);
		// Refused where the dialog cannot be read in time: asked again, as a person would.
		const allowed = await waitFor(
			async () => {
				const result = resultOf(await reader.ask({...answer, answer: 'allow'}));
				return result.outcome !== 'refused' && result;
			},
			{what: 'the answer', every: 500},
		);
		expect(allowed).toMatchObject({outcome: 'done'});
		expect(existsSync(marker)).toBe(true);
		await claude.waitForStatus('idle');
	});

	test('compact, interrupt and clear are done on evidence, and a queued one says later how it ended', async () => {
		const act = async (action: object, id?: string) => reader.ask({op: 'act', session: pinOf(await web()), action}, id);
		expect(resultOf(await act({type: 'compact', instructions: null}))).toMatchObject({outcome: 'done'});
		await claude.submit(steer('slowly', {words: 600, speed: 200}));
		await reader.waitForSession(({state}) => state === 'busy', 'it to be busy');
		const id = randomUUID();
		expect(await act({type: 'prompt', text: 'after that'}, id)).toMatchObject({
			final: false,
			result: {outcome: 'queued'},
		});
		expect(resultOf(await reader.end(id))).toMatchObject({outcome: 'done'});
		await claude.submit(steer('for long', {words: 3000, speed: 100}));
		await reader.waitForSession(({state}) => state === 'busy', 'it to be busy again');
		expect(resultOf(await act({type: 'interrupt'}))).toMatchObject({outcome: 'done'});
		const before = await web();
		expect(resultOf(await act({type: 'clear'}))).toMatchObject({outcome: 'done'});
		await reader.waitForSession(
			now => now.pid === before.pid && now.sessionId !== before.sessionId,
			'the new conversation',
		);
	});

	test('past conversations and sums are looked up; a session is started, ended and resumed in tmux', async () => {
		const search = resultOf(await reader.ask({op: 'search', words: 'only once', limit: 10}));
		expect(search.conversations).toMatchObject([{cwd: expect.stringContaining('/web')}]);
		const {problems, ...report} = JSON.parse(
			(await runProgram([...ccmonCommand, 'report', '--by', 'model', '--json'], {env})).stdout,
		);
		expect(report.totals.messages).toBeGreaterThan(4);
		const history = {op: 'history', by: 'model', since: null, until: null, timezone: null};
		expect({...resultOf(await reader.ask(history)), problems}).toEqual({...report, problems: []});
		const places = resultOf(await reader.ask({op: 'places'}));
		expect(places).toMatchObject({
			folders: expect.arrayContaining([expect.stringContaining('/web')]),
			ways: ['tmux', 'background'],
			extras: ['worktree', 'name', 'permissionMode'],
		});

		const cwd = await home.project('api');
		const start = {op: 'start', cwd, way: 'tmux', prompt: 'begin here', model: null};
		const extras = {worktree: 'fix', name: null, permissionMode: null};
		expect(resultOf(await reader.ask({...start, extras}))).toEqual({refused: expect.stringContaining('repository')});
		const named = {...start, extras: {worktree: null, name: 'The API', permissionMode: 'plan'}};
		expect(resultOf(await reader.ask(named))).toEqual({said: expect.stringMatching(/^Started in tmux %/)});
		const api = await reader.waitForSession(
			session => session.cwd === cwd && session.name === 'The API' && session.usage.requests > 0,
			'the new session',
		);
		await waitFor(() => prompts('begin here') === 1, {what: 'its prompt'});
		expect(resultOf(await reader.ask({op: 'act', session: pinOf(api), action: {type: 'end'}}))).toMatchObject({
			outcome: 'done',
		});
		expect(isRunning(api.pid!)).toBe(false);
		const resume = {op: 'resume', sessionId: api.sessionId, fork: false};
		expect(resultOf(await reader.ask(resume))).toEqual({said: expect.stringMatching(/^Resumed in tmux %/)});
		const again = await reader.waitForSession(
			session => session.sessionId === api.sessionId && session.state === 'idle' && session.pid !== api.pid,
			'the resumed session',
		);
		expect(resultOf(await reader.ask({...resume, sessionId: again.sessionId}))).toEqual({
			refused: expect.stringContaining('is running'),
		});
		expect(resultOf(await reader.ask({op: 'act', session: pinOf(again), action: {type: 'end'}}))).toMatchObject({
			outcome: 'done',
		});
	});

	test('without a reader it ends, and at once when there was none', async () => {
		const empty = temporaryFolder();
		mkdirSync(empty.at('.claude'));
		const other = readStream([...ccmonCommand, 'stream'], {env: {...home.env, HOME: empty.path}});
		await waitFor(() => other.messages().length > 1, {what: 'the state'});
		await other.close();
		expect(other.exitCode()).toBe(0);
		await reader.close();
		expect(reader.exitCode()).toBe(0);
		empty.remove();
	});
});
