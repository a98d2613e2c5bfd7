/** Requests to a team's server: the token goes into one header and nowhere else, whatever the server does. */
import {chmodSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {ProviderError} from '../../../source/reports/gateways/ask.ts';
import {accessHeaders, askServer, describeRefusal} from '../../../source/reports/team/request.ts';
import {temporaryFolder} from '../../support/environment.ts';

const nobody = {url: 'https://metrics.example', tokenEnv: null, tokenFile: null, orgId: null};

describe('headers', () => {
	test('say no more than who asks where nothing is configured', () => {
		expect(accessHeaders(nobody, {TOKEN: 'secret'})).toEqual({'user-agent': 'ccmon'});
	});

	test('have the token of the environment, and the tenant', () => {
		expect(accessHeaders({...nobody, tokenEnv: 'TOKEN', orgId: 'team-a'}, {TOKEN: ' secret\n'})).toEqual({
			...{'user-agent': 'ccmon', 'x-scope-orgid': 'team-a', authorization: 'Bearer secret'},
		});
	});

	test.each([
		['a password', {user: 'ada', password: 'pass'}],
		['a token in its place', {user: 'ada', tokenEnv: 'TOKEN'}],
		['both, of which the password counts', {user: 'ada', password: 'pass', tokenEnv: 'OTHER'}],
	])('of a user with %s are basic authentication', (_, access) => {
		// `ada:pass` in Base64.
		expect(accessHeaders({...nobody, ...access}, {TOKEN: 'pass', OTHER: 'token'})).toMatchObject({
			authorization: 'Basic YWRhOnBhc3M=',
		});
	});

	test('a missing or invalid token is an error that does not show it', () => {
		const access = {...nobody, tokenEnv: 'TOKEN'};
		expect(() => accessHeaders(access, {})).toThrow(new ProviderError('no key: set the environment variable TOKEN'));
		expect(() => accessHeaders(access, {TOKEN: 'two words'})).toThrow('the key in TOKEN is not one line of plain text');
	});

	test('a token file that others can read is refused', () => {
		const folder = temporaryFolder();
		const tokenFile = folder.at('token');
		writeFileSync(tokenFile, 'secret\n', {mode: 0o600});
		expect(accessHeaders({...nobody, tokenFile}, {})).toMatchObject({authorization: 'Bearer secret'});
		chmodSync(tokenFile, 0o644);
		expect(() => accessHeaders({...nobody, tokenFile}, {})).toThrow(ProviderError);
		folder.remove();
	});
});

describe('an answer', () => {
	let url: URL;
	let close: () => void;
	let answer: (response: ServerResponse, request: IncomingMessage) => void;
	beforeEach(async () => {
		const server = createServer((request, response) => answer(response, request));
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/query`);
		close = () => {
			server.closeAllConnections();
			server.close();
		};
	});
	afterEach(() => close());
	const limits = {timeoutMs: 40_000, maxBytes: 1000};

	test('of any status is one, with the server’s time and how long it wants to be left alone', async () => {
		const headers = {date: 'Sun, 22 Nov 2026 12:00:00 GMT', 'retry-after': '7'};
		answer = response => void response.writeHead(429, headers).end('slow down');
		expect(await askServer(url, limits)).toEqual({
			...{status: 429, text: 'slow down', date: Date.UTC(2026, 10, 22, 12), retryAfterMs: 7000},
		});
	});

	test.each(['soon', '-5', 'Sun, 22 Nov 2026 12:00:00 GMT'])('does not say how long with %j', async wait => {
		answer = response => {
			response.sendDate = false;
			response.writeHead(503, {'retry-after': wait}).end();
		};
		expect(await askServer(url, limits)).toMatchObject({retryAfterMs: null, date: null});
	});

	test('to a POST follows its body, which arrives as it was', async () => {
		const received: Buffer[] = [];
		answer = (response, request) => {
			request.on('data', chunk => received.push(chunk));
			request.on('end', () => response.writeHead(204).end());
		};
		const body = Uint8Array.of(0, 255, 10, 13);
		expect(await askServer(url, {...limits, method: 'POST', body})).toMatchObject({status: 204, text: ''});
		expect([...Buffer.concat(received)]).toEqual([0, 255, 10, 13]);
	});

	test('that redirects is not followed: the token would go to somebody else', async () => {
		const asked: (string | undefined)[] = [];
		answer = (response, request) => {
			asked.push(request.url);
			response.writeHead(302, {location: '/elsewhere'}).end();
		};
		const headers = {authorization: 'Bearer secret'};
		expect(await askServer(url, {...limits, headers})).toMatchObject({status: 302});
		expect(asked).toEqual(['/api/v1/query']);
	});

	test('of a byte too many is refused, and one of just as many is not', async () => {
		answer = response => void response.end('x'.repeat(1000));
		expect((await askServer(url, limits)).text).toHaveLength(1000);
		await expect(askServer(url, {...limits, maxBytes: 999})).rejects.toThrow(`${url.origin} sends too long an answer`);
	});

	test('that does not come in time, or at all, is an error that names the server', async () => {
		answer = () => {};
		const late = askServer(url, {...limits, timeoutMs: 50});
		await expect(late).rejects.toThrow(`${url.origin} does not answer (no answer in time)`);
		close();
		await expect(askServer(url, limits)).rejects.toThrow(`${url.origin} does not answer (ECONNREFUSED)`);
	});

	test('is not asked for at an address with a password, which an error would show', async () => {
		url.password = 'secret';
		const asking = askServer(url, limits);
		await expect(asking).rejects.toThrow('has a user or a password in it');
		await expect(asking).rejects.not.toThrow('secret');
	});
});

describe('a refusal', () => {
	const url = new URL('https://metrics.example/api/v1/query?query=secret');
	test.each([
		[301, ': it redirects; give the address that it leads to'],
		[400, ''],
		[401, ': the token is refused'],
		[403, ': the token is refused'],
		[404, ': check the address'],
		[405, ': check the address'],
		[429, ': asked too often'],
		[500, ': it cannot answer now'],
		[503, ': it cannot answer now'],
	])('with %i says what to do', (status, advice) => {
		expect(describeRefusal(url, {status, text: ''})).toBe(
			`https://metrics.example/api/v1/query answers ${status}${advice}`,
		);
	});

	test.each([
		['{"status":"error","error":"unknown function"}', ' (unknown function)'],
		['no such tenant\n', ' (no such tenant)'],
		['<html><body>Bad gateway</body></html>', ''],
		['red \u001B[31mtext', ' (red text)'],
	])('with %j has the server’s own words, where they are words', (text, own) => {
		expect(describeRefusal(url, {status: 400, text})).toBe(`https://metrics.example/api/v1/query answers 400${own}`);
	});

	test('has no more of them than a line holds', () => {
		expect(describeRefusal(url, {status: 400, text: 'x'.repeat(10_000)}).length).toBeLessThan(260);
	});
});
