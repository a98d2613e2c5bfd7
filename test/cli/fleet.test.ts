/** The sources of live sessions joined, on folders made by hand: what enters the monitor's state, and what does not. */

import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import fc from 'fast-check';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {slugOf} from '../../source/claude/transcript/identity.ts';
import {type FleetSources, openFleet} from '../../source/cli/fleet.ts';
import {localDay} from '../../source/cli/settings.ts';
import {createLedger} from '../../source/core/ledger.ts';
import {readPidDomain, readProcStart} from '../../source/platform/process.ts';
import {createMonitor, type Monitor} from '../../source/store.ts';
import {noonZone, type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {withoutIndex} from '../support/without-index.ts';

let folder: TemporaryFolder;
let monitor: Monitor;
let fleet: FleetSources | null;
const children: ChildProcess[] = [];

beforeEach(() => {
	// What was used a second ago was used today, whenever the tests run.
	vi.stubEnv('TZ', noonZone().name);
	folder = temporaryFolder();
	mkdirSync(folder.at('claude'));
	fleet = null;
});
afterEach(async () => {
	await fleet?.close();
	monitor.close();
	for (const child of children.splice(0)) child.kill('SIGKILL');
	folder.remove();
	vi.unstubAllEnvs();
});

const id = (number: number) => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

async function open(configDirs = [folder.at('claude')], onlyNamedFolders = false): Promise<void> {
	monitor = createMonitor(createLedger({dayOf: localDay}), Date.now);
	const {emit} = monitor;
	fleet = await openFleet({
		configDirs,
		onlyNamedFolders,
		stateDir: folder.at('state'),
		receive: false,
		emit,
		...withoutIndex,
		clock: Date.now,
	});
	await fleet.ready;
	await fleet.readToday();
	monitor.show();
}

const sessions = () => [...monitor.store.getState().sessions.values()];

interface Registered {
	cwd?: string;
	configDir?: string;
	[key: string]: unknown;
}

function register(sessionId: string, {configDir = folder.at('claude'), ...more}: Registered = {}): void {
	const child = spawn('sleep', ['600']);
	children.push(child);
	const pid = child.pid!;
	const now = Date.now();
	const times = {startedAt: now, updatedAt: now, statusUpdatedAt: now};
	const file = {
		pid,
		sessionId,
		procStart: readProcStart(pid),
		pidDomain: readPidDomain(),
		status: 'idle',
		...times,
		...more,
	};
	mkdirSync(join(configDir, 'sessions'), {recursive: true});
	writeFileSync(join(configDir, 'sessions', `${pid}.json`), JSON.stringify(file));
}

/** A conversation of one request of a thousand tokens, one minute ago. */
function converse(sessionId: string, cwd = '/home/dev/api', configDir = folder.at('claude'), slug = slugOf(cwd)): void {
	const usage = {input_tokens: 1000, output_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0};
	const message = {id: `msg_${sessionId}`, model: 'claude-sonnet-4-5', role: 'assistant', content: [], usage};
	const timestamp = new Date(Date.now() - 1000).toISOString();
	const line = {type: 'assistant', sessionId, cwd, timestamp, message, requestId: `req_${sessionId}`};
	const path = join(configDir, 'projects', slug, `${sessionId}.jsonl`);
	mkdirSync(dirname(path), {recursive: true});
	writeFileSync(path, `${JSON.stringify(line)}\n`);
}

function statusline(sessionId: string, configDir: string, usd: number): void {
	const path = folder.at('state', 'statusline', `${sessionId}.json`);
	mkdirSync(dirname(path), {recursive: true, mode: 0o700});
	const payload = {
		session_id: sessionId,
		transcript_path: `${configDir}/projects/-p/${sessionId}.jsonl`,
		cost: {total_cost_usd: usd},
	};
	writeFileSync(path, JSON.stringify(payload), {mode: 0o600});
}

test('shows a session in a folder of any name, and all others with it', async () => {
	const odd = fc.sample(
		fc.oneof(
			fc.string({unit: 'binary', minLength: 1, maxLength: 300}),
			fc.string({unit: fc.constantFrom('/', '.', '\n', '~', 'é', '𝒳', 'x', '\x1b'), minLength: 190, maxLength: 260}),
			fc.string({unit: fc.constantFrom('/', 'long-name', '日本'), minLength: 300, maxLength: 400}),
		),
		8,
	);
	const folders = ['/home/dev/api', '', '/', `/${'x'.repeat(255)}/${'y'.repeat(3000)}`, ...odd.map(name => `/${name}`)];
	for (const [index, cwd] of folders.entries()) {
		register(id(index), {cwd});
		// As the registry's reader takes it: no path holds a zero.
		if (!cwd.includes('\0') && cwd !== '') converse(id(index), cwd);
	}
	await open();
	const expected = folders.map((cwd, index) => [id(index), cwd.includes('\0') || cwd === '' ? 0 : 1000]);
	const shown = sessions().map(({sessionId, usage}) => [sessionId, usage.inputTokens]);
	expect(shown.sort(), JSON.stringify(folders)).toEqual(expected);
	expect(sessions().every(({state}) => state === 'idle')).toBe(true);
});

test('reports odd files and folders, and shows all sessions regardless', async () => {
	const claude = (...names: string[]) => folder.at('claude', ...names);
	converse(id(1));
	register(id(1), {cwd: '/home/dev/api'});
	const oddities: [path: string, make: (path: string) => void][] = [
		[claude('sessions', '1.json'), path => mkdirSync(path)],
		[claude('sessions', '2.json'), path => symlinkSync('2.json', path)],
		[claude('sessions', '3.json'), path => execFileSync('mkfifo', [path])],
		[claude('sessions', '4.json'), path => writeFileSync(path, Buffer.alloc(300 * 1024, 7))],
		[claude('projects', '-home-dev-api', 'self.jsonl'), path => symlinkSync('self.jsonl', path)],
		[claude('projects', '-home-dev-api', 'pipe.jsonl'), path => execFileSync('mkfifo', [path])],
		[claude('projects', '-loop'), path => symlinkSync('-loop', path)],
		[folder.at('file', 'projects'), path => mkdirSync(path, {recursive: true})],
		[folder.at('file', 'sessions'), path => symlinkSync('sessions', path)],
	];
	for (const [path, make] of oddities) make(path);
	symlinkSync('loop', folder.at('loop'));
	writeFileSync(folder.at('plain'), '');
	await open(['claude', 'file', 'loop', 'plain', 'none'].map(name => folder.at(name)));
	expect(sessions().map(({sessionId, usage}) => [sessionId, usage.inputTokens])).toEqual([[id(1), 1000]]);
	const reported = monitor.store.getState().problems.map(({path}) => path);
	const expected = oddities.map(([path]) => path).filter(path => path !== folder.at('file', 'projects'));
	expect(reported).toEqual(
		expect.arrayContaining([...expected, ...['loop', 'plain', 'none'].map(name => folder.at(name))]),
	);
});

test('a transcript that two ways lead to counts once', async () => {
	const cwd = '/home/dev/new';
	converse(id(1), cwd);
	symlinkSync(slugOf(cwd), folder.at('claude', 'projects', slugOf('/home/dev/old')));
	register(id(1), {cwd: '/home/dev/old'});
	await open();
	expect(sessions().map(({usage, requests}) => [usage.inputTokens, requests])).toEqual([[1000, 1]]);
});

test('a session in a container is shown as running elsewhere, with what it used', async () => {
	converse(id(1));
	register(id(1), {cwd: '/home/dev/api', pidDomain: 'linux:0123:pid:[1]', status: 'busy', procStart: '1'});
	await open();
	expect(sessions()).toMatchObject([
		{sessionId: id(1), pid: null, state: 'busy', runsElsewhere: true, usage: {inputTokens: 1000}},
	]);
});

test('a session that continued as a background job has no row of its own', async () => {
	converse(id(1));
	register(id(1), {parkedJobId: 'f7e3855d'});
	register(id(2), {kind: 'bg', jobId: 'f7e3855d'});
	await open();
	expect(
		sessions()
			.map(({sessionId, state}) => [sessionId, state])
			.sort(),
	).toEqual([
		[id(1), 'exited'],
		[id(2), 'idle'],
	]);
});

test('status lines of other config folders affect neither rows nor totals', async () => {
	converse(id(1));
	converse(id(2), '/home/dev/web', folder.at('work'));
	statusline(id(1), folder.at('claude'), 0.5);
	statusline(id(2), folder.at('work'), 7);
	await open();
	expect(sessions().map(({sessionId, cost}) => [sessionId, cost.totalUsd])).toEqual([[id(1), 0.5]]);
	expect(monitor.store.getState().totals.todayUsd).toBe(0.5);
});

test('a folder that was renamed keeps what its status lines said', async () => {
	converse(id(1), '/home/dev/api', folder.at('renamed'));
	statusline(id(1), folder.at('claude'), 0.5);
	await open([folder.at('renamed')], true);
	expect(sessions().map(({cost}) => cost.totalUsd)).toEqual([0.5]);
});

test('conversations that are over are looked for again and again, whatever goes wrong, until it is closed', async () => {
	vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
	try {
		monitor = createMonitor(createLedger({dayOf: localDay}), Date.now);
		let looks = 0;
		let during = async () => {};
		const closeQuiet = async () => {
			looks++;
			await during();
			if (looks === 1) throw new Error('the disk is full');
			return [];
		};
		fleet = await openFleet({
			...{configDirs: [folder.at('claude')], onlyNamedFolders: false, stateDir: folder.at('state'), receive: false},
			...{emit: monitor.emit, live: {...withoutIndex.live, closeQuiet}, readIndex: async () => true, clock: Date.now},
		});
		await fleet.readToday();
		await vi.advanceTimersByTimeAsync(2000);
		monitor.show();
		expect(monitor.store.getState().problems).toMatchObject([{path: 'ccmon: closing conversations'}]);
		await vi.advanceTimersByTimeAsync(2000);
		expect(looks).toBe(2);
		// Closed in the middle of a look, it begins no other.
		during = async () => fleet?.close();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(looks).toBe(3);
	} finally {
		vi.useRealTimers();
	}
});
