/** What may not be read is said, and the rest counts. Root may read everything: there, ccmon runs as nobody. */
import {execFile} from 'node:child_process';
import {chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {answerLine, writeTranscript} from '../index/transcript-files.ts';
import {ccmonCommand, ccmonEnvironment, type Ran, runCcmon} from '../support/ccmon.ts';
import {noonZone, type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {startLiveFleet} from '../support/live-fleet.ts';

const nobody = 65_534;
const ids = process.getuid?.() === 0 ? {uid: nobody, gid: nobody} : {};

let home: TemporaryFolder;
let configDir: string;
beforeEach(() => {
	home = temporaryFolder();
	configDir = home.at('.claude');
	const at = new Date().toISOString();
	for (const sessionId of ['open', 'shut'])
		writeTranscript(configDir, sessionId, [
			answerLine({id: `msg_${sessionId}`, at, sessionId, cwd: '/w', outputTokens: 40_000}),
		]);
	mkdirSync(path.join(configDir, 'projects/q'));
	writeFileSync(path.join(configDir, 'projects/q/third.jsonl'), '{}\n');
	mkdirSync(path.join(configDir, 'sessions'));
	writeFileSync(path.join(configDir, 'sessions/1.json'), '{}');
	writeFileSync(path.join(configDir, 'settings.json'), '{}');
	mkdirSync(home.at('.config/ccmon'), {recursive: true});
	writeFileSync(home.at('.config/ccmon/config.toml'), '[budgets]\ndayUsd = 100\n');
	if (ids.uid !== undefined) handOver(home.path);
});
afterEach(() => home.remove());

function handOver(place: string): void {
	chownSync(place, nobody, nobody);
	for (const name of readdirSync(place, {recursive: true, encoding: 'utf8'}))
		chownSync(path.join(place, name), nobody, nobody);
}

function ccmon(...args: string[]): Promise<Ran> {
	const [program = '', ...first] = ccmonCommand;
	const options = {env: ccmonEnvironment(home.path), cwd: '/', ...ids};
	return new Promise(resolve => {
		execFile(program, [...first, ...args], options, (error, stdout, stderr) => {
			resolve({stdout, stderr, code: error ? (typeof error.code === 'number' ? error.code : null) : 0});
		});
	});
}

test('nothing is wrong while everything may be read', async () => {
	const {stdout, code} = await ccmon('report', '--json', '--check');
	expect(JSON.parse(stdout)).toMatchObject({totals: {outputTokens: 80_000}, problems: []});
	expect(code).toBe(0);
});

test.each([
	['a transcript', 'projects/p/shut.jsonl', 40_000],
	['a project', 'projects/q', 80_000],
	['all projects', 'projects', 0],
])('%s that may not be read is a problem of every command', async (_, name, outputTokens) => {
	const place = path.join(configDir, name);
	chmodSync(place, 0o000);
	const problems = expect.arrayContaining([expect.objectContaining({path: place})]);
	const report = await ccmon('report', '--json', '--check');
	expect(JSON.parse(report.stdout)).toMatchObject({totals: {outputTokens}, problems});
	expect(report.code).toBe(2);
	expect(report.stderr).toContain(place);
	for (const args of [['metrics'], ['tpm'], ['sessions'], ['doctor']]) {
		const ran = await ccmon(...args);
		expect(`${args} ${ran.stderr}`).not.toMatch(/ at .*:\d+:\d+|fault in ccmon/i);
		expect([0, 1]).toContain(ran.code);
	}
	const once = await ccmon('--once', '--json');
	expect(once.code).toBe(0);
	expect(JSON.parse(once.stdout).problems).toEqual(problems);
	chmodSync(place, 0o700);
});

test.each([
	['the registry', '.claude/sessions'],
	['a registry entry', '.claude/sessions/1.json'],
	['the settings', '.claude/settings.json'],
	['the config', '.config/ccmon/config.toml'],
	['the folder of the config', '.config/ccmon'],
])('%s that may not be read crashes nothing', async (_, name) => {
	chmodSync(home.at(name), 0o000);
	for (const args of [['--once', '--json'], ['report', '--json'], ['doctor']]) {
		const {code, stderr} = await ccmon(...args);
		expect(`${args} ${stderr}`).not.toMatch(/ at .*:\d+:\d+|fault in ccmon/i);
		expect([0, 1]).toContain(code);
	}
	chmodSync(home.at(name), 0o700);
});

test('a state folder that may not be written or read is said, and what is asked is answered', async () => {
	mkdirSync(home.at('.local/state/ccmon'), {recursive: true});
	if (ids.uid !== undefined) handOver(home.at('.local'));
	chmodSync(home.at('.local/state/ccmon'), 0o000);
	const {stdout, stderr, code} = await ccmon('report', '--json');
	expect(JSON.parse(stdout)).toMatchObject({totals: {outputTokens: 80_000}});
	expect(stderr).toContain('ccmon.db');
	expect(code).toBe(0);
	chmodSync(home.at('.local/state/ccmon'), 0o700);
});

test('status lines that may not be read are not called none', async () => {
	await ccmon('setup', '--yes');
	const reports = home.at('.local/state/ccmon/statusline');
	const said = async () => {
		const {checks} = JSON.parse((await ccmon('doctor', '--json')).stdout);
		return checks.find(({id}: {id: string}) => id === 'statusline-script');
	};
	expect(await said()).toMatchObject({status: 'warn'});
	mkdirSync(reports, {recursive: true});
	if (ids.uid !== undefined) handOver(home.at('.local'));
	chmodSync(reports, 0o000);
	expect(await said()).toMatchObject({
		...{status: 'missing', message: `${reports} cannot be read.`, fix: `chmod u+rwx '${reports}'`},
	});
	chmodSync(reports, 0o700);
});

test('where no state can be written, --once waits for all of the day, however long it takes to read', async () => {
	const at = new Date().toISOString();
	for (let file = 0; file < 40; file++) {
		const sessionId = `long${file}`;
		const lines = Array.from({length: 1000}, (_, n) =>
			answerLine({id: `msg_${file}_${n}`, at, sessionId, cwd: '/w', inputTokens: n, outputTokens: 1}),
		);
		writeTranscript(configDir, sessionId, lines);
	}
	const {stdout, stderr} = await runCcmon(['--once', '--json'], {
		home: home.path,
		env: {XDG_STATE_HOME: '/proc/nowhere', TZ: noonZone().name},
	});
	expect(stderr).toContain('/proc/nowhere/ccmon');
	// 80,000 + 40,000 tokens of output at $25 per million, and 40 times 499,500 of input at $5.
	expect(JSON.parse(stdout).totals.todayUsd).toBeCloseTo(3 + 99.9, 6);
});

test('a database that a command finds damaged is not set aside without a word', async () => {
	const fleet = await startLiveFleet({configDir, sessions: 1, history: 2});
	try {
		expect((await runCcmon(['report'], {home: home.path})).code).toBe(0);
		const database = new DatabaseSync(home.at('.local/state/ccmon/ccmon.db'));
		// No ccmon writes numbers that could not be read again.
		database.exec('UPDATE transcript SET read_to = 9007199254740993');
		database.close();
		const {code, stderr} = await runCcmon(['send', fleet.sessions[0]!.name, 'hello', '--yes'], {home: home.path});
		expect(stderr).toMatch(/The database was damaged: it was kept as ccmon\.db\.damaged-/);
		expect(code).toBe(3);
	} finally {
		await fleet.close();
	}
});
