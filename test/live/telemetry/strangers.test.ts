import {once} from 'node:events';
import type {Server} from 'node:http';
import {type AddressInfo, connect, type Socket} from 'node:net';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createReceiver} from '../../../source/live/telemetry/receive.ts';
import {apiRequest, logsBody, sendOtlp} from '../../support/otlp.ts';
import {waitFor} from '../../support/wait.ts';

let server: Server;
let port: number;
let strangers: Socket[];
beforeEach(async () => {
	strangers = [];
	server = createReceiver({
		token: () => 'secret',
		now: () => 0,
		store: async () => true,
		onAccepted: () => undefined,
		onRefused: () => undefined,
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	({port} = server.address() as AddressInfo);
});
afterEach(async () => {
	for (const socket of strangers) socket.destroy();
	server.closeAllConnections();
	await new Promise(resolve => server.close(resolve));
});

/** Connects, says so much and no more. */
async function stall(count: number, said: string): Promise<Socket[]> {
	const sockets = Array.from({length: count}, () => connect(port, '127.0.0.1').on('error', () => undefined));
	strangers.push(...sockets);
	await Promise.all(sockets.map(socket => once(socket, 'connect')));
	for (const socket of sockets) if (said !== '') socket.write(said);
	return sockets;
}

const connected = () => new Promise<number>(resolve => server.getConnections((_, count) => resolve(count)));

test.each([
	['say nothing', 500, ''],
	['stop in the middle of their headers', 500, 'POST /v1/logs HTTP/1.1\r\nhost: 127.0.0.1\r\nx-ccmon-to'],
	['have no token', 500, 'POST /v1/logs HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\n{'],
	['are more than can be', 1500, ''],
])('a Claude Code is received at once beside connections that %s', async (_, count, said) => {
	await stall(count, said);
	const start = performance.now();
	expect((await sendOtlp('logs', logsBody(apiRequest({sequence: 1})), {port})).status).toBe(200);
	// Before the first of them is let go for its silence, after 5 s.
	expect(performance.now() - start).toBeLessThan(4500);
});

test('those that take their time are let go when others come, and Claude Codes stay', async () => {
	const socket = connect(port, '127.0.0.1');
	strangers.push(socket);
	const body = JSON.stringify(logsBody(apiRequest({sequence: 1})));
	const head = `POST /v1/logs HTTP/1.1\r\nhost: 127.0.0.1\r\nx-ccmon-token: secret\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
	socket.write(head + body);
	await once(socket, 'data');
	await stall(300, '');
	// One more after they have had their time.
	await waitFor(
		async () => {
			await stall(1, '');
			return (await connected()) < 100;
		},
		{what: 'the silent ones to be let go'},
	);
	socket.write(head + body);
	const [answer] = await once(socket, 'data');
	expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
});

test('one that says nothing for seconds is let go without any other', async () => {
	const [socket] = await stall(1, 'POST /v1/logs HTTP/1.1\r\n');
	socket!.resume();
	await once(socket!, 'close');
	expect(await connected()).toBe(0);
});
