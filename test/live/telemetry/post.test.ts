import {once} from 'node:events';
import {createServer, type IncomingMessage, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, expect, test} from 'vitest';
import {post} from '../../../source/live/telemetry/post.ts';

let server: Server;
afterEach(() => {
	server.closeAllConnections();
	server.close();
});

async function listen(answer: (request: IncomingMessage, body: string) => number | null): Promise<string> {
	server = createServer(async (request, response) => {
		let body = '';
		for await (const piece of request) body += piece;
		const status = answer(request, body);
		if (status === null) request.socket.destroy();
		else response.writeHead(status).end('an answer that nobody reads');
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/logs`;
}
const never = new AbortController().signal;

test('a body goes as it is, with the headers that are given and none of its own', async () => {
	let seen: {headers: string[]; method: string | undefined; url: string | undefined; body: string} | null = null;
	const url = await listen(({rawHeaders, method, url: path}, body) => {
		seen = {
			headers: rawHeaders
				.filter((_, index) => index % 2 === 0)
				.map(name => name.toLowerCase())
				.sort(),
			method,
			url: path,
			body,
		};
		return 200;
	});
	expect(await post(url, {'x-one': '1', 'content-type': 'application/json'}, Buffer.from('{"é": 1}'), never)).toBe(200);
	expect(seen).toEqual({
		...{method: 'POST', url: '/v1/logs', body: '{"é": 1}'},
		headers: ['connection', 'content-length', 'content-type', 'host', 'x-one'],
	});
});

test.each([202, 400, 503])('the status %i is the answer', async status => {
	expect(await post(await listen(() => status), {}, Buffer.from('{}'), never)).toBe(status);
});

test('without an answer it fails: cut off, nobody there, or given up', async () => {
	const url = await listen(() => null);
	await expect(post(url, {}, Buffer.from('{}'), never)).rejects.toThrow(/hang up|ECONNRESET/);
	await expect(post(url, {}, Buffer.from('{}'), AbortSignal.abort())).rejects.toThrow(/abort/i);
	server.close();
	server.closeAllConnections();
	await once(server, 'close');
	await expect(post(url, {}, Buffer.from('{}'), never)).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
});
