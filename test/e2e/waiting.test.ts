/** What the real Claude Code waits for, does, failed at and was, on the monitor's own screen, in its JSON and by its keys. */
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {ccmonCommand, ccmonEnvironment, runProgram} from '../support/ccmon.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';

const binary = await findClaude();
const patient = {timeout: 60_000};

describe.skipIf(!binary)('beside the real Claude Code', () => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let monitor: Pane;
	let env: Record<string, string>;
	const sessions: Record<string, ClaudeSession> = {};

	beforeAll(async () => {
		stub = await startStub();
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url});
		env = {...home.env, ...ccmonEnvironment(home.home), CCMON_CLAUDE: binary!};
		for (const name of ['first', 'second']) {
			sessions[name] = await startClaude(tmux, {binary: binary!, home, cwd: await home.project(name)});
		}
		const cwd = await home.project('monitor');
		monitor = await tmux.open({command: ccmonCommand, cwd, env, columns: 160, rows: 44});
		await monitor.waitFor('2 sessions', patient);
	});

	afterAll(async () => {
		await tmux?.close();
		await home?.remove();
		await stub?.close();
	});

	async function json(cwd: string) {
		const {stdout} = await runProgram([...ccmonCommand, '--once', '--json'], {env, cwd: home.home});
		const all = (JSON.parse(stdout) as {sessions: ({cwd: string} & Record<string, unknown>)[]}).sessions;
		return all.find(session => session.cwd.endsWith(cwd));
	}

	test('a permission prompt is shown with its command, first, and w goes to it', async () => {
		await sessions.second!.submit(steer('make it', {tool: {name: 'Bash', input: {command: 'touch made && ls'}}}));
		await sessions.second!.waitForStatus('waiting');
		await monitor.waitFor(/◆ permission +Bash: touch made && ls/, patient);
		await monitor.press('w');
		await monitor.waitFor(/waits for +permission/, patient);
		expect(await json('/second')).toMatchObject({
			...{state: 'waiting', waiting: {kind: 'permission', tool: 'Bash', summary: 'touch made && ls'}, lastError: null},
			turnStartedAt: expect.any(String),
		});
		await sessions.second!.pane.press('Escape');
		await sessions.second!.waitForStatus('idle');
		await monitor.waitFor(/second\S* +○ idle/, patient);
	});

	test('a question is shown with its choices', async () => {
		const options = ['SQLite', 'Postgres'].map(label => ({label, description: `${label} it is`}));
		const questions = [{question: 'Which database?', header: 'Database', multiSelect: false, options}];
		await sessions.second!.submit(steer('ask', {tool: {name: 'AskUserQuestion', input: {questions}}}));
		await monitor.waitFor(/◆ question +Which database\?/, patient);
		await monitor.waitFor('2. Postgres: Postgres it is', patient);
		await sessions.second!.pane.press('Escape');
		await sessions.second!.waitForStatus('idle');
	});

	test('an error is a state until the session goes on', async () => {
		await sessions.first!.submit(steer('unlucky', {error: {status: 529, times: 3}}));
		await monitor.waitFor(/first\S* +✗ error +overloaded \(529\)/, patient);
		expect(await json('/first')).toMatchObject({state: 'error', lastError: {status: 529}});
		// What failed would be sent again with the next prompt.
		await sessions.first!.submit('/clear');
		await monitor.waitFor(/first\S* +○ idle/, patient);
		await sessions.first!.submit(steer('again', {words: 5}));
		await monitor.waitFor(/first\S* +○ idle .*≥\$/, patient);
	});

	test('a conversation that has ended is found and resumed, once', async () => {
		await sessions.first!.submit('/exit');
		await monitor.waitFor(/^ccmon +1 session/, patient);
		const again = await runProgram([...ccmonCommand, 'sessions', '--search', 'first'], {env, cwd: home.home});
		expect(again.stdout).toMatch(/^[0-9a-f]{8} {2}/);
		const id = again.stdout.slice(0, 8);
		const resume = [...ccmonCommand, 'resume', id];
		const pane = await tmux.open({command: resume, cwd: home.home, env, columns: 100, rows: 30});
		await pane.waitFor(/again/, patient);
		await monitor.waitFor('2 sessions', patient);
		const second = await runProgram(resume, {env, cwd: home.home});
		expect(second.stderr).toContain('is running');
	});
});
