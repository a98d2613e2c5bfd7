import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import {type AddressInfo, createServer as createSocketServer} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {whoListens} from '../../source/index/telemetry-listener.ts';
import {createReceiver} from '../../source/live/telemetry/receive.ts';

const token = 'ab'.repeat(32);
let close = () => {};
afterEach(() => close());

async function listening(server: Server | ReturnType<typeof createSocketServer>): Promise<number> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	close = () => void server.close();
	return (server.address() as AddressInfo).port;
}

function receiverWith(known: string) {
	const refused: number[] = [];
	const server = createReceiver({
		token: () => known,
		now: () => 0,
		store: async () => true,
		onAccepted: () => {},
		onRefused: status => refused.push(status),
	});
	return {server, refused};
}

test('a ccmon proves itself, and counts no refusal', async () => {
	const {server, refused} = receiverWith(token);
	const port = await listening(server);
	expect(await whoListens({port, token})).toBe('ccmon');
	expect(refused).toEqual([]);
});

test('a ccmon with another token does not prove itself', async () => {
	const port = await listening(receiverWith('cd'.repeat(32)).server);
	expect(await whoListens({port, token})).toBe('another program');
});

test('sends another program a challenge, never the token', async () => {
	const received: string[] = [];
	const port = await listening(
		createServer((request, response) => {
			received.push(JSON.stringify([request.url, request.rawHeaders]));
			response.writeHead(204, {'x-ccmon-proof': String(request.headers['x-ccmon-challenge'])}).end();
		}),
	);
	expect(await whoListens({port, token})).toBe('another program');
	expect(received).toHaveLength(1);
	expect(received.join()).not.toContain(token);
});

test('one that hangs up or says nothing is another program, nobody is nobody', async () => {
	const port = await listening(createSocketServer(socket => socket.destroy()));
	expect(await whoListens({port, token})).toBe('another program');
	close();
	const free = await listening(createSocketServer());
	close();
	expect(await whoListens({port: free, token})).toBe('nobody');
});
