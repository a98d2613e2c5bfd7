/** A headless session, with a stand-in for Claude Code that does what its messages say. */
import {readFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {SessionEvent} from '../../source/claude/events.ts';
import {type HeadlessOptions, type HeadlessSession, startHeadless} from '../../source/live/headless.ts';
import {type TemporaryFolder, temporaryFolder} from '../support/environment.ts';
import {type HeadlessStandIn, installHeadlessStandIn} from '../support/headless-stand-in.ts';
import {isRunning, signalTo, startTimeOf} from '../support/process.ts';
import {waitFor} from '../support/wait.ts';

/** Part of a prompt: it goes on when its input has ended, and notes SIGTERM. */
const stubborn = "setInterval(() => {}, 1000); process.on('SIGTERM', () => note('SIGTERM'));";

let folder: TemporaryFolder;
let claude: HeadlessStandIn;
const sessions: HeadlessSession[] = [];
beforeEach(() => {
	folder = temporaryFolder('ccmon-headless');
	claude = installHeadlessStandIn(folder);
});
afterEach(async () => {
	vi.useRealTimers();
	for (const session of sessions.splice(0)) {
		signalTo(session.pid, 'SIGKILL');
		await session.gone;
	}
	folder.remove();
});

function start(rest: Partial<HeadlessOptions> = {}) {
	const events: SessionEvent[] = [];
	const session = startHeadless({
		...{claude: claude.path, cwd: folder.path, configDir: '/home/dev/.claude', prompt: null, args: []},
		env: {PATH: process.env.PATH, ...claude.env},
		emit: event => events.push(event),
		clock: () => 1000,
		...rest,
	});
	sessions.push(session);
	const of = <Type extends SessionEvent['type']>(type: Type) =>
		events.filter((event): event is Extract<SessionEvent, {type: Type}> => event.type === type);
	return {session, events, of};
}

const messages = (count: number) => claude.messages(count);

describe('it is started', () => {
	test('in its folder, with the environment that was given and no other, as a conversation whose id is known', async () => {
		const {session, of} = start({args: ['--model', 'opus']});
		const {argv, env, cwd} = await claude.started();
		expect(cwd).toBe(folder.path);
		expect(Object.keys(env).filter(name => !/^(PWD|SHLVL|_)$/.test(name))).toEqual(['PATH', 'STAND_IN_LOG']);
		expect(argv).toEqual([
			...['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
			...['--include-partial-messages', '--replay-user-messages', '--session-id', session.sessionId()],
			...['--model', 'opus'],
		]);
		expect(session.sessionId()).toMatch(/^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/);
		expect(of('process.seen')[0]?.process).toEqual({
			...{configDir: '/home/dev/.claude', pid: session.pid, procStart: startTimeOf(session.pid)},
			...{sessionId: session.sessionId(), cwd: folder.path, startedAt: 1000, statusSince: 1000},
			...{kind: 'headless', status: 'idle', waitingFor: null, name: null, version: null, tmux: null, jobId: null},
			runsElsewhere: false,
		});
	});

	test('as a leader of its own: Ctrl-C and Ctrl-Z are meant for ccmon', () => {
		const {session} = start();
		const fields = readFileSync(`/proc/${session.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
		// Its process group and its session.
		expect(fields.slice(2, 4).map(Number)).toEqual([session.pid, session.pid]);
	});

	test.each([
		['a program that is not there', () => ({claude: folder.at('nowhere')})],
		['a folder that is not there', () => ({cwd: folder.at('nowhere')})],
	])('not with %s', async (_, options) => {
		const given = {...{claude: claude.path, cwd: folder.path}, ...options()};
		expect(() => start(options())).toThrow(`${given.claude} cannot be started in ${given.cwd}`);
	});
});

describe('a message', () => {
	test('makes it busy until it is done with it, and begins the conversation', async () => {
		const {session} = start();
		expect([session.isBusy(), session.hasBegun()]).toEqual([false, false]);
		session.send("say({type: 'command_lifecycle', command_uuid: message.uuid, state: 'completed'})");
		expect([session.isBusy(), session.hasBegun()]).toEqual([true, true]);
		const [message] = await messages(1);
		expect(message).toEqual({
			...{type: 'user', uuid: expect.stringMatching(/^[\da-f-]{36}$/)},
			message: {role: 'user', content: expect.stringContaining('command_lifecycle')},
		});
		await waitFor(() => !session.isBusy(), {what: 'the end of it'});
		expect(session.hasBegun()).toBe(true);
	});

	test('is sent at once when it is the first prompt', async () => {
		const {session} = start({prompt: '/* hello */'});
		expect([session.isBusy(), session.hasBegun()]).toEqual([true, true]);
		expect((await messages(1))[0].message.content).toBe('/* hello */');
	});

	test('may have several lines and is still one', async () => {
		const {session} = start();
		session.send('/* one\ntwo \u2028 */');
		session.send('/* three */');
		expect((await messages(2)).map(({message}) => message.content)).toEqual(['/* one\ntwo \u2028 */', '/* three */']);
	});

	test('may change the conversation, which is resumed from the folder that it was started in', async () => {
		const {session} = start();
		session.send("say({type: 'system', subtype: 'init', session_id: 'after-clear', cwd: '/home/dev/worktree'})");
		await waitFor(() => session.sessionId() === 'after-clear', {what: 'the new conversation'});
		expect(session.cwd).toBe(folder.path);
	});
});

test('a turn is stopped by a request of its own', async () => {
	const {session} = start();
	session.interrupt();
	session.interrupt();
	const requests = await messages(2);
	expect(requests.map(({type, request}) => [type, request])).toEqual(
		Array(2).fill(['control_request', {subtype: 'interrupt'}]),
	);
	expect(new Set(requests.map(({request_id: id}) => id)).size).toBe(2);
});

describe('its end', () => {
	test('is wanted: an idle one closes by itself, and nothing is wrong', async () => {
		const {session, of} = start();
		await claude.started();
		vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
		await session.end();
		expect(isRunning(session.pid)).toBe(false);
		expect(await messages(1)).toEqual(['end of input']);
		// Nothing is left to be done later, which quitting would wait for.
		expect(vi.getTimerCount()).toBe(0);
		expect(of('problem')).toEqual([]);
		expect(of('process.gone')).toEqual([
			{
				type: 'process.gone',
				configDir: '/home/dev/.claude',
				pid: session.pid,
				sessionId: session.sessionId(),
				at: 1000,
			},
		]);
		// Whoever prompts it a moment too late does no harm.
		session.send('/* too late */');
		session.interrupt();
		await session.end();
		expect(of('process.gone')).toHaveLength(1);
	});

	test('is wanted: the turn of a busy one is stopped first', async () => {
		const {session} = start({prompt: '/* hello */'});
		const ending = session.end();
		session.send('/* too late */');
		await ending;
		expect((await messages(3)).map(message => message.type ?? message)).toEqual([
			...['user', 'control_request', 'end of input'],
		]);
	});

	test('is forced when it does not come: SIGTERM after four seconds, and four later it is killed', async () => {
		const {session, of} = start({prompt: stubborn});
		await messages(1);
		vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
		let isGone = false;
		void session.end().then(() => {
			isGone = true;
		});
		expect((await messages(3)).at(-1)).toBe('end of input');
		vi.advanceTimersByTime(3999);
		expect(isRunning(session.pid)).toBe(true);
		vi.advanceTimersByTime(1);
		expect((await messages(4)).at(-1)).toBe('SIGTERM');
		expect([isRunning(session.pid), isGone]).toEqual([true, false]);
		await waitFor(() => isGone, {what: 'its end'});
		expect(isRunning(session.pid)).toBe(false);
		expect(of('problem')).toEqual([]);
	});

	test.each([
		[
			'with a code',
			"process.stderr.write('noise\\n\\u001b[31mout of ', () => process.stderr.write('memory\\n', () => process.exit(3)))",
			'code 3: out of memory',
		],
		['without a word', 'process.exit(0)', 'code 0'],
		['by a signal', "process.kill(process.pid, 'SIGKILL')", 'SIGKILL'],
	])('by itself %s is a problem that says how it is resumed', async (_, prompt, how) => {
		const {session, of} = start({prompt});
		await session.gone;
		expect(of('problem')).toEqual([
			{
				...{type: 'problem', path: folder.path, count: 1},
				message: `A headless session ended by itself with ${how}. Resume it there: claude --resume ${session.sessionId()}`,
			},
		]);
		expect(of('process.gone')).toHaveLength(1);
	});

	test('after much was printed keeps the last of it only', async () => {
		const {session, of} = start({prompt: "process.stderr.write('x'.repeat(5000)); process.exit(1)"});
		await session.gone;
		expect(of('problem')[0]?.message).toMatch(/with code 1: x{199}…\. Resume/);
	});

	test('in the middle of a line shows that line', async () => {
		const event = {type: 'content_block_delta', index: 0, delta: {type: 'text_delta', text: 'Half a sen'}};
		const line = JSON.stringify({type: 'stream_event', event});
		const {session, of} = start({prompt: `say(${line}); process.stdout.write('', () => process.exit(1))`});
		await session.gone;
		expect(of('headless.output').map(({text}) => text)).toEqual(['Half a sen']);
	});

	test('may come just before a message, which is lost', async () => {
		const {session, of} = start();
		await claude.started();
		signalTo(session.pid, 'SIGKILL');
		session.send('x'.repeat(1_000_000));
		await session.gone;
		session.send('/* hello */');
		expect(of('problem')).toHaveLength(1);
	});

	test('comes after all that it has written', async () => {
		const prompt = `
			for (let n = 0; n < 2000; n++) say({type: 'system', subtype: 'status', status: 'compacting'});
			process.stdout.write('', () => process.exit(0));
		`;
		const {session, events, of} = start({prompt});
		await session.gone;
		expect(of('headless.output')).toHaveLength(2000);
		expect(events.at(-1)?.type).toBe('process.gone');
	});
});
