/** A connection to another machine: a program here whose other end is played by the test. */
import {readFileSync, writeFileSync} from 'node:fs';
import {afterEach, beforeEach, describe, expect, onTestFinished, test, vi} from 'vitest';
import {bounds, protocol, type SentMessage} from '../../../source/core/hosts/protocol.ts';
import {type ConnectionOptions, openConnection} from '../../../source/live/hosts/connection.ts';
import type {HostEnd} from '../../../source/live/hosts/trouble.ts';
import {temporaryFolder} from '../../support/environment.ts';
import {helloOf, startHostStandIn, stateOf} from '../../support/host-stand-in.ts';
import {waitFor} from '../../support/wait.ts';

/** Nothing is given up or ended by the clock but where a test lets time pass. */
beforeEach(() => void vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'performance']}));
afterEach(() => void vi.useRealTimers());

const sh = (script: string) => ({file: 'sh', args: ['-c', script]});

function open(command: ConnectionOptions['command'], rest: Partial<ConnectionOptions> = {}) {
	const events: string[] = [];
	const ends: {end: HostEnd; broken: string | null}[] = [];
	let signs = 0;
	const connection = openConnection({
		...{command, version: '1.2.3', clock: () => 42},
		env: {PATH: process.env.PATH},
		onHello: ({hostname}) => events.push(`hello of ${hostname}`),
		onSign: () => signs++,
		onMessage: ({type}) => events.push(type),
		onEnd: (end, broken) => ends.push({end, broken}),
		...rest,
	});
	onTestFinished(async () => {
		vi.useRealTimers();
		await connection.close();
	});
	const ended = () => waitFor(() => ends[0], {what: 'its end', last: () => events.join('\n')});
	return {connection, events, ends, ended, signs: () => signs};
}

/** Waits while nothing pauses for long: all timers but that of the silence run out as soon as they are set. */
const skipPauses = <T>(condition: () => T, what: string) =>
	waitFor(
		() => {
			if (vi.getTimerCount() > 1) vi.advanceTimersToNextTimer();
			return condition();
		},
		{what, every: 5},
	);

/** A connection whose other end has said hello. */
async function openPeer(rest: Partial<ConnectionOptions> = {}) {
	const standIn = await startHostStandIn();
	onTestFinished(() => standIn.close());
	const [file = '', ...args] = standIn.command;
	const opened = open({file, args}, rest);
	const peer = await standIn.connection();
	const sent = (count: number) =>
		waitFor(() => opened.events.length >= count, {what: `${count} messages`, last: () => opened.events.join('\n')});
	return {...opened, peer, sent};
}

const ping = (id: number): SentMessage => ({type: 'ping', id, clock: 7});
const bye: SentMessage = {type: 'bye', reason: 'ended', message: ''};

describe('a machine that says hello', () => {
	test('is greeted, its pings are answered, and the rest is passed on in order', async () => {
		const {peer, sent, events} = await openPeer();
		peer.send(helloOf({hostname: 'box'}));
		expect(await peer.next('hello')).toEqual({type: 'hello', protocol, version: '1.2.3', clock: 42});
		peer.send(ping(5), stateOf([]), {type: 'pong', id: 1, clock: 8}, bye);
		expect(await peer.next('pong')).toEqual({type: 'pong', id: 5, clock: 42});
		await sent(4);
		expect(events).toEqual(['hello of box', 'state', 'pong', 'bye']);
	});

	test('may be greeted by its shell first, and interrupted by it later', async () => {
		const {peer, sent, events, ends} = await openPeer();
		peer.raw('Welcome!\n{"type":"state"}\nno line end');
		peer.send(helloOf({hostname: 'box'}));
		peer.raw('a job of the login has ended\n\n');
		peer.raw(`${JSON.stringify({type: 'of a newer version'})}\n`);
		peer.send(helloOf({hostname: 'again'}), bye);
		await sent(2);
		expect([events, ends]).toEqual([['hello of box', 'bye'], []]);
		peer.send(ping(1));
		await peer.next('pong');
		expect(peer.received.map(({type}) => type)).toEqual(['hello', 'pong']);
	});

	test('gives a sign of life with every line, whatever it says', async () => {
		const {peer, sent, signs} = await openPeer();
		peer.raw('Welcome!\n');
		peer.send(helloOf(), ping(1));
		peer.raw('noise\n');
		peer.send(bye);
		await sent(2);
		expect(signs()).toBe(5);
	});

	test('is asked and told what it should know', async () => {
		const {peer, sent, connection} = await openPeer();
		peer.send(helloOf());
		await sent(1);
		connection.send({type: 'ping', id: 3, clock: 42});
		expect(await peer.next('ping')).toEqual({type: 'ping', id: 3, clock: 42});
	});
});

