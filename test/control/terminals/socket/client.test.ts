import {createServer, type Server, type Socket} from 'node:net';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Connection, connect} from '../../../../source/control/terminals/socket/client.ts';
import {type TemporaryFolder, temporaryFolder} from '../../../support/environment.ts';

let folder: TemporaryFolder;
let server: Server;
let client: Connection;
let asked: {id: number; method: string}[];

beforeEach(() => {
	folder = temporaryFolder();
	asked = [];
});
afterEach(async () => {
	client.close();
	await new Promise(resolve => server.close(resolve));
	folder.remove();
});

/** The other end, played by hand: `answer` gets all questions so far whenever one has come. */
async function listen(answer: (socket: Socket) => void): Promise<void> {
	server = createServer(socket => {
		let text = '';
		socket.on('error', () => undefined);
		socket.on('data', data => {
			text += data;
			asked = text
				.split('\n')
				.slice(0, -1)
				.map(line => JSON.parse(line));
			answer(socket);
		});
	});
	await new Promise<void>(resolve => server.listen(folder.at('socket'), resolve));
	client = connect(folder.at('socket'), 'its ccmon run');
}
const line = (reply: object) => `${JSON.stringify(reply)}\n`;
const hello = (pid: number) => ({pid, procStart: null});

test('each answer goes to its question, in whatever order they come', async () => {
	await listen(socket => {
		if (asked.length < 3) return;
		const replies = asked.map(({id}, index) => line({id, ok: true, result: hello(index + 1)}));
		socket.write([line({id: 99, ok: true, result: hello(99)}), ...replies.reverse()].join(''));
	});
	expect(await Promise.all([client.hello(), client.hello(), client.hello()])).toEqual([hello(1), hello(2), hello(3)]);
	expect(asked.map(({method}) => method)).toEqual(['hello', 'hello', 'hello']);
});

test.each<[string, object | string, string]>([
	['a refusal', {ok: false, reason: 'not now'}, 'its ccmon run refused: not now'],
	['a result of another shape', {ok: true, result: {pid: 'x'}}, 'its ccmon run sent an answer that cannot be read'],
	['a pid that cannot be', {ok: true, result: hello(0)}, 'its ccmon run sent an answer that cannot be read'],
	['something else', 'HTTP/1.1 400\n', 'it speaks another protocol: is it another version?'],
	['an answer to nothing', '{"id":null,"ok":false,"reason":"x"}\n', 'it speaks another protocol'],
])('%s is an error that names who gave it', async (_, answer, message) => {
	await listen(socket => socket.write(typeof answer === 'string' ? answer : line({id: asked[0]!.id, ...answer})));
	const error = await client.hello().catch(thrown => thrown);
	expect(error.name).toBe('TerminalLostError');
	expect(error.message).toContain(message);
});

test('an endless answer is an error, and every waiting request fails', async () => {
	await listen(socket => asked.length === 2 && socket.write('x'.repeat((8 << 20) + 1)));
	const errors = await Promise.all(
		[client.hello(), client.screen()].map(one => one.catch((error: Error) => error.message)),
	);
	const message = 'its ccmon run does not answer: its answer is too long';
	expect(errors).toEqual([message, message]);
});

test('rows that could do more than colour are not shown', async () => {
	const rows = (row: string) =>
		listen(socket => socket.write(line({id: asked[0]!.id, ok: true, result: {columns: 80, rows: [row]}})));
	await rows('\x1b]0;title\x07');
	await expect(client.screen()).rejects.toThrow('cannot be read');
});

test('refuses requests when nobody listens, and after it was closed', async () => {
	await listen(() => undefined);
	const none = connect(folder.at('none'), 'its ccmon run');
	await expect(none.hello()).rejects.toThrow(/its ccmon run does not answer: .*ENOENT/);
	const waiting = client.hello();
	client.close();
	await expect(waiting).rejects.toThrow('it was closed');
	await expect(client.send({method: 'key', key: 'enter', times: 1})).rejects.toThrow('it was closed');
});
