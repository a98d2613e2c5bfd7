import {describe, expect, test} from 'vitest';
import {tokenHeader} from '../../../source/index/telemetry-address.ts';
import {createGuard, maxBodyBytes} from '../../../source/live/telemetry/guard.ts';

const admit = createGuard('secret');
const headers = {host: '127.0.0.1:28123', [tokenHeader]: 'secret', 'content-type': 'application/json'};
const ask = (change: Record<string, string | string[] | undefined> = {}, method = 'POST', url = '/v1/logs') =>
	admit(method, url, {...headers, ...change});

test('Claude Code’s exporters are let in', () => {
	expect(ask()).toEqual({refused: null, signal: 'logs', encoding: 'json', gzipped: false});
	expect(
		ask({'content-type': 'application/x-protobuf', 'content-encoding': ' GZIP '}, 'POST', '/v1/metrics?x=/v1/logs'),
	).toEqual({refused: null, signal: 'metrics', encoding: 'protobuf', gzipped: true});
	expect(ask({'content-type': 'Application/JSON; charset=utf-8', 'content-encoding': 'identity'})).toMatchObject({
		refused: null,
	});
});

describe('by name only this machine is meant: a web page whose name leads here is not let in', () => {
	test.each(['127.0.0.1', 'localhost:28123', 'LOCALHOST', '[::1]:1'])('%s', host => {
		expect(ask({host})).toMatchObject({refused: null});
	});

	test.each([
		undefined,
		'',
		'evil.example',
		'127.0.0.1.evil.example',
		'localhost.evil.example:80',
		'127.0.0.1:80:80',
		'127.0.0.1@evil.example',
		'::1',
		'0.0.0.0',
		'127.0.0.1:',
	])('not %j', host => {
		expect(ask({host})).toMatchObject({refused: 403});
	});
});

test.each([undefined, '', 'Secret', 'secret ', 'secre', 'secretsecret', ['secret'], ['secret', 'secret']])(
	'the token %j is not the secret, and what to run is said',
	token =>
		expect(ask({[tokenHeader]: token})).toMatchObject({refused: 401, reason: expect.stringContaining('ccmon setup')}),
);

test.each<[number, Record<string, string>, string, string]>([
	[404, {}, 'POST', '/'],
	[404, {}, 'POST', '/v1/logs/'],
	[404, {}, 'POST', '/v1/traces'],
	[404, {}, 'POST', '//v1/logs'],
	[405, {}, 'GET', '/v1/logs'],
	[405, {}, 'OPTIONS', '/v1/metrics'],
	[415, {'content-type': 'text/plain'}, 'POST', '/v1/logs'],
	[415, {'content-type': 'application/json, text/plain'}, 'POST', '/v1/logs'],
	[415, {'content-encoding': 'br'}, 'POST', '/v1/logs'],
	[415, {'content-encoding': 'gzip, gzip'}, 'POST', '/v1/logs'],
	[413, {'content-length': `${maxBodyBytes + 1}`}, 'POST', '/v1/logs'],
])('%i for %j to %s %s', (status, change, method, url) => {
	expect(ask(change, method, url)).toMatchObject({refused: status});
});

test('a body of the largest size is let in, and one without a type is not', () => {
	expect(ask({'content-length': `${maxBodyBytes}`})).toMatchObject({refused: null});
	expect(ask({'content-type': undefined})).toMatchObject({refused: 415});
});

test('without the token a sender learns nothing else', () => {
	for (const [method, url] of [
		['GET', '/'],
		['POST', '/v1/logs'],
	] as const) {
		expect(ask({[tokenHeader]: 'wrong'}, method, url)).toMatchObject({refused: 401});
	}
});
