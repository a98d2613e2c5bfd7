import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {createRegistryWatcher, type RegistryWatcher} from '../../../source/live/registry/watch.ts';
import {readPidDomain, readProcStart} from '../../../source/platform/process.ts';

let configDir: string;
let sessions: string;
let events: SessionEvent[];
let watcher: RegistryWatcher | null;
const children: ChildProcess[] = [];
let now: number;

beforeEach(() => {
	now = Date.now();
	configDir = mkdtempSync(join(tmpdir(), 'ccmon-registry-'));
	sessions = join(configDir, 'sessions');
	mkdirSync(sessions);
	events = [];
	watcher = null;
});

afterEach(() => {
	watcher?.close();
	for (const child of children.splice(0)) child.kill('SIGKILL');
	rmSync(configDir, {recursive: true, force: true});
});

/** `sweepMs` of an hour: only change events can show it; of some ms: the sweep. */
function watch(options: {sweepMs?: number; configDirs?: string[]; pidDomain?: null} = {}) {
	watcher = createRegistryWatcher({
		configDirs: [configDir],
		emit: event => events.push(event),
		clock: () => now,
		sweepMs: 20,
		...options,
	});
}

function startProcess(): {pid: number; child: ChildProcess} {
	const child = spawn('sleep', ['600']);
	children.push(child);
	return {pid: child.pid!, child};
}

function fileOf(pid: number) {
	return join(sessions, `${pid}.json`);
}

function write(pid: number, changes: object = {}) {
	const content = {pid, sessionId: 'first', procStart: readProcStart(pid), cwd: '/w', startedAt: 5, status: 'idle'};
	writeFileSync(fileOf(pid), JSON.stringify({...content, pidDomain: readPidDomain(), ...changes}));
}

/** What the screen would list: session id and status by pid. */
function running(): string[] {
	const keyOf = ({pid, sessionId}: {pid: number | null; sessionId: string}) => pid ?? sessionId;
	const known = new Map<number | string, string>();
	for (const event of events) {
		if (event.type === 'process.seen')
			known.set(keyOf(event.process), `${event.process.sessionId} ${event.process.status}`);
		if (event.type === 'process.gone') known.delete(keyOf(event));
	}
	return [...known.values()].sort();
}

const problems = () => events.filter(event => event.type === 'problem');
const seenCount = () => events.filter(event => event.type === 'process.seen').length;
const until = (check: () => void) => vi.waitFor(check, {timeout: 30_000, interval: 10});

test('all running sessions are there at once, the dead are not', () => {
	const {pid} = startProcess();
	write(pid);
	write(startProcess().pid, {sessionId: 'second', status: 'busy'});
	write(startProcess().pid, {sessionId: 'stale', procStart: '1'});
	write(startProcess().pid, {sessionId: 'warm', kind: 'bg', spare: true});
	writeFileSync(fileOf(2 ** 22 + 1), JSON.stringify({sessionId: 'dead', procStart: '5'}));
	watch();
	expect(running()).toEqual(['first idle', 'second busy']);
	expect(problems()).toEqual([]);
});

