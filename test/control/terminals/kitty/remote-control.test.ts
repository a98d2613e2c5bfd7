import {createServer, type Server, type Socket} from 'node:net';
import {setImmediate} from 'node:timers/promises';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {askKitty, tellKitty} from '../../../../source/control/terminals/kitty/remote-control.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';
import {waitFor} from '../../../support/wait.ts';

let folder: TemporaryFolder;
let server: Server;
let received: string;

beforeEach(() => {
	folder = temporaryFolder();
	received = '';
});
afterEach(async () => {
	await new Promise(resolve => server.close(resolve));
	folder.remove();
});

/** Does something with each connection once a whole request has come. */
async function listen(answer: (socket: Socket) => void, path = folder.at('kitty')): Promise<string> {
	server = createServer(socket => {
		socket.on('error', () => undefined);
		socket.on('data', data => {
			received += data;
			if (received.endsWith('\x1b\\')) answer(socket);
		});
	});
	await new Promise<void>(resolve => server.listen(path, resolve));
	return path;
}

const answers = (text: string) => listen(socket => void socket.end(text));
const framed = (answer: object) => `\x1bP@kitty-cmd${JSON.stringify(answer)}\x1b\\`;

test('a request is framed as kitty wants it; the answer is what it gives as data', async () => {
	const socket = await answers(framed({ok: true, data: '“ünï”'}));
	expect(await askKitty(socket, 'ls', {match: 'id:3'})).toBe('“ünï”');
	expect(received).toBe(
		'\x1bP@kitty-cmd{"cmd":"ls","version":[0,26,0],"no_response":false,"payload":{"match":"id:3"}}\x1b\\',
	);
});

test.each([
	['a character', Buffer.from('ü')],
	['what ends it', Buffer.from('\x1b\\')],
])('an answer in pieces is put together, also where a piece ends within %s', async (_, cut) => {
	const bytes = Buffer.from(framed({ok: true, data: 'ü'.repeat(1000)}));
	const middle = bytes.lastIndexOf(cut) + 1;
	const socket = await listen(async connection => {
		connection.write(bytes.subarray(0, middle));
		// The other end is in this process, and reads once in each round of its loop.
		for (let round = 0; round < 10; round++) await setImmediate();
		connection.end(bytes.subarray(middle));
	});
	expect(await askKitty(socket, 'get-text', {})).toBe('ü'.repeat(1000));
});

test('an answer without data is empty', async () => {
	expect(await askKitty(await answers(framed({ok: true, data: null})), 'focus-window', {})).toBe('');
});

test.each([
	[framed({ok: false, error: 'No matching windows'}), 'kitty refused: No matching windows'],
	[framed({ok: false, error: 'x'.repeat(10_000)}), `kitty refused: ${'x'.repeat(200)}`],
	[framed({ok: 'yes'}), 'the answer of kitty cannot be read'],
	['\x1bP@kitty-cmd{"ok": tr\x1b\\', 'the answer of kitty cannot be read'],
	['\x1b\\', 'the answer of kitty cannot be read'],
	['\x1bP@kitty-cmd{"ok": true', 'kitty does not answer: it has closed the connection'],
	['', 'kitty does not answer: it has closed the connection'],
])('what is no answer is said: %j', async (text, message) => {
	const error = await askKitty(await answers(text), 'ls', {}).catch(thrown => thrown);
	expect(error).toMatchObject({name: 'TerminalLostError', message});
});

test('an answer without an end is not kept', async () => {
	const socket = await listen(connection => {
		const flood = () => {
			while (connection.writable && connection.write('x'.repeat(2 ** 20)));
			connection.once('drain', flood);
		};
		flood();
	});
	await expect(askKitty(socket, 'ls', {})).rejects.toThrow('kitty does not answer: its answer is too long');
});

test('says so if nobody listens', async () => {
	const socket = await answers('');
	await expect(askKitty(folder.at('none'), 'ls', {})).rejects.toThrow(/kitty does not answer: .*ENOENT/);
	await expect(tellKitty(folder.at('none'), 'send-text', {})).rejects.toThrow(/kitty does not answer: .*ENOENT/);
	await expect(askKitty(socket, 'ls', {})).rejects.toThrow('closed');
});

test('commands that need no answer do not wait for one', async () => {
	const socket = await listen(() => undefined);
	await tellKitty(socket, 'send-text', {data: 'x'});
	await waitFor(() => received.includes('"no_response":true'), {what: 'the request'});
});

test.runIf(process.platform === 'linux')('a socket outside the file system is named with an @', async () => {
	const name = `ccmon-test-${process.pid}-${Math.random()}`;
	await listen(socket => void socket.end(framed({ok: true, data: 'abstract'})), `\0${name}`);
	expect(await askKitty(`@${name}`, 'ls', {})).toBe('abstract');
});
