/** The ground under the other end-to-end tests: the stub's ledger is what the real Claude Code writes into its transcripts. */
import {existsSync, globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type LedgerEntry, type Stub, startStub} from '../support/anthropic-stub.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {inTranscripts, ledgerTotals} from '../support/ledger.ts';
import {startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();

describe.skipIf(!binary).each([
	['in ~/.claude', false],
	['in CLAUDE_CONFIG_DIR', true],
])('the real Claude Code, configured %s', (_, separateConfig) => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let claude: ClaudeSession;

	beforeAll(async () => {
		stub = await startStub();
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url, separateConfig});
		claude = await startClaude(tmux, {binary: binary!, home, cwd: await home.project('web')});
	});

	afterAll(async () => {
		await tmux?.close();
		await stub?.close();
		await home?.remove();
	});

	/** Usage by message id from every transcript: the last line of a message has the final figures. */
	function transcribed(): Map<string, {usage: LedgerEntry['usage']; sidechain: boolean}> {
		const found = new Map();
		for (const file of globSync('projects/**/*.jsonl', {cwd: home.configDir})) {
			for (const line of readFileSync(path.join(home.configDir, file), 'utf8').split('\n')) {
				if (!line.includes('"usage"')) continue;
				const {message, isSidechain} = JSON.parse(line);
				found.set(message.id, {usage: message.usage, sidechain: isSidechain});
			}
		}
		return found;
	}

	/** Claude Code writes in batches: it can be idle before the line of its last answer is in the file. */
	const lineOf = (entry: LedgerEntry) =>
		waitFor(() => transcribed().get(entry.messageId), {what: `${entry.messageId} in a transcript`});
	const byPurpose = (purpose: LedgerEntry['purpose']) => stub.ledger().filter(entry => entry.purpose === purpose);

	test('turns busy and idle again, and writes the usage that the stub reported', async () => {
		// Looked for from before it is submitted: a busy machine may see that only when it is over.
		await Promise.all([
			claude.waitForStatus('busy'),
			claude.submit(steer('hello', {words: 30, think: 20, delay: 2000})),
		]);
		await claude.waitForStatus('idle');
		const [main] = byPurpose('main');
		expect(main).toMatchObject({sessionId: claude.registry().sessionId, aborted: false});
		expect(await lineOf(main!)).toMatchObject({usage: main!.usage, sidechain: false});
	});

	test('writes the requests of a subagent apart', async () => {
		const input = {description: 'count', subagent_type: 'general-purpose', prompt: steer('count', {words: 12})};
		await claude.submit(steer('delegate', {tool: {name: 'Agent', input}}));
		await waitFor(() => byPurpose('subagent').length === 1 && stub.pending() === 0, {what: 'the subagent to answer'});
		await waitFor(() => claude.registry().status === 'idle' && byPurpose('main').length === 4, {what: 'its report'});
		const [subagent] = byPurpose('subagent');
		expect(await lineOf(subagent!)).toMatchObject({usage: subagent!.usage, sidechain: true});
	});

	test('waits at a permission prompt, and runs nothing when refused', async () => {
		await claude.submit(steer('make it', {tool: {name: 'Bash', input: {command: 'touch made'}}}));
		const entry = await claude.waitForStatus('waiting');
		expect(entry.waitingFor).toBe('permission prompt');
		await claude.pane.press('Escape');
		await claude.waitForStatus('idle');
		expect(existsSync(path.join(home.configDir, '../work/web/made'))).toBe(false);
	});

	test('tries again after an error that the API tells it to outlast', async () => {
		const before = byPurpose('main').length;
		await claude.submit(steer('unlucky', {error: {status: 529}}));
		await waitFor(() => byPurpose('main').length > before, {what: 'the second try'});
		await claude.waitForStatus('idle');
	});

	test('compacts with requests that no transcript holds, and clears to a new id under the same pid', async () => {
		const {sessionId} = claude.registry();
		await claude.submit('/compact');
		await waitFor(() => readFileSync(claude.transcript(), 'utf8').includes('compact_boundary'), {what: 'the boundary'});
		expect(byPurpose('compact').length).toBeGreaterThan(0);
		await claude.submit('/clear');
		await waitFor(() => claude.registry().sessionId !== sessionId, {what: 'a new conversation'});
		expect(claude.registry().pid).toBe(claude.pid);
	});

	test('all that its transcripts hold is the main and subagent part of the ledger', async () => {
		const entries = stub.ledger().filter(entry => inTranscripts.includes(entry.purpose));
		await Promise.all(entries.map(lineOf));
		const known = transcribed();
		expect([...known.keys()].sort()).toEqual(entries.map(entry => entry.messageId).sort());
		const read = [...known.values()].reduce((sum, {usage}) => sum + usage.cache_read_input_tokens, 0);
		expect(read).toBe(ledgerTotals(stub.ledger(), {purposes: inTranscripts}).cacheReadInputTokens);
	});
});
