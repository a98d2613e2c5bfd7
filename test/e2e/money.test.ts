/**
 * Budgets and plan limits on the real screen: sessions that look alive, status lines as the installed script writes
 * them, and a command that records what a person would be notified of. Each test goes on from the one before.
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {statuslineScript} from '../../source/setup/statusline-script.ts';
import {answerLine, writeTranscript} from '../index/transcript-files.ts';
import {type Answer, startProvider} from '../reports/gateways/stand-in.ts';
import {ccmonCommand, ccmonEnvironment, runCcmon} from '../support/ccmon.ts';
import {baseEnvironment, noonZone, type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {type LiveFleet, type LiveSession, startLiveFleet} from '../support/live-fleet.ts';
import {type Pane, startTmux, type Tmux} from '../support/tmux.ts';
import {waitFor} from '../support/wait.ts';

const hour = 3_600_000;
/** A dollar of Opus 4.5, at $25 for a million tokens of output. */
const tokensOfDollar = 40_000;
const secret = 'sk-litellm-secret-4711';

let folder: TemporaryFolder;
let tmux: Tmux;
let fleet: LiveFleet;
let web: LiveSession;
let docs: LiveSession;
let provider: Awaited<ReturnType<typeof startProvider>>;
let answers = 0;

const stateDir = () => folder.at('.local', 'state', 'ccmon');
const told = () => (existsSync(folder.at('told')) ? readFileSync(folder.at('told'), 'utf8').trimEnd().split('\n') : []);
/** A limit that resets in two hours is not to reset tomorrow. */
const {name: TZ, east} = noonZone();
const zone = {TZ};
/** Its `toISOString` is the time there. */
const there = (at: number) => new Date(at + east * hour);
const timeOfDay = (at: number) => there(at).toISOString().slice(11, 16);

beforeAll(async () => {
	folder = temporaryFolder();
	tmux = await startTmux();
	fleet = await startLiveFleet({configDir: folder.at('.claude'), sessions: 2, history: 0});
	[web, docs] = fleet.sessions as [LiveSession, LiveSession];
	provider = await startProvider((path): Answer => {
		return path === '/key/info' ? {json: {info: {spend: 12.3, key_alias: 'team-a', max_budget: 50}}} : {status: 404};
	});
});

afterAll(async () => {
	await tmux?.close();
	await fleet?.close();
	await provider?.stop();
	folder?.remove();
});

/** The session gets an answer that costs so much, now. */
function spend(session: LiveSession, usd: number): void {
	const {cwd} = session;
	const place = {sessionId: session.sessionId(), cwd, at: new Date().toISOString()};
	appendFileSync(
		session.transcript(),
		`${answerLine({...place, id: `msg_${++answers}`, outputTokens: usd * tokensOfDollar})}\n`,
	);
}

