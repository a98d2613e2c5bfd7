/** Prometheus text on loopback. */
import {request} from 'node:http';
import {afterEach, expect, test} from 'vitest';
import {type MetricsServer, serveMetrics} from '../../../source/reports/metrics/serve.ts';

let server: MetricsServer | null = null;
afterEach(() => server?.close());

function get(path: string, {host = `127.0.0.1:${server!.port}`, method = 'GET'} = {}) {
	return new Promise<{status: number; body: string; type: string}>((resolve, reject) => {
		const asked = request({host: '127.0.0.1', port: server!.port, path, method, headers: {host}}, response => {
			let body = '';
			response.on('data', chunk => (body += chunk));
			response.on('end', () =>
				resolve({status: response.statusCode!, body, type: String(response.headers['content-type'])}),
			);
		});
		asked.on('error', reject).end();
	});
}

test('is made for each who asks, by a loopback name alone', async () => {
	let read = 0;
	server = await serveMetrics(0, async () => `x ${++read}\n`);
	expect(await get('/metrics')).toEqual({status: 200, body: 'x 1\n', type: 'text/plain; version=0.0.4; charset=utf-8'});
	for (const host of ['localhost', 'LOCALHOST:99', '[::1]:9'])
		expect((await get('/metrics?x=1', {host})).status, host).toBe(200);
	expect((await get('/metrics', {method: 'HEAD'})).body).toBe('');
	for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example'])
		expect((await get('/metrics', {host})).status, host).toBe(403);
	for (const path of ['/', '/metricsx', '/metrics/']) expect((await get(path)).status, path).toBe(404);
	expect((await get('/metrics', {method: 'POST'})).status).toBe(405);
});

test('a history that cannot be read is an error without details', async () => {
	server = await serveMetrics(0, async () => null);
	expect(await get('/metrics')).toMatchObject({status: 500, body: expect.stringContaining('standard error')});
	await server.close();
	server = await serveMetrics(0, () => Promise.reject(new Error('/home/ada/secret')));
	expect((await get('/metrics')).body).not.toContain('secret');
});

test('a port that is taken is an error', async () => {
	server = await serveMetrics(0, async () => '');
	await expect(serveMetrics(server.port, async () => '')).rejects.toThrow('EADDRINUSE');
});
