/** What the real Claude Code asks, answered by the monitor's own keys and by `ccmon answer`; many more by `npm run trials:answers`. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {runAnswers} from '../support/answer-run.ts';
import {answerScenes} from '../support/answer-scenes.ts';
import {type Stub, startStub} from '../support/anthropic-stub.ts';
import {ccmonCommand, ccmonEnvironment, runProgram, typingPause} from '../support/ccmon.ts';
import {type ClaudeHome, type ClaudeSession, createClaudeHome, startClaude} from '../support/claude.ts';
import {findClaude} from '../support/claude-binary.ts';
import {steer} from '../support/directives.ts';
import {pressUntilAsked} from '../support/press-until-asked.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {takeTurn} from '../support/turn.ts';
import {waitFor} from '../support/wait.ts';

const binary = await findClaude();
/** Longer than ccmon itself looks for evidence. */
const patient = {timeout: 120_000};

test.skipIf(!binary)(
	'at random moments no other call is answered, and none said to be that was not',
	async () => {
		// Every moment once.
		const seed = Math.floor(Math.random() * 2 ** 31);
		const results = await runAnswers(answerScenes.length, seed, binary!, {retries: 2});
		const wrong = results.filter(({violations, broken}) => violations.length > 0 || broken !== null);
		expect(wrong, `seed ${seed}`).toEqual([]);
		expect(results.filter(({outcome}) => outcome === 'done').length).toBeGreaterThan(4);
	},
	900_000,
);

