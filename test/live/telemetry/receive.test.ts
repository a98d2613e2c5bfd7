import {once} from 'node:events';
import type {Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {connect} from 'node:net';
import {gzipSync} from 'node:zlib';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Delivery} from '../../../source/index/telemetry/write.ts';
import {createReceiver, type ReceivedBody} from '../../../source/live/telemetry/receive.ts';
import {apiRequest, logsBody, metricsBody, type SendOptions, sendOtlp, spending} from '../../support/otlp.ts';
import {encodeOtlp} from '../../support/otlp-protobuf.ts';

let server: Server;
let port: number;
let delivered: Delivery[];
let accepted: ReceivedBody[];
let canStore: boolean;

beforeEach(async () => {
	delivered = [];
	accepted = [];
	canStore = true;
	server = createReceiver({
		token: () => 'secret',
		now: () => 0,
		async store(delivery) {
			if (canStore) delivered.push(delivery);
			return canStore;
		},
		onAccepted: body => accepted.push(body),
		onRefused: () => undefined,
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	({port} = server.address() as AddressInfo);
});
afterEach(() => {
	server.closeAllConnections();
	server.close();
});

const body = logsBody(apiRequest({sequence: 1}));
const send = (options: Partial<SendOptions> = {}, sent: object | Buffer | string = body) =>
	sendOtlp('logs', sent, {port, ...options});
const headers = (more: Record<string, string>) => ({headers: more});
const tooLarge = Buffer.alloc(8 * 1024 * 1024 + 1, ' ');

test('a batch with the token is stored, answered as OTLP wants it, and handed on as it came', async () => {
	const answer = await send();
	expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([200, 'application/json', '{}']);
	expect(delivered[0]?.logs?.requests[0]?.request_id).toBe('req_1');
	expect(accepted).toMatchObject([{signal: 'logs', headers: {'content-type': 'application/json'}}]);
	expect(accepted[0]?.bytes.toString()).toBe(JSON.stringify(body));
});

test.each([
	['metrics', {path: '/v1/metrics'}, metricsBody(spending({}))],
	['gzip', headers({'content-encoding': 'gzip'}), gzipSync(JSON.stringify(body))],
	['a charset', headers({'content-type': 'application/json; charset=utf-8'}), body],
	['localhost', headers({host: 'localhost:4318'}), body],
	['the loopback of IPv6', headers({host: '[::1]'}), body],
])('%s is accepted', async (_, options, sent) => {
	expect((await send(options, sent)).status).toBe(200);
	expect(delivered).toHaveLength(1);
});

test('protobuf is accepted and answered in protobuf', async () => {
	const answer = await send(headers({'content-type': 'application/x-protobuf'}), encodeOtlp('logs', body));
	expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([200, 'application/x-protobuf', '']);
	expect(delivered[0]?.logs?.requests[0]?.request_id).toBe('req_1');
});

describe('refused, and never stored:', () => {
	test.each<[number, string, Partial<SendOptions>, (object | Buffer | string)?]>([
		[401, 'no token', {token: null}],
		[401, 'another token', {token: 'secreT'}],
		[401, 'a longer token', {token: 'secretsecret'}],
		[401, 'an empty token', {token: ''}],
		[403, 'a name that points here', headers({host: 'attacker.example:4318'})],
		[403, 'another address', headers({host: '192.168.1.2'})],
		[403, 'a name that begins alike', headers({host: '127.0.0.1.attacker.example'})],
		[404, 'another path', {path: '/v1/traces'}],
		[405, 'another method', {method: 'GET'}, ''],
		[415, 'a form', headers({'content-type': 'application/x-www-form-urlencoded'})],
		[415, 'text', headers({'content-type': 'text/plain'})],
		[415, 'another compression', headers({'content-encoding': 'br'})],
		[413, 'a body that is announced too large', {}, tooLarge],
		[413, 'a small one that unpacks to a large one', headers({'content-encoding': 'gzip'}), gzipSync(tooLarge)],
		[400, 'what is not JSON', {}, '{"resourceLogs":['],
		[400, 'an empty body', {}, ''],
		[400, 'what is not gzip', headers({'content-encoding': 'gzip'}), 'plain'],
		[400, 'what is not protobuf', headers({'content-type': 'application/x-protobuf'}), Buffer.from([0xff])],
	])('%i for %s', async (status, _, options, sent) => {
		const answer = await send(options, sent);
		expect(answer.status).toBe(status);
		expect(JSON.parse(answer.body).message).toMatch(/\w+/);
		expect([delivered, accepted]).toEqual([[], []]);
	});

	test('413 for a body that grows too large without having been announced', async () => {
		const socket = connect(port, '127.0.0.1');
		socket.write(
			'POST /v1/logs HTTP/1.1\r\nhost: 127.0.0.1\r\nx-ccmon-token: secret\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
		);
		const chunk = Buffer.alloc(1024 * 1024, ' ');
		for (let sent = 0; sent < 9; sent++)
			socket.write(Buffer.concat([Buffer.from('100000\r\n'), chunk, Buffer.from('\r\n')]));
		socket.write('0\r\n\r\n');
		const [answer] = await once(socket, 'data');
		expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
		socket.destroy();
	});

	test('503 while nothing can be stored, so that Claude Code comes again', async () => {
		canStore = false;
		const answer = await send();
		expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
		expect(accepted).toEqual([]);
	});
});

test('a token is not looked at before the host: a web page learns nothing of it', async () => {
	const [right, wrong] = [
		await send(headers({host: 'a.example'})),
		await send({...headers({host: 'a.example'}), token: 'x'}),
	];
	expect(right).toMatchObject({status: 403, body: wrong.body});
});

test('junk on the socket, and senders that hang up in the middle, leave it answering', async () => {
	for (const junk of ['\u0000\u0001\u0002', 'GET', 'POST /v1/logs HTTP/9.9\r\n\r\n', `GET /${'x'.repeat(100_000)}`]) {
		const socket = connect(port, '127.0.0.1');
		socket.on('error', () => undefined);
		const closed = new Promise(resolve => socket.on('close', resolve));
		socket.end(junk);
		socket.resume();
		await closed;
	}
	const half = connect(port, '127.0.0.1');
	half.write(
		'POST /v1/logs HTTP/1.1\r\nhost: 127.0.0.1\r\nx-ccmon-token: secret\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
	);
	await once(half, 'connect');
	half.destroy();
	expect((await send()).status).toBe(200);
	expect(delivered).toHaveLength(1);
});

test('any JSON with the token is taken, whatever it holds', async () => {
	await fc.assert(
		fc.asyncProperty(fc.json({maxDepth: 5}), async json => {
			expect((await send({}, json)).status).toBe(200);
		}),
		{numRuns: 50},
	);
	const deep = `{"resourceLogs":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
	expect((await send({}, deep)).status).toBe(200);
	expect(delivered.every(({logs}) => logs?.events.length === 0)).toBe(true);
});

test('any bytes with the token are taken as protobuf or refused', async () => {
	const protobuf = headers({'content-type': 'application/x-protobuf'});
	await fc.assert(
		fc.asyncProperty(fc.uint8Array({maxLength: 200}), async bytes => {
			expect([200, 400]).toContain((await send(protobuf, Buffer.from(bytes))).status);
		}),
		{numRuns: 50},
	);
});
