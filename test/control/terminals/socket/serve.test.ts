import {chmodSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {connect, createServer, type Server} from 'node:net';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {connect as connectTo} from '../../../../source/control/terminals/socket/client.ts';
import {
	type Served,
	type ServedTerminal,
	serveMessages,
	serveTerminal,
} from '../../../../source/control/terminals/socket/serve.ts';
import {isOwnSocket, socketPath} from '../../../../source/control/terminals/socket/sockets.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';
import {waitFor} from '../../../support/wait.ts';

const {pid} = process;

let folder: TemporaryFolder;
let runtimeDir: string;
let typed: string[];
let served: Served | undefined;

beforeEach(() => {
	folder = temporaryFolder();
	runtimeDir = folder.at('run');
	typed = [];
});

afterEach(() => {
	served?.close();
	served = undefined;
	folder.remove();
});

const terminal: ServedTerminal = {
	pid,
	procStart: '4711',
	screen: async () => ({columns: 80, rows: ['\u001b[0;2mhint\u001b[0m', '❯ ']}),
	async type(text) {
		typed.push(text);
		return true;
	},
	async answer(digit, dialog) {
		typed.push(`${digit} in ${dialog}`);
		return true;
	},
	async press(key, times) {
		typed.push(`${key} × ${times}`);
		return false;
	},
};

async function serve(): Promise<string> {
	served = serveTerminal(runtimeDir, terminal);
	expect(await served.ready).toBeNull();
	return socketPath(runtimeDir, 'pty', pid);
}

/** Sends raw bytes; resolves with all that came back once the other end has closed. */
function sendRaw(socket: string, bytes: string): Promise<string> {
	return new Promise((resolve, reject) => {
		let answer = '';
		const client = connect(socket, () => client.write(bytes));
		client.setEncoding('utf8').on('data', data => {
			answer += data;
		});
		// Cut off in the middle of writing: closed all the same.
		client.on('error', () => undefined).on('close', () => resolve(answer));
		client.setTimeout(5000, () => reject(new Error(`not closed; so far: ${answer}`)));
	});
}

test('looks, types and presses keys', async () => {
	const client = connectTo(await serve(), 'its ccmon run');
	expect(await client.hello()).toEqual({pid, procStart: '4711'});
	expect(await client.screen()).toEqual({columns: 80, rows: ['\u001b[0;2mhint\u001b[0m', '❯ ']});
	expect(await client.send({method: 'type', text: '/compact\nnow', form: 'lines'})).toBe(true);
	expect(await client.send({method: 'key', key: 'enter', times: 2})).toBe(false);
	expect(await client.send({method: 'answer', digit: 3, dialog: '{}'})).toBe(true);
	expect(typed).toEqual(['/compact\nnow', 'enter × 2', '3 in {}']);
	client.close();
});

test('a headless session takes messages, and no keys', async () => {
	served = serveMessages(runtimeDir, {
		pid,
		procStart: '4711',
		message(text) {
			typed.push(text);
			return true;
		},
		interrupt: () => true,
		end: () => false,
	});
	expect(await served.ready).toBeNull();
	expect(isOwnSocket(runtimeDir, 'headless', pid)).toBe(true);
	const client = connectTo(socketPath(runtimeDir, 'headless', pid), 'its ccmon');
	expect(await client.hello()).toEqual({pid, procStart: '4711'});
	expect(await client.send({method: 'message', text: 'two\nlines'})).toBe(true);
	expect(await client.send({method: 'interrupt'})).toBe(true);
	expect(await client.send({method: 'end'})).toBe(false);
	await expect(client.send({method: 'key', key: 'enter', times: 1})).rejects.toThrow('its ccmon refused');
	expect(typed).toEqual(['two\nlines']);
	client.close();
});

test('a terminal takes no messages', async () => {
	const client = connectTo(await serve(), 'its ccmon run');
	await expect(client.send({method: 'message', text: 'hello'})).rejects.toThrow('it takes keys');
	expect(typed).toEqual([]);
	client.close();
});

test('the folder and the socket are the owner’s alone', async () => {
	const socket = await serve();
	expect(statSync(runtimeDir).mode & 0o777).toBe(0o700);
	expect(statSync(socket).mode & 0o777).toBe(0o600);
	expect(isOwnSocket(runtimeDir, 'pty', pid)).toBe(true);
	// Somebody else could have put it there.
	chmodSync(runtimeDir, 0o770);
	expect(isOwnSocket(runtimeDir, 'pty', pid)).toBe(false);
});

test('a folder that others can write to is closed to them first', async () => {
	mkdirSync(runtimeDir);
	chmodSync(runtimeDir, 0o777);
	await serve();
	expect(statSync(runtimeDir).mode & 0o777).toBe(0o700);
});

test('a link in the folder’s place is not followed, and said', async () => {
	mkdirSync(folder.at('elsewhere'));
	symlinkSync(folder.at('elsewhere'), runtimeDir);
	served = serveTerminal(runtimeDir, terminal);
	expect(await served.ready).toContain('is not a folder but a link');
	expect(isOwnSocket(runtimeDir, 'pty', pid)).toBe(false);
});

test('a path that is too long for a socket is said', async () => {
	runtimeDir = folder.at('x'.repeat(100));
	served = serveTerminal(runtimeDir, terminal);
	expect(await served.ready).toContain('too long');
});

test('removes what crashed runs left, and nothing that is in use', async () => {
	mkdirSync(runtimeDir, {mode: 0o700});
	// No system has so many processes.
	writeFileSync(path.join(runtimeDir, 'pty-4194305000.sock'), '');
	writeFileSync(path.join(runtimeDir, 'pty-1.sock'), '');
	writeFileSync(path.join(runtimeDir, 'other.sock'), '');
	// Left from an earlier process of this pid.
	writeFileSync(socketPath(runtimeDir, 'pty', pid), '');
	await serve();
	expect(existsSync(path.join(runtimeDir, 'pty-4194305000.sock'))).toBe(false);
	expect(existsSync(path.join(runtimeDir, 'pty-1.sock'))).toBe(true);
	expect(existsSync(path.join(runtimeDir, 'other.sock'))).toBe(true);
	served?.close();
	await waitFor(() => !existsSync(socketPath(runtimeDir, 'pty', pid)), {what: 'its own socket to go'});
});

test.each([
	['junk', 'GET / HTTP/1.1\r\n\r\n'],
	['a key it does not know', '{"id":1,"method":"key","key":"y","times":1}\n'],
	['control characters', `${JSON.stringify({id: 1, method: 'type', text: '\u001b[201~\r'})}\n`],
	['a request behind a bad one', 'x\n{"id":1,"method":"type","text":"late"}\n'],
])('%s: refused, hung up, and nothing typed', async (_, bytes) => {
	const answer = await sendRaw(await serve(), bytes);
	expect(JSON.parse(answer)).toMatchObject({ok: false});
	expect(typed).toEqual([]);
});

test.each([
	['a line without an end', 'x'.repeat((1 << 20) + 1)],
	['a flood of requests', '{"id":1,"method":"hello"}\n'.repeat(1000)],
])('%s: hung up, and others are still served', async (_, bytes) => {
	const socket = await serve();
	await sendRaw(socket, bytes);
	const client = connectTo(socket, 'its ccmon run');
	expect((await client.hello()).pid).toBe(pid);
	client.close();
});

/** Something else listens there. */
async function impostor(answer: string): Promise<Server> {
	mkdirSync(runtimeDir, {mode: 0o700});
	const server = createServer(socket => socket.on('data', () => socket.write(answer)));
	await new Promise<void>(resolve => server.listen(socketPath(runtimeDir, 'pty', pid), resolve));
	return server;
}

test.each([
	['junk', 'hello\n'],
	['another shape', '{"id":1,"ok":true,"result":{"pid":"1"}}\n'],
	['a refusal', '{"id":1,"ok":false,"reason":"no"}\n'],
])('an answer that is %s is an error', async (_, answer) => {
	const server = await impostor(answer);
	const client = connectTo(socketPath(runtimeDir, 'pty', pid), 'its ccmon run');
	await expect(client.hello()).rejects.toThrow(/ccmon run/);
	client.close();
	server.close();
});

test('a lost connection is an error at once, also for later questions', async () => {
	const client = connectTo(await serve(), 'its ccmon run');
	await client.hello();
	served?.close();
	await waitFor(
		() =>
			client.hello().then(
				() => false,
				() => true,
			),
		{what: 'the loss to be noticed'},
	);
	await expect(client.screen()).rejects.toThrow('does not answer');
});

test('a socket that is gone before it could be kept from others is served to nobody, and says why', async () => {
	served = serveTerminal(runtimeDir, terminal);
	rmSync(runtimeDir, {recursive: true});
	expect(await served.ready).toMatch(/no such file|does not exist/i);
});