describe('is given up', () => {
	test('a machine that sends what is no message', async () => {
		const {peer, sent, ended, events} = await openPeer();
		peer.send(helloOf(), bye);
		await sent(2);
		peer.raw('{"type":"changes"}\n');
		peer.send(bye);
		expect((await ended()).broken).toBe('it sent a line that is not a ccmon message');
		expect(events).toHaveLength(2);
	});

	test('a machine that sends a line of more than 8 MB', async () => {
		const {peer, ends} = await openPeer();
		peer.send(helloOf());
		peer.raw(Buffer.alloc(bounds.lineBytes + 1, 'x'));
		expect((await skipPauses(() => ends[0], 'its end')).broken).toBe('it sent a line of more than 8 MB');
	});

	test('a shell that prints without an end, of which the last is kept', async () => {
		const {ends} = open(sh('yes "no hello"'));
		const {broken, end} = await skipPauses(() => ends[0], 'its end');
		expect(broken).toMatch(/^it printed a lot but no hello/);
		expect(end.noise).toMatch(/^[\s\S]*no hello\n$/);
		expect(end.noise).toHaveLength(4096);
	});

	test('not a shell that prints much before the hello', async () => {
		const {peer, sent} = await openPeer();
		peer.raw(`${'x'.repeat(99)}\n`.repeat(600));
		peer.send(helloOf({hostname: 'box'}));
		await sent(1);
	});

	test('a silent machine after half a minute, in which every line counts', async () => {
		const {peer, ends, ended, signs} = await openPeer();
		vi.advanceTimersByTime(29_000);
		peer.raw('Welcome!\n');
		await waitFor(() => signs() === 1, {what: 'its sign'});
		vi.advanceTimersByTime(29_000);
		peer.send(helloOf());
		await waitFor(() => signs() === 2, {what: 'its sign'});
		vi.advanceTimersByTime(29_000);
		expect([ends, peer.isEnded()]).toEqual([[], false]);
		vi.advanceTimersByTime(1000);
		expect((await ended()).broken).toBe('silent');
	});

	test('for the first reason, and with nothing sent or received any more', async () => {
		const {peer, sent, connection, ended, ends, events} = await openPeer();
		peer.send(helloOf());
		await sent(1);
		connection.breakOff('the first');
		connection.breakOff('the second');
		connection.send({type: 'ping', id: 1, clock: 1});
		peer.send(bye);
		expect((await ended()).broken).toBe('the first');
		connection.breakOff('the third');
		connection.send({type: 'ping', id: 1, clock: 1});
		await waitFor(() => peer.isEnded(), {what: 'the end of the program'});
		expect(peer.received.map(({type}) => type)).toEqual(['hello']);
		expect([events.length, ends.length]).toEqual([1, 1]);
	});
});

describe('the end of the program', () => {
	test('is reported with its code and the last of what it printed', async () => {
		const {ended} = open(sh('echo "welcome"; yes "ssh: some noise" | head -c 60000 >&2; echo "the last" >&2; exit 7'));
		const {end, broken} = await ended();
		expect(broken).toBeNull();
		expect(end).toEqual({code: 7, startError: null, stderr: expect.any(String), noise: 'welcome\n'});
		expect(end.stderr).toHaveLength(4096);
		expect(end.stderr).toMatch(/the last\n$/);
	});

	test('by a signal has no code', async () => {
		const {ended} = open(sh('kill -9 $$'));
		expect((await ended()).end).toEqual({code: null, startError: null, stderr: '', noise: ''});
	});

	test('that was never started says why', async () => {
		const {ended, ends} = open({file: '/nowhere/ssh', args: []});
		expect((await ended()).end).toEqual({code: null, startError: 'ENOENT', stderr: '', noise: ''});
		const folder = temporaryFolder();
		onTestFinished(() => folder.remove());
		writeFileSync(folder.at('ssh'), '', {mode: 0o600});
		expect((await open({file: folder.at('ssh'), args: []}).ended()).end.startError).toBe('EACCES');
		expect(ends).toHaveLength(1);
	});

	test('is noticed although something that it left running keeps its output open', async () => {
		const {ends} = open(sh('sleep 1000 & echo $! >&2; exit 3'));
		const {end, broken} = await skipPauses(() => ends[0], 'its end');
		process.kill(Number(end.stderr));
		expect([end.code, broken]).toEqual([3, null]);
	});
});