describe('a session that runs elsewhere', () => {
	const pidDomain = 'linux:0123:pid:[1]';
	const minute = 60_000;
	const seen = () => events.flatMap(event => (event.type === 'process.seen' ? [event.process] : []));

	test('is shown as its file says, without a pid to signal or a pane to type into', () => {
		// Whether such a process exists here says nothing.
		const stranger = {pid: 2 ** 22 + 1, procStart: '1', tmux: 'a:@0.%0', updatedAt: now - 5 * minute};
		write(stranger.pid, {...stranger, pidDomain, status: 'waiting', waitingFor: 'permission prompt'});
		write(startProcess().pid, {sessionId: 'second', pidDomain});
		watch();
		expect(running()).toEqual(['first waiting', 'second idle']);
		expect(seen().find(({sessionId}) => sessionId === 'first')).toMatchObject({
			...{pid: null, procStart: null, tmux: null, jobId: null, runsElsewhere: true},
			...{status: 'waiting', waitingFor: 'permission prompt', cwd: '/w'},
		});
	});

	test('is of unknown state once that is long ago, and gone with its file', async () => {
		const {pid} = startProcess();
		write(pid, {pidDomain, status: 'waiting', waitingFor: 'x', updatedAt: now});
		watch();
		expect(running()).toEqual(['first waiting']);
		now += 2 * 60 * minute;
		await until(() => expect(running()).toEqual(['first unknown']));
		expect(seen().at(-1)).toMatchObject({waitingFor: null});
		write(pid, {pidDomain, status: 'busy', updatedAt: now});
		await until(() => expect(running()).toEqual(['first busy']));
		write(pid, {pidDomain, status: 'busy', updatedAt: now, sessionId: 'cleared'});
		await until(() => expect(running()).toEqual(['cleared busy']));
		unlinkSync(fileOf(pid));
		await until(() => expect(running()).toEqual([]));
	});

	test('is not shown for ever: a file left behind is one day over', () => {
		write(startProcess().pid, {pidDomain});
		now += 8 * 24 * 60 * minute;
		watch();
		expect(running()).toEqual([]);
	});

	test('where this system knows no domains, in a container', () => {
		write(startProcess().pid, {sessionId: 'container', pidDomain});
		write(startProcess().pid, {sessionId: 'own', pidDomain: 'darwin'});
		watch({pidDomain: null});
		expect(running()).toEqual(['container idle', 'own idle']);
		expect(
			seen()
				.map(({runsElsewhere}) => runsElsewhere)
				.sort(),
		).toEqual([false, true]);
	});
});

test('a session whose work went on as a background job is that job’s row alone', async () => {
	const {pid} = startProcess();
	write(pid, {parkedJobId: 'f7e3855d'});
	write(startProcess().pid, {sessionId: 'job', kind: 'bg', jobId: 'f7e3855d', status: 'busy'});
	watch();
	expect(running()).toEqual(['job busy']);
	expect([watcher!.isParked('first'), watcher!.isParked('job')]).toEqual([true, false]);
	write(pid);
	await until(() => expect(running()).toEqual(['first idle', 'job busy']));
	expect(watcher!.isParked('first')).toBe(false);
	write(pid, {parkedJobId: 'f7e3855d'});
	await until(() => expect(running()).toEqual(['job busy']));
});

test('keys and other files are left alone', () => {
	writeFileSync(join(sessions, '77.abc.key'), 'secret');
	writeFileSync(join(sessions, 'x.json'), '{');
	writeFileSync(join(sessions, '077.json'), '{');
	watch();
	expect(events).toEqual([]);
});

test('changes are emitted as the system reports them, and only real ones', async () => {
	const {pid} = startProcess();
	write(pid);
	watch({sweepMs: 3_600_000});
	write(pid, {updatedAt: 99});
	write(pid, {status: 'waiting', waitingFor: 'permission prompt'});
	await until(() => expect(running()).toEqual(['first waiting']));
	expect(seenCount()).toBe(2);
	const other = startProcess();
	write(other.pid, {sessionId: 'new'});
	await until(() => expect(running()).toEqual(['first waiting', 'new idle']));
	unlinkSync(fileOf(other.pid));
	await until(() => expect(running()).toEqual(['first waiting']));
});

test('a conversation that is cleared stays the same process', async () => {
	const {pid} = startProcess();
	write(pid);
	watch();
	write(pid, {sessionId: 'after-clear'});
	await until(() => expect(running()).toEqual(['after-clear idle']));
	expect(events.filter(event => event.type === 'process.gone')).toEqual([]);
});