describe.skipIf(!binary)('beside the real Claude Code', () => {
	let stub: Stub;
	let tmux: Tmux;
	let home: ClaudeHome;
	let monitor: Pane;
	let claude: ClaudeSession;
	let env: Record<string, string>;
	let cwd: string;
	/** Where a session in plan mode is to write. */
	let planFile = '';

	beforeAll(async () => {
		stub = await startStub({
			onRequest(request) {
				planFile = /\/[^\s"\\]*\/plans\/[\w-]+\.md/.exec(JSON.stringify(request))?.[0] ?? planFile;
			},
		});
		tmux = await startTmux();
		home = await createClaudeHome({url: stub.url});
		env = {...home.env, ...ccmonEnvironment(home.home), CCMON_CLAUDE: binary!, XDG_RUNTIME_DIR: home.home};
		cwd = await home.project('web');
		claude = await startClaude(tmux, {binary: binary!, home, cwd, columns: 100, rows: 40});
		monitor = await tmux.open({command: ccmonCommand, cwd: await home.project('monitor'), env, columns: 120, rows: 40});
		await monitor.waitFor('1 session', patient);
	});

	afterAll(async () => {
		await tmux?.close();
		await home?.remove();
		await stub?.close();
	});

	const asks = async (name: string, input: Record<string, unknown>) => {
		await claude.submit(steer('go', {tool: {name, input}}));
		await claude.waitForStatus('waiting');
		await monitor.waitFor(/◆ (?:permission|question)/, patient);
	};
	const opens = (key: string, question: string | RegExp) =>
		pressUntilAsked(monitor, key, {question, name: 'web', ...patient});
	const ended = async (text: string | RegExp) => {
		await monitor.waitFor(text, patient);
		await claude.waitForStatus('idle');
		await monitor.waitFor('○ idle', patient);
		await typingPause();
	};
	const marker = (name: string) => existsSync(path.join(cwd, name));

	test('y shows the whole command and allows it once', async () => {
		await asks('Bash', {command: 'touch allowed && echo done'});
		await monitor.waitFor('y allows, N denies');
		await opens('y', /Allow this call of Bash once in web\S*\?\n +touch allowed && echo done\n/);
		expect(marker('allowed')).toBe(false);
		await monitor.press('y');
		await ended('answered · allowed once');
		expect(marker('allowed')).toBe(true);
	});

	test('what deletes is allowed by the word alone', async () => {
		await asks('Bash', {command: 'rm allowed'});
		await opens('y', 'Careful: it deletes. Type allow:');
		await monitor.type('y');
		await monitor.press('Enter');
		await monitor.waitFor('Not allowed: that was not the word allow');
		expect(marker('allowed')).toBe(true);
		await typingPause();
		await opens('y', 'Type allow:');
		await monitor.type('a');
		for (const letter of 'llow') await monitor.type(letter);
		await monitor.press('Enter');
		await ended('answered · allowed once');
		expect(marker('allowed')).toBe(false);
	});

	test('N denies, and its reason is what Claude reads next', async () => {
		await asks('Bash', {command: 'touch denied'});
		await opens('N', 'Deny this call of Bash in web');
		for (const letter of 'use b') await monitor.type(letter);
		await monitor.press('Enter');
		await ended('denied; the reason was submitted');
		expect(marker('denied')).toBe(false);
		await claude.pane.waitFor('❯ use b');
	});

	test('a digit chooses', async () => {
		const options = ['SQLite', 'Postgres'].map(label => ({label, description: `${label} it is`}));
		await asks('AskUserQuestion', {
			questions: [{question: 'Which database?', header: 'Database', multiSelect: false, options}],
		});
		await monitor.waitFor('a digit chooses');
		await opens('2', 'Answer 2. Postgres to the question of web');
		await monitor.press('y');
		await ended('chose 2. Postgres');
		await claude.pane.waitFor('Which database? → Postgres');
	});

	test('several questions are answered one after the other, and submitted once all answers were shown', async () => {
		const questions = ['Size', 'Colour'].map(header => ({
			...{question: `Which ${header}?`, header, multiSelect: false},
			options: ['One', 'Two'].map(word => ({label: `${word} ${header}`, description: `${word} it is`})),
		}));
		await asks('AskUserQuestion', {questions});
		await opens('2', /Answer 2\. Two Size to the question of web\S*\?\n +question 1 of 2\n/);
		await monitor.press('y');
		await monitor.waitFor('chose 2. Two Size; 1 more to answer', patient);
		await typingPause();
		await opens('1', 'Answer 1. One Colour');
		await monitor.press('y');
		await monitor.waitFor('y (allow) submits all answers', patient);
		await typingPause();
		await opens(
			'y',
			/Submit these answers in web\S*\?\n +Which Size\?\n +→ Two Size\n +Which Colour\?\n +→ One Colour\n/,
		);
		await monitor.press('y');
		await ended('the answers were submitted');
		await claude.pane.waitFor(/Which Size\? → Two Size\n.*Which Colour\? → One Colour/);
	});

	const answer = (...args: string[]) => runProgram([...ccmonCommand, 'answer', ...args], {env, cwd: home.home});
	/** Its result once it is not refused: where registry, transcript and screen take longer to agree than it looks, it is asked again. */
	const answered = (...args: string[]) =>
		waitFor(
			async () => {
				const ran = await answer(...args);
				return ran.code !== 3 && ran;
			},
			{what: `${args.join(' ')} to be done`, ...patient, last: () => monitor.screen()},
		);

	test('ccmon answer does the same from a script, and only with --yes', async () => {
		await asks('Write', {file_path: `${cwd}/written.txt`, content: 'one\ntwo\n'});
		const isRead = async () => {
			const without = await answer(`${claude.pid}`, 'allow', '--json');
			expect(without.code).toBe(3);
			const reason = 'this answers on your behalf: pass --yes';
			expect(JSON.parse(without.stdout)).toMatchObject({outcome: 'refused', reason});
			return true;
		};
		await waitFor(isRead, {what: 'the dialog to be read', ...patient});
		const {code, stdout} = await answered(`${claude.pid}`, 'allow', '--yes', '--json');
		expect(JSON.parse(stdout)).toMatchObject({outcome: 'done', reason: 'allowed once', costUsd: null});
		expect([code, marker('written.txt')]).toEqual([0, true]);
		await claude.waitForStatus('idle');
		expect((await answer(`${claude.pid}`, 'allow', '--yes')).stdout).toMatch(/answer refused: it is not waiting/);
	});

	test('a cell of a notebook, and a file from some line on', async () => {
		const notebook = path.join(cwd, 'n.ipynb');
		const cell = {cell_type: 'code', id: 'c1', source: 'print(1)', metadata: {}, outputs: [], execution_count: null};
		const metadata = {language_info: {name: 'python'}};
		writeFileSync(notebook, JSON.stringify({cells: [cell], metadata, nbformat: 4, nbformat_minor: 5}));
		await takeTurn(claude, stub, steer('read', {tool: {name: 'Read', input: {file_path: notebook}}}));
		await asks('NotebookEdit', {notebook_path: notebook, cell_id: 'c1', new_source: 'print(2)\nprint(3)'});
		expect(await answered(`${claude.pid}`, 'allow', '--yes')).toMatchObject({code: 0});
		expect(readFileSync(notebook, 'utf8')).toContain('print(2)');
		await claude.waitForStatus('idle');
		await asks('Read', {file_path: '/etc/passwd', offset: 2, limit: 3});
		expect(await answered(`${claude.pid}`, 'deny', '--yes')).toMatchObject({code: 0});
		await claude.waitForStatus('idle');
	});

	test('under ccmon run, through its socket', async () => {
		const folder = await home.project('run');
		const run = {through: [...ccmonCommand, 'run'], env: {XDG_RUNTIME_DIR: home.home, CCMON_CLAUDE: binary!}};
		const other = await startClaude(tmux, {...run, binary: binary!, home, cwd: folder, columns: 90, rows: 30});
		await other.submit(steer('go', {tool: {name: 'Bash', input: {command: 'touch in-run'}}}));
		await other.waitForStatus('waiting');
		expect(await answered(`${other.pid}`, 'allow', '--yes')).toMatchObject({code: 0});
		expect(existsSync(path.join(folder, 'in-run'))).toBe(true);
		await other.pane.close();
	});

	test('y approves a plan that stands in its dialog, and leaves the edits to be asked about', async () => {
		const folder = await home.project('plan');
		const args = ['--permission-mode', 'plan'];
		const other = await startClaude(tmux, {binary: binary!, home, cwd: folder, args, columns: 90, rows: 40});
		await takeTurn(other, stub, 'hello');
		const content = '# The plan\n\n1. Do `this`\n2. Then **that**\n';
		await takeTurn(other, stub, steer('write', {tool: {name: 'Write', input: {file_path: planFile, content}}}));
		await other.submit(steer('go', {tool: {name: 'ExitPlanMode', input: {}}}));
		await other.waitForStatus('waiting');
		const {code, stdout} = await answered(`${other.pid}`, 'allow', '--yes', '--json');
		expect([code, JSON.parse(stdout).reason]).toEqual([0, 'approved']);
		await other.pane.waitFor('manual mode on');
		await other.pane.close();
	});

	test('in the background, attached for a moment', async () => {
		const folder = await home.project('background');
		const call = steer('go', {tool: {name: 'Bash', input: {command: 'touch in-background'}}});
		await runProgram([binary!, '--bg', call], {env: home.env, cwd: folder});
		await monitor.waitFor(/◆ permission +Bash: touch in-background/, patient);
		const {stdout} = await runProgram([...ccmonCommand, '--once', '--json'], {env, cwd: home.home});
		const {sessions} = JSON.parse(stdout) as {sessions: {pid: number; kind: string}[]};
		const session = sessions.find(({kind}) => kind === 'bg')!;
		expect(await answered(`${session.pid}`, 'allow', '--yes')).toMatchObject({code: 0});
		expect(existsSync(path.join(folder, 'in-background'))).toBe(true);
	});
});
