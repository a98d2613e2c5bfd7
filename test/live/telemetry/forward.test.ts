import {once} from 'node:events';
import {createServer, type IncomingHttpHeaders, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {Problem} from '../../../source/claude/events.ts';
import type {ForwardTarget} from '../../../source/index/forward-targets.ts';
import {createForwarder, type Forwarder, type ForwarderOptions} from '../../../source/live/telemetry/forward.ts';
import type {ReceivedBody} from '../../../source/live/telemetry/receive.ts';
import {waitFor} from '../../support/wait.ts';

interface Got {
	method: string | undefined;
	url: string | undefined;
	headers: IncomingHttpHeaders;
	body: string;
}

let collector: Server;
let port: number;
let got: Got[];
/** What the collector answers next; 200 when there is none left. */
let statuses: number[];
let problems: Problem[];
let forwarder: Forwarder;
let time: number;

beforeEach(async () => {
	got = [];
	statuses = [];
	problems = [];
	time = 0;
	collector = createServer(async (request, response) => {
		let body = '';
		for await (const chunk of request) body += chunk;
		got.push({method: request.method, url: request.url, headers: request.headers, body});
		response.writeHead(statuses.shift() ?? 200).end();
	});
	collector.listen(0, '127.0.0.1');
	await once(collector, 'listening');
	({port} = collector.address() as AddressInfo);
});
afterEach(async () => {
	await forwarder.close();
	collector.closeAllConnections();
	collector.close();
});

const id = '0123456789abcdef';
const target = (more: Partial<ForwardTarget> = {}): ForwardTarget => ({
	id,
	configDir: '/home/dev/.claude',
	signal: 'logs',
	url: `http://127.0.0.1:${port}/team/v1/logs?x=1`,
	headers: {authorization: 'Bearer team', 'user-agent': 'loses'},
	protocol: 'http/json',
	...more,
});

function start(options: Partial<ForwarderOptions> = {}) {
	forwarder = createForwarder({
		targets: () => [target()],
		now: () => time,
		onProblem: problem => problems.push(problem),
		firstRetryMs: 5,
		...options,
	});
}

const bodyOf = (text: string, headers: IncomingHttpHeaders = {}): ReceivedBody => ({
	signal: 'logs',
	headers: {'x-ccmon-forward': id, 'content-type': 'application/json', ...headers},
	bytes: Buffer.from(text),
});

const arrived = (count: number) => waitFor(() => got.length >= count, {what: `${count} bodies at the collector`});

test('a body arrives as it came, with the collector’s own headers and without ccmon’s', async () => {
	start();
	forwarder.accept(
		bodyOf('{"a": 1}', {
			host: '127.0.0.1:28100',
			connection: 'keep-alive',
			'x-ccmon-token': 'secret',
			'user-agent': 'OTel-OTLP-Exporter-JavaScript/0.208.0',
			'content-encoding': 'identity',
			'x-team': 'search',
		}),
	);
	await arrived(1);
	const [{headers, ...rest}] = got as [Got];
	expect(rest).toEqual({method: 'POST', url: '/team/v1/logs?x=1', body: '{"a": 1}'});
	expect(headers).toMatchObject({
		host: `127.0.0.1:${port}`,
		'content-type': 'application/json',
		'content-encoding': 'identity',
		'content-length': '8',
		'user-agent': 'OTel-OTLP-Exporter-JavaScript/0.208.0',
		authorization: 'Bearer team',
		'x-team': 'search',
	});
	expect(Object.keys(headers).filter(name => name.startsWith('x-ccmon'))).toEqual([]);
});

test('bodies go to the collectors of their own folder and signal only', async () => {
	start({targets: () => [target(), target({id: 'fedcba9876543210', url: `http://127.0.0.1:${port}/other`})]});
	forwarder.accept({...bodyOf('metric'), signal: 'metrics'});
	forwarder.accept(bodyOf('nobody’s', {'x-ccmon-forward': 'unknown'}));
	forwarder.accept({...bodyOf('unmarked'), headers: {}});
	forwarder.accept(bodyOf('mine'));
	await arrived(1);
	await forwarder.close();
	expect(got.map(({body, url}) => [body, url])).toEqual([['mine', '/team/v1/logs?x=1']]);
});

test('collectors that setup writes down later are found', async () => {
	let targets: ForwardTarget[] = [];
	start({targets: () => targets});
	forwarder.accept(bodyOf('too early'));
	targets = [target()];
	time = 10_000;
	forwarder.accept(bodyOf('in time'));
	await arrived(1);
	expect(got[0]?.body).toBe('in time');
});

test.each([429, 502, 503, 504])('a collector that answers %i gets the same again, in order', async status => {
	statuses = [status, status];
	start();
	forwarder.accept(bodyOf('first'));
	forwarder.accept(bodyOf('second'));
	await arrived(4);
	expect(got.map(({body}) => body)).toEqual(['first', 'first', 'first', 'second']);
	await forwarder.close();
	expect(got).toHaveLength(4);
	expect(problems).toHaveLength(1);
});

test.each([400, 401, 404, 500])('what a collector answers with %i is not sent again', async status => {
	statuses = [status];
	start();
	forwarder.accept(bodyOf('refused'));
	forwarder.accept(bodyOf('taken'));
	await arrived(2);
	await forwarder.close();
	expect(got.map(({body}) => body)).toEqual(['refused', 'taken']);
	expect(problems[0]?.message).toContain(String(status));
});

test('a collector that is down gets everything once it is up, the oldest being dropped when it was too much', async () => {
	collector.close();
	await once(collector, 'close');
	start({maxQueuedBytes: 50});
	for (let n = 0; n < 10; n++) forwarder.accept(bodyOf(`body number ${n}`));
	await waitFor(() => problems.length > 0, {what: 'the report'});
	expect(problems[0]?.message).toContain('ECONNREFUSED');
	collector.listen(port, '127.0.0.1');
	await arrived(3);
	expect(got.map(({body}) => body)).toEqual(['body number 0', 'body number 8', 'body number 9']);
	expect(problems).toHaveLength(1);
});

test('closing does not wait for a collector that is down', async () => {
	collector.close();
	await once(collector, 'close');
	start({firstRetryMs: 60_000});
	forwarder.accept(bodyOf('lost'));
	await waitFor(() => problems.length > 0, {what: 'the report'});
	await forwarder.close();
	expect(got).toEqual([]);
});