test('a killed session goes although its file stays', async () => {
	const {pid, child} = startProcess();
	write(pid);
	watch();
	child.kill('SIGKILL');
	await once(child, 'exit');
	await until(() => expect(events.at(-1)).toEqual({type: 'process.gone', configDir, pid, sessionId: 'first', at: now}));
});

test('a file caught half-written is read again, one that stays broken is a problem once', async () => {
	const {pid} = startProcess();
	write(pid);
	watch();
	writeFileSync(fileOf(pid), '{"pid":');
	await until(() => expect(problems()).toMatchObject([{path: fileOf(pid), count: 1}]));
	expect(running()).toEqual(['first idle']);
	write(pid, {status: 'busy'});
	await until(() => expect(running()).toEqual(['first busy']));
	expect(problems()).toHaveLength(1);
});

test('a pid used again is another process', async () => {
	const {pid} = startProcess();
	write(pid, {sessionId: 'old', procStart: '1'});
	watch();
	expect(running()).toEqual([]);
	write(pid, {sessionId: 'new'});
	await until(() => expect(running()).toEqual(['new idle']));
});

test('the folder may come later, vanish and return', async () => {
	const {pid} = startProcess();
	rmSync(sessions, {recursive: true});
	watch();
	expect(events).toEqual([]);
	mkdirSync(sessions);
	write(pid);
	await until(() => expect(running()).toEqual(['first idle']));
	renameSync(sessions, `${sessions}.away`);
	await until(() => expect(running()).toEqual([]));
	mkdirSync(sessions);
	write(pid, {sessionId: 'back'});
	await until(() => expect(running()).toEqual(['back idle']));
	write(pid, {sessionId: 'back', status: 'busy'});
	await until(() => expect(running()).toEqual(['back busy']));
	expect(problems()).toEqual([]);
});

test('a missing config folder is said once, with what to do, and found when it comes', async () => {
	rmSync(configDir, {recursive: true});
	watch();
	expect(problems()).toMatchObject([{path: configDir, message: expect.stringContaining('--config-dir')}]);
	mkdirSync(sessions, {recursive: true});
	write(startProcess().pid);
	await until(() => expect(running()).toEqual(['first idle']));
	expect(problems()).toHaveLength(1);
});

test('a link in a session file’s place is not followed', () => {
	const {pid} = startProcess();
	const target = join(configDir, 'elsewhere');
	writeFileSync(target, JSON.stringify({sessionId: 'linked', procStart: readProcStart(pid)}));
	symlinkSync(target, fileOf(pid));
	watch();
	expect(running()).toEqual([]);
	expect(problems()).toMatchObject([{path: fileOf(pid), message: expect.stringContaining('symbolic link')}]);
});

test('several config folders', () => {
	const other = mkdtempSync(join(tmpdir(), 'ccmon-registry-'));
	try {
		mkdirSync(join(other, 'sessions'));
		const {pid} = startProcess();
		write(pid);
		const procStart = readProcStart(startProcess().pid);
		const second = children.at(-1)!.pid!;
		writeFileSync(
			join(other, 'sessions', `${second}.json`),
			JSON.stringify({sessionId: 'b', procStart, status: 'busy'}),
		);
		watch({configDirs: [configDir, other]});
		expect(running()).toEqual(['b busy', 'first idle']);
		expect(seenCount()).toBe(2);
	} finally {
		rmSync(other, {recursive: true});
	}
});

test('nothing is emitted after closing', async () => {
	const {pid, child} = startProcess();
	write(pid);
	watch();
	const witnessed: SessionEvent[] = [];
	const witness = createRegistryWatcher({
		configDirs: [configDir],
		emit: event => witnessed.push(event),
		clock: () => 0,
		sweepMs: 40,
	});
	watcher!.close();
	child.kill('SIGKILL');
	await until(() => expect(witnessed.at(-1)?.type).toBe('process.gone'));
	witness.close();
	expect(events.map(event => event.type)).toEqual(['process.seen']);
});
