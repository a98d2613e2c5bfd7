/** Headless sessions that the monitor starts: reached while they run, and what quitting does to them. */
import {mkdirSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {openSpawn, type Spawn, type SpawnOptions} from '../../source/cli/spawn.ts';
import type {Target} from '../../source/control/terminals/terminal.ts';
import type {LogEntry} from '../../source/core/action-log.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {fakeStore} from '../support/fake-fleet.ts';
import {type HeadlessStandIn, installHeadlessStandIn} from '../support/headless-stand-in.ts';
import {waitFor} from '../support/wait.ts';

let folder: TemporaryFolder;
let claude: HeadlessStandIn;
beforeEach(() => {
	folder = temporaryFolder('ccmon-spawn');
	claude = installHeadlessStandIn(folder);
	for (const name of ['config', 'run', 'my work']) mkdirSync(folder.at(name));
});
const opened: Spawn[] = [];
afterEach(async () => {
	await Promise.all(opened.splice(0).map(spawn => spawn.close()));
	folder.remove();
});

/** Says that it is done with the message. */
const done = "say({type: 'command_lifecycle', command_uuid: message.uuid, state: 'completed'})";

function open(env: NodeJS.ProcessEnv = {}, rest: Partial<SpawnOptions> = {}) {
	const events: SessionEvent[] = [];
	const log: LogEntry[] = [];
	let lookedForTelemetry = 0;
	const spawn = openSpawn({
		store: fakeStore([]).store,
		accept: event => events.push(event),
		lookForTelemetry: () => lookedForTelemetry++,
		log: entry => log.push(entry),
		...{configDirs: [folder.at('config')], stateDir: folder.at('state'), clock: () => 1000},
		env: {
			...{PATH: process.env.PATH, HOME: folder.path, XDG_RUNTIME_DIR: folder.at('run'), CCMON_CLAUDE: claude.path},
			...{...claude.env, CLAUDE_CONFIG_DIR: folder.at('config'), ...env},
		},
		...rest,
	});
	opened.push(spawn);
	const start = (prompt: string | null = null) =>
		spawn.ports.start({cwd: folder.at('my work'), way: 'headless', prompt, model: 'opus'});
	/** The pids of those that were started, in order. */
	const pids = () => [...new Set(events.flatMap(event => (event.type === 'process.seen' ? [event.process.pid!] : [])))];
	return {spawn, start, events, log, pids, lookedForTelemetry: () => lookedForTelemetry};
}

const target = (pid: number): Target => ({
	...{pid, procStart: null, sessionId: '', kind: 'headless', tmux: null, jobId: null, configDir: '', cwd: null},
	runsElsewhere: false,
});

describe('a headless session', () => {
	test('is started with its model and its telemetry, and that is written down', async () => {
		const {start, log, lookedForTelemetry} = open();
		expect(await start()).toBe('Started headless: p prompts it');
		const {argv, cwd, env} = await claude.started();
		expect([argv.at(-1), cwd]).toEqual(['--model=opus', folder.at('my work')]);
		expect(env).toMatchObject({CLAUDE_CONFIG_DIR: folder.at('config'), CLAUDE_CODE_ENABLE_TELEMETRY: '1'});
		expect(lookedForTelemetry()).toBe(1);
		expect(log).toEqual([
			{
				...{at: 1000, sessionKey: '', sessionName: 'my work', action: 'start', outcome: 'started'},
				text: `Started headless: p prompts it in ${folder.at('my work')}`,
			},
		]);
	});

	test('takes messages for as long as it runs', async () => {
		const {spawn, start, pids} = open();
		await start();
		const [pid = 0] = pids();
		const reach = await spawn.terminal.reach(target(pid));
		if (!reach?.ok || reach.way.type !== 'messages') return expect.unreachable(JSON.stringify(reach));
		await reach.way.channel.send('/* hello */');
		expect((await claude.messages(1))[0].message.content).toBe('/* hello */');
		await reach.way.channel.end();
		await waitFor(async () => (await spawn.terminal.reach(target(pid))) === null, {what: 'its end'});
		await expect(reach.way.channel.send('too late')).rejects.toThrow('the session has ended');
	});

	test('that ended by itself is not asked about when quitting', async () => {
		const {spawn, start} = open();
		expect(spawn.quitQuestion()).toBeNull();
		expect(await start('process.exit(1)')).toBe('Started headless');
		await waitFor(() => spawn.quitQuestion() === null, {what: 'its end'});
		expect(spawn.resumeLines()).toEqual([]);
	});

	test('is not started without a claude on the PATH', async () => {
		const {start, log, spawn} = open({CCMON_CLAUDE: undefined, PATH: folder.at('run')});
		await expect(start()).rejects.toThrow('there is no claude on the PATH');
		expect([log, spawn.quitQuestion()]).toEqual([[], null]);
	});
});

test('what quitting would end is asked, with how many of them are at work', async () => {
	const {spawn, start} = open();
	const asks = (what: string) =>
		waitFor(() => spawn.quitQuestion() === what, {what, last: () => String(spawn.quitQuestion())});
	await start(done);
	await asks('Quit and end a headless session? The way to resume is printed.');
	await start('/* goes on */');
	await asks('Quit and end 2 headless sessions, 1 of them busy? The way to resume is printed.');
	await start('/* goes on */');
	await asks('Quit and end 3 headless sessions, 2 of them busy? The way to resume is printed.');
});

test('a session that is all there is and at work is asked about as such', async () => {
	const {spawn, start} = open();
	await start('/* goes on */');
	expect(spawn.quitQuestion()).toBe('Quit and end a headless session, busy? The way to resume is printed.');
});

test('quitting ends them, and says for the shell how those with a conversation are resumed', async () => {
	const {spawn, start, events} = open();
	await start();
	await start(done);
	await claude.messages(2);
	const [, second] = events.filter(event => event.type === 'process.seen' && event.process.status === 'idle');
	const lines = spawn.resumeLines();
	await spawn.close();
	const {sessionId = ''} = second?.type === 'process.seen' ? second.process : {};
	expect(lines).toEqual([
		`cd '${folder.at('my work')}' && CLAUDE_CONFIG_DIR='${folder.at('config')}' claude --resume ${sessionId}`,
	]);
	expect(events.filter(({type}) => type === 'process.gone')).toHaveLength(2);
	expect(events.filter(({type}) => type === 'problem')).toEqual([]);
	expect(spawn.quitQuestion()).toBeNull();
});

test('beside the terminal that ccmon is in, sessions are started in tmux only', () => {
	expect(open().spawn.ports.ways()).toEqual(['background', 'headless']);
	expect(open({TMUX: '/tmp/tmux-0/default,1,0', TMUX_PANE: '%1'}).spawn.ports.ways()).toEqual([
		...['split', 'window', 'background', 'headless'],
	]);
});