/** What Claude Code gives to its status line command, through the script that setup installs. */
async function statusLine(session: LiveSession, fiveHour: number, resetsAt: number): Promise<void> {
	mkdirSync(`${stateDir()}/statusline`, {recursive: true, mode: 0o700});
	const payload = {
		session_id: session.sessionId(),
		transcript_path: session.transcript(),
		model: {id: 'claude-opus-4-5-20251101'},
		rate_limits: {
			five_hour: {used_percentage: fiveHour, resets_at: Math.round(resetsAt / 1000)},
			seven_day: {used_percentage: 20, resets_at: Math.round((resetsAt + 96 * hour) / 1000)},
		},
	};
	const child = spawn('sh', ['-c', statuslineScript(stateDir())], {
		env: baseEnvironment(),
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	child.stdin.end(JSON.stringify(payload));
	await once(child, 'close');
}

function configure(toml: string): void {
	const file = folder.at('.config', 'ccmon', 'config.toml');
	mkdirSync(dirname(file), {recursive: true});
	writeFileSync(file, toml);
}

const open = () =>
	tmux.open({command: ccmonCommand, env: {...ccmonEnvironment(folder.path), ...zone}, columns: 120, rows: 40});

async function backToList(pane: Pane): Promise<void> {
	await pane.press('Escape');
	// What is pressed at once after it would be read as one key with it.
	await pane.waitFor(/SESSION .* CONTEXT/);
}

async function leave(pane: Pane): Promise<void> {
	await pane.press('q');
	await waitFor(async () => (await pane.ask('#{pane_dead}')) === '1', {what: 'ccmon to end'});
}

describe('plan limits', () => {
	let resetsAt: number;
	beforeAll(() => {
		resetsAt = Math.ceil(Date.now() / 60_000) * 60_000 + 2 * hour;
	});

	test('a limit that the present rate reaches before its reset says when', async () => {
		spend(web, 3);
		spend(docs, 1);
		// 75 % after three of five hours: full in another hour, an hour before the reset.
		await statusLine(web, 75, resetsAt);
		const pane = await open();
		const screen = await pane.waitFor([
			/5h .*!75%, full at \d\d:\d\d/,
			`resets ${timeOfDay(resetsAt)}`,
			/7d .*20%/,
			/today ≥\$4\.00 API/,
			'API $',
		]);
		const [, full = ''] = /full at (\d\d:\d\d)/.exec(screen)!;
		const expected = [-2, -1, 0, 1].map(minutes => timeOfDay(resetsAt - hour + minutes * 60_000));
		expect(expected).toContain(full);
		await leave(pane);
	});

	test('u shows them whole, and what used them', async () => {
		const pane = await open();
		await pane.waitFor(/!75%, full at/);
		await pane.press('u');
		const screen = await pane.waitFor([
			/5h ▕█+.?░*▏ +75% {2}resets \d\d:\d\d, in \dh \d\dm {2}2\d% an hour: ! full at/,
			// $3 and $1 of the $4 since the window began: three quarters and a quarter of the 75 %.
			/session-1 +56% +\$3\.00 +15% +\$3\.00/,
			/session-2 +19% +\$1\.00 +5% +\$1\.00/,
			'No budget is set',
			/all sessions +160k +160k +2 +2/,
		]);
		const [, hours, minutes] = /in (\d)h (\d\d)m/.exec(screen)!;
		const left = Number(hours) * hour + Number(minutes) * 60_000;
		expect(Math.abs(resetsAt - Date.now() - left)).toBeLessThan(2 * 60_000);
		await backToList(pane);
		await leave(pane);
	});

	test('the report says what its dollars are', async () => {
		const {stdout} = await runCcmon(['report'], {home: folder.path, env: zone});
		expect(stdout).toContain('Dollars are what the API would charge');
	});
});

describe('budgets', () => {
	const isFirstOfMonth = there(Date.now()).getUTCDate() === 1;
	let pane: Pane;

	beforeAll(() => {
		// $6 on the first of this month, in a project of the config.
		const first = new Date(there(Date.now()).setUTCDate(1) - east * hour).toISOString();
		const past = {sessionId: 'past', cwd: '/home/dev/work/past', at: first};
		if (!isFirstOfMonth)
			writeTranscript(folder.at('.claude'), 'past', [
				answerLine({...past, id: 'past', outputTokens: 6 * tokensOfDollar}),
			]);
		const command = JSON.stringify(['sh', '-c', `printf '%s\\n' "$1" >>${folder.at('told')}`, 'sh']);
		configure(`
[budgets]
dayUsd = 10
monthUsd = 100
sessionUsd = 5
[budgets.projects]
"/home/dev/work" = 20
[notifications]
via = ["command"]
command = ${command}
events = ["budget"]
`);
	});

	test('stand in the header as gauges: the day at once, the month when the history has been read', async () => {
		pane = await open();
		const month = isFirstOfMonth ? 4 : 10;
		const screen = await pane.waitFor(new RegExp(`day .*40% of \\$10 .*month .*${month}% of \\$100`));
		expect(screen).not.toContain('!≥$');
		expect(told()).toEqual([]);
	});

	test('are marked and notified at 80 % and when they are spent', async () => {
		spend(web, 4);
		await pane.waitFor(/day .*!80% of \$10/);
		// $7 of its own $5.
		await pane.waitFor(/session-1 .*!!≥\$7\.00/);
		await waitFor(() => told().length >= 2, {what: 'two notifications', last: () => told().join('\n')});
		expect(told().sort()).toEqual([
			'budget of session-1 is spent: $7.00 of $5.00',
			'budget of today 80% spent: $8.00 of $10.00',
		]);
		await pane.waitFor([/budget +▕.*140% !! \$7\.00 of \$5\.00/, /of \$20\.00 \/home\/dev\/work this month/]);
	});

	test('all stand in the view behind u', async () => {
		await pane.press('u');
		await pane.waitFor([
			'Budgets',
			/▏ 140% !! \$7\.00 of \$5\.00 +session-1/,
			/▏ {2}80% ! {2}\$8\.00 of \$10\.00 +today/,
			/▏ {2}20% {4}\$1\.00 of \$5\.00 +session-2/,
		]);
		await backToList(pane);
	});

	test('are not notified again after a restart, and go on from there', async () => {
		await leave(pane);
		pane = await open();
		await pane.waitFor(/day .*!80% of \$10/);
		spend(docs, 2);
		await pane.waitFor(/day .*!!100% of \$10/);
		await waitFor(() => told().includes('budget of today is spent: $10.00 of $10.00'), {
			what: 'the third',
			last: () => told().join('\n'),
		});
		expect(told()).toHaveLength(3);
		await leave(pane);
	});

	test('one that is exceeded lets a script know', async () => {
		const {code, stderr} = await runCcmon(['report', '--check'], {home: folder.path, env: zone});
		expect(code).toBe(1);
		expect(stderr).toMatch(/Over budget: day .*\$10\.00 of \$10\.00 \(100%\)/);
	});
});

describe('a gateway', () => {
	beforeAll(() => configure(`[providers.litellm]\nurl = "${provider.url}"\n`));
	const env = {LITELLM_API_KEY: secret};

	test('counts beside ccmon in the report, and its key is shown and kept nowhere', async () => {
		const {stdout, stderr} = await runCcmon(['report'], {home: folder.path, env});
		expect(stdout).toContain('\nLiteLLM, key “team-a”: $12.30 of $50.00\n');
		expect(provider.asked.at(-1)?.headers.authorization).toBe(`Bearer ${secret}`);
		expect(stdout + stderr).not.toContain(secret);
		const {stdout: found} = await runCcmon(['report', '--json'], {home: folder.path, env});
		expect(JSON.parse(found)).toMatchObject({schema: 1});
	});

	test('is a line in the doctor, with what is wrong', async () => {
		const fine = await runCcmon(['doctor'], {home: folder.path, env});
		expect(fine.stdout).toContain('✓ LiteLLM reports what a key has spent.');
		const without = await runCcmon(['doctor'], {home: folder.path});
		expect(without.stdout).toContain('! LiteLLM: no key: set the environment variable LITELLM_API_KEY.');
		expect(fine.stdout).not.toContain(secret);
	});

	test('stands in the history view', async () => {
		const pane = await tmux.open({
			command: ccmonCommand,
			env: {...ccmonEnvironment(folder.path), ...env},
			columns: 120,
			rows: 40,
		});
		await pane.waitFor('2 sessions');
		await pane.press('h');
		await pane.waitFor(['LiteLLM, key “team-a”: $12.30 of $50.00', 'API-equivalent']);
		await backToList(pane);
		await leave(pane);
		const kept = await runCcmon(['--once', '--json'], {home: folder.path, env});
		expect(kept.stdout).not.toContain(secret);
		expect(readFileSync(`${stateDir()}/ccmon.db`).includes(secret)).toBe(false);
	});
});