test('what a machine says to end with is read at once, however much came before it', async () => {
	const {peer, events, ends, ended} = await openPeer();
	const gone = Array.from({length: bounds.sessions}, (_, n) => `${n}`);
	peer.send(helloOf(), ...Array<SentMessage>(30).fill({type: 'changes', sessions: [], gone}), bye);
	peer.end();
	await ended();
	expect([events.length, events.at(-1), ends.length]).toEqual([32, 'bye', 1]);
});

test('the program has no terminal to ask in, and is told so', async () => {
	const {ended} = open(sh('echo "$SSH_ASKPASS_REQUIRE" >&2; cut -d" " -f5,6,7 /proc/$$/stat >&2; echo $$ >&2'));
	const [ask, place = '', pid] = (await ended()).end.stderr.split('\n');
	// A process group and a session of its own, and no terminal: its number is 0.
	expect([ask, place]).toEqual(['never', `${pid} ${pid} 0`]);
});

/** A program that notes in a file how it is asked to end, and does not. */
const stubborn = `
	const note = text => () => require('node:fs').writeFileSync(process.argv[1], text);
	process.on('SIGTERM', note('SIGTERM'));
	process.stdin.on('end', note('end of input')).resume();
	setInterval(() => {}, 1000);
	console.log(process.argv[2]);
`;

test('a program that goes on when its input has ended is asked by SIGTERM after 0.3 s and killed after 1.5 s', async () => {
	const folder = temporaryFolder();
	onTestFinished(() => folder.remove());
	const file = folder.at('log');
	const args = ['-e', stubborn, file, JSON.stringify(helloOf())];
	const {connection, events, ended, ends} = open({file: process.execPath, args});
	await waitFor(() => events.length === 1, {what: 'its hello'});
	connection.breakOff('enough');
	const reads = (text: string) => waitFor(() => readFileSync(file, 'utf8') === text, {what: text});
	await reads('end of input');
	// One timer for each signal.
	vi.advanceTimersByTime(299);
	expect(vi.getTimerCount()).toBe(2);
	vi.advanceTimersByTime(1);
	expect(vi.getTimerCount()).toBe(1);
	await reads('SIGTERM');
	vi.advanceTimersByTime(1199);
	expect([vi.getTimerCount(), ends]).toEqual([1, []]);
	vi.advanceTimersByTime(1);
	expect(await ended()).toMatchObject({end: {code: null}, broken: 'enough'});
});

test('a program that still has much to print ends without a signal, and nothing is left to be done later', async () => {
	const hello = JSON.stringify(helloOf());
	const {connection, events, ended} = open(sh(`echo '${hello}'; cat > /dev/null; exec yes`));
	await waitFor(() => events.length === 1, {what: 'its hello'});
	connection.breakOff('enough');
	expect(await ended()).toMatchObject({broken: 'enough'});
	// But the wait for its last output, which is short.
	await waitFor(() => vi.getTimerCount() <= 1, {what: 'the end of the timers'});
});

test('closed, it calls no more hooks and resolves when the program is gone', async () => {
	const {peer, sent, connection, ends, events} = await openPeer();
	peer.send(helloOf());
	await sent(1);
	const gone = connection.close();
	peer.send(bye);
	await gone;
	await waitFor(() => peer.isEnded(), {what: 'the end of the program'});
	await connection.close();
	expect([events.length, ends]).toEqual([1, []]);
});

test('a message of many changes is read no faster than a machine has that many', async () => {
	const {peer, sent, events} = await openPeer();
	peer.send(helloOf());
	await sent(1);
	// The time until it is given up for silence.
	expect(vi.getTimerCount()).toBe(1);
	const gone = Array.from({length: bounds.sessions}, (_, n) => `${n}`);
	for (let n = 0; n < 60; n++) peer.send({type: 'changes', sessions: [], gone});
	await waitFor(() => vi.getTimerCount() === 2, {what: 'a pause'});
	expect(events.length).toBeLessThan(60);
	await skipPauses(() => events.length === 61, 'all of them');
});
