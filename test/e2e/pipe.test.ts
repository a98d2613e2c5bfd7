/** `ccmon --once` where no terminal is: a width to count on, no escape sequences, whatever the names are. */

import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import stringWidth from 'string-width';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ccmonCommand, ccmonEnvironment, ccmonJson, isDrawn, runCcmon, runProgram} from '../support/ccmon.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {type LiveFleet, startLiveFleet} from '../support/live-fleet.ts';
import {startTmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

let folder: TemporaryFolder;
let fleet: LiveFleet;
let hostile: LiveFleet;

/** Clears the screen, sets the title, moves the cursor, begins a colour (in 7 and in 8 bits), rings, breaks the line, turns the writing around. */
const attack = 'evil\u001b[2J\u001b]0;owned\u0007\u001b[5;5Hx\u009b31mred\r\n\u0008\u202eback\u2028';

beforeAll(async () => {
	folder = temporaryFolder();
	fleet = await startLiveFleet({configDir: folder.at('.claude'), sessions: 3});
	// A folder cannot be called that on every disk; what a transcript says about it can.
	hostile = await startLiveFleet({configDir: folder.at('hostile'), sessions: 2, prefix: attack, model: attack});
});

afterAll(async () => {
	await fleet?.close();
	await hostile?.close();
	folder.remove();
});

const once = (...args: string[]) => runCcmon(['--once', ...args], {home: folder.path});
/** Everything that a terminal acts on instead of showing it, but line feeds and tabs. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029\u2066-\u2069]/;

describe('in a pipe', () => {
	test('the table fits 80 columns and has each session', async () => {
		const {stdout, stderr, code} = await once();
		expect({stderr, code}).toEqual({stderr: '', code: 0});
		expect(Math.max(...stdout.split('\n').map(line => stringWidth(line)))).toBeLessThanOrEqual(80);
		for (const name of ['session-1', 'session-2', 'session-3']) expect(stdout).toMatch(new RegExp(`${name} .*idle.*%`));
		expect(stdout).not.toMatch(controls);
	});

	test('the made-up fleet fits as well, wide characters included', async () => {
		const {stdout, code} = await once('--demo');
		expect(code).toBe(0);
		expect(stdout).toMatch(/[^\x00-\xff]{4}/);
		expect(Math.max(...stdout.split('\n').map(line => stringWidth(line)))).toBeLessThanOrEqual(80);
		expect(stdout).not.toMatch(controls);
	});

	test('a reader that has seen enough is no error', async () => {
		const shell = `${ccmonCommand.join(' ')} --once --demo | head -n 1; echo "\${PIPESTATUS[0]}"`;
		const {stdout, stderr} = await runProgram(['bash', '-c', shell], {env: ccmonEnvironment(folder.path)});
		expect(stderr).toBe('');
		expect(stdout.trim().split('\n').at(-1)).toBe('0');
	});

	test('without --once there is nothing to draw on, and it says so', async () => {
		const {stdout, stderr, code} = await runCcmon([], {home: folder.path});
		expect({stdout, code}).toEqual({stdout: '', code: 2});
		expect(stderr).toMatch(/^.*needs a terminal.*--once.*\n$/);
	});
});

describe('output longer than a pipe holds', () => {
	const rows = 300;
	let home: TemporaryFolder;

	beforeAll(() => {
		home = temporaryFolder();
		for (let n = 0; n < rows; n++) {
			const project = home.at('.claude/projects', `-project-${n}`);
			mkdirSync(project, {recursive: true});
			const id = `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`;
			const usage = {input_tokens: 1000 + n, output_tokens: 1};
			const message = {id: `msg_${n}`, role: 'assistant', model: 'claude-sonnet-4-5', usage};
			const line = {type: 'assistant', timestamp: '2026-11-20T12:00:00.000Z', sessionId: id, cwd: `/p/${n}`, message};
			writeFileSync(path.join(project, `${id}.jsonl`), `${JSON.stringify(line)}\n`);
		}
	});
	afterAll(() => home.remove());

	const report = '"$@" report --by session --json';
	const inShell = (line: string) =>
		runProgram(['bash', '-c', line, 'bash', ...ccmonCommand], {env: ccmonEnvironment(home.path)});

	test('arrives whole, though the reader is slow', async () => {
		const {stdout} = await inShell(`${report} | (sleep 0.3; cat); echo $PIPESTATUS >&2`);
		expect(stdout.length).toBeGreaterThan(65_536);
		expect(JSON.parse(stdout).rows).toHaveLength(rows);
	});

	test('is a failure with a sentence where the disk is full', async () => {
		const {stderr, code} = await inShell(`${report} > /dev/full`);
		expect(code).toBe(1);
		expect(stderr).toMatch(/^ccmon: .*ENOSPC.*\n$/);
	});
});

test.each(['', 'a/relative/home'])('HOME=%j is said, and nothing is written where ccmon was started', async HOME => {
	const home = temporaryFolder();
	try {
		mkdirSync(home.at('cwd'));
		const folders = {XDG_STATE_HOME: home.at('s'), XDG_CONFIG_HOME: home.at('c'), XDG_CACHE_HOME: home.at('cache')};
		const env = {...ccmonEnvironment(home.path), ...folders, CLAUDE_CONFIG_DIR: fleet.configDir, HOME};
		for (const args of [['report'], ['--once']]) {
			const {code, stderr} = await runProgram([...ccmonCommand, ...args], {env, cwd: home.at('cwd')});
			expect(code).toBe(0);
			expect(stderr).toMatch(/^HOME is (empty|not an absolute path .*): \/.* is used instead\.\n$/);
		}
		expect(readdirSync(home.at('cwd'))).toEqual([]);
	} finally {
		home.remove();
	}
});

describe('colours', () => {
	async function inTerminal(env: Record<string, string>): Promise<string> {
		const tmux = await startTmux();
		try {
			const command = [...ccmonCommand, '--once', '--demo'];
			const pane = await tmux.open({command, env: {...ccmonEnvironment(folder.path), ...env}, columns: 100, rows: 30});
			await pane.waitFor(/docs[\s\S]*web/);
			return await pane.colours();
		} finally {
			await tmux.close();
		}
	}
	const coloured = /\u001b\[(?:\d+;)*(?:3[0-8]|9[0-7])/;

	test('are there on a terminal, and gone with NO_COLOR', async () => {
		expect(await inTerminal({})).toMatch(coloured);
		expect(await inTerminal({NO_COLOR: '1'})).not.toMatch(coloured);
	});
});

describe('hostile names', () => {
	test('never reach the pipe as escape sequences', async () => {
		const {stdout, code} = await once('--config-dir', hostile.configDir);
		expect(code).toBe(0);
		expect(stdout.match(/evil/g)).toHaveLength(2);
		expect(stdout).not.toMatch(controls);
		expect(Math.max(...stdout.split('\n').map(line => stringWidth(line)))).toBeLessThanOrEqual(80);
	});

	test('stay data in JSON, escaped', async () => {
		const {stdout} = await once('--json', '--config-dir', hostile.configDir);
		expect(stdout).not.toMatch(controls);
		const {sessions} = await ccmonJson(hostile.configDir, folder.path);
		expect(sessions.map(({pid}) => pid).sort()).toEqual(hostile.sessions.map(({pid}) => pid).sort());
	});

	test('never reach the terminal', async () => {
		const tmux = await startTmux();
		try {
			const command = [...ccmonCommand, '--config-dir', hostile.configDir];
			const pane = await tmux.open({command, env: ccmonEnvironment(folder.path), columns: 100, rows: 24});
			const screen = await pane.waitFor(screen => /evil[\s\S]*evil/.test(screen) && isDrawn(screen));
			expect(screen.split('\n')[0]).toContain('2 sessions');
			await waitFor(async () => (await pane.ask('#{pane_title}')) === 'ccmon', {what: 'its title'});
			await pane.press('Tab');
			await pane.waitFor(isDrawn);
			expect(await pane.ask('#{pane_title}')).toBe('ccmon');
		} finally {
			await tmux.close();
		}
	});

	test('in broken registry files and transcripts neither', async () => {
		const [session] = hostile.sessions;
		writeFileSync(`${hostile.configDir}/sessions/1.json`, `{"pid": "\u001b[31m", ${attack}`);
		writeFileSync(`${hostile.configDir}/settings.json`, attack);
		writeFileSync(session!.transcript(), `${attack}\n`, {flag: 'a'});
		const {stdout, stderr, code} = await once('--config-dir', hostile.configDir);
		expect(code).toBe(0);
		expect(stdout + stderr).not.toMatch(controls);
	});
});
