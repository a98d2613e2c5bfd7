/** A push to a server that takes it, takes a part, or answers in a bad way: nothing is lost. */
import {createServer, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openPushState, savePending} from '../../../source/reports/team/push-state.ts';
import {type TemporaryFolder, temporaryFolder} from '../../support/environment.ts';
import {createMachine} from '../../support/team-counters.ts';
import {waitFor} from '../../support/wait.ts';
import {type Answer, patienceMs, silence, status} from './answering-server.ts';

let folder: TemporaryFolder;
let server: Server;
/** Statuses to answer with, the last one for ever; the bodies that came. */
let statuses: number[];
let bodies: Buffer[];
/** In place of the statuses. */
let answer: Answer | null;
/** How far the server's clock is ahead, in ms. */
let aheadMs: number;
beforeEach(async () => {
	folder = temporaryFolder();
	[statuses, bodies, aheadMs, answer] = [[204], [], 0, null];
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', chunk => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks);
			bodies.push(body);
			if (answer) return answer(response, request, body);
			response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString());
			response.writeHead(statuses.length > 1 ? statuses.shift()! : statuses[0]!).end();
		});
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
	server.closeAllConnections();
	server.close();
	folder.remove();
});

const machine = (timeoutMs = 10_000) => {
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/write`;
	return createMachine({folder, user: 'ada', url, timeoutMs});
};
const withState = <Value>(
	use: (database: NonNullable<ReturnType<typeof openPushState>['database']>) => Value,
): Value => {
	const {database} = openPushState(folder.at('ada.db'), Date.now);
	const value = use(database!);
	database!.close();
	return value;
};
const row = () => withState(database => ({...database.prepare('SELECT * FROM team_push').get()}));

test('what an earlier push left is sent first; a server that never takes it has nothing of that time', async () => {
	statuses = [503];
	const ada = machine();
	ada.spend(3);
	expect((await ada.push()).outcome).toBe('failed');
	const {id} = row();
	const left = [{name: 'ccmon_sessions', labels: {user: 'ada'}, value: 1}];
	withState(database => savePending(database, Number(id), Date.now(), left));
	// The greeting, then what was pending, then the rest.
	statuses = [204, 400, 204];
	bodies = [];
	expect(await ada.push()).toMatchObject({outcome: 'pushed'});
	expect(bodies.length).toBeGreaterThanOrEqual(3);
	expect(bodies[0]!.length).toBeLessThan(bodies[1]!.length);
	expect(row()).toMatchObject({pending: null, retry_at: null, busy_until: null});
	// It was the first to arrive: what was spent before is not sent.
	expect(
		withState(database => database.prepare("SELECT base, value FROM team_series WHERE name LIKE '%cost_usd%'").all()),
	).toEqual([expect.objectContaining({base: 3, value: null})]);
});

test('what the server takes of an earlier push is what it has, by series', async () => {
	const ada = machine();
	ada.spend(1);
	await ada.push();
	const {id, instance} = row();
	const identity = {user: 'ada', team: 'core', machine: 'ada', instance: String(instance)};
	const labels = {...identity, model: 'claude-opus-4-5', purpose: 'main'};
	const left = [
		{name: 'ccmon_cost_usd_total', labels, value: 3},
		{name: 'ccmon_sessions', labels: identity, value: 1},
	];
	withState(database => savePending(database, Number(id), Date.now(), left));
	statuses = [204, 204, 503];
	await ada.push();
	const key = 'ccmon_cost_usd_total\nclaude-opus-4-5\nmain';
	expect(withState(database => database.prepare('SELECT base, value FROM team_series WHERE key = ?').get(key))).toEqual(
		expect.objectContaining({base: 1, value: 3}),
	);
});

test('a damaged state of an earlier push does not stop those that follow', async () => {
	const ada = machine();
	await ada.push();
	ada.spend(3);
	withState(database =>
		database.exec("UPDATE team_push SET pending_at = 1, pending = '{'; UPDATE team_series SET labels = '{'"),
	);
	expect(await ada.push()).not.toMatchObject({outcome: 'failed'});
	expect(row()).toMatchObject({busy_until: null});
});

test('the lease is given back, whatever comes', async () => {
	statuses = [401];
	const ada = machine();
	expect((await ada.push()).outcome).toBe('failed');
	expect(row()).toMatchObject({busy_until: null, busy_pid: null});
});

test('a second push a moment later sends nothing but the greeting', async () => {
	const ada = machine();
	ada.spend(3);
	expect((await ada.push()).outcome).toBe('pushed');
	bodies = [];
	expect(await ada.push()).toEqual({outcome: 'busy', message: 'The last push was a moment ago.', series: 0});
	expect(bodies).toHaveLength(1);
});

test("a server's clock that was ahead is named, not called a moment ago", async () => {
	const ada = machine();
	aheadMs = 2.5 * 3_600_000;
	expect((await ada.push()).outcome).toBe('pushed');
	aheadMs = 0;
	expect(await ada.push()).toEqual({
		outcome: 'busy',
		message: expect.stringMatching(
			/^The clock of 127\.0\.0\.1:\d+ was ahead at the last push: it takes nothing for another 2h \d\dm\.$/,
		),
		series: 0,
	});
});

describe('a server that takes nothing', () => {
	let isGood = true;
	let taken = 0;
	const good = (response: ServerResponse) => {
		taken++;
		response.writeHead(204).end();
	};

	test.each<[string, Answer, RegExp]>([
		['401', status(401, 'no'), /answers 401: the token is refused/],
		['404', status(404, 'not found'), /answers 404: check the address/],
		['503', status(503, '<html>'), /answers 503: it cannot answer now$/],
		[
			'a web page',
			status(200, '<!doctype html><title>Log in</title>'),
			/does not answer as remote_write does: check the address/,
		],
		['nothing, ever', silence, /no answer in time/],
		[
			'400 for every sample',
			(response, {headers}) =>
				headers['content-length'] === '1' ? good(response) : status(400, 'out of bounds')(response),
			/answers 400 \(out of bounds\)/,
		],
	])('%s: says so, and sends it all later', async (_, bad, line) => {
		const ada = machine(patienceMs(bad));
		isGood = true;
		answer = (response, ...rest) => (isGood ? good(response) : bad(response, ...rest));
		await waitFor(async () => (await ada.push()).outcome === 'pushed', {what: 'the first push', every: 300});
		ada.spend(3);
		isGood = false;
		const failed = await waitFor(
			async () => {
				const result = await ada.push();
				return result.outcome === 'failed' && result;
			},
			{what: 'the bad answer', every: 300},
		);
		expect(failed.message).toMatch(line);
		isGood = true;
		taken = 0;
		await waitFor(async () => (await ada.push()).outcome === 'pushed', {what: 'the next push', every: 300});
		// The greeting, 0 or what it stood at, and the present.
		expect(taken).toBeGreaterThanOrEqual(3);
	});

	test('429: it is left alone for as long as it asks', async () => {
		answer = status(429, '', {'retry-after': '600'});
		const ada = machine(40_000);
		expect(await ada.push()).toMatchObject({outcome: 'failed', message: expect.stringContaining('asked too often')});
		answer = good;
		taken = 0;
		expect(await ada.push()).toMatchObject({outcome: 'busy', message: expect.stringContaining('600 s')});
		expect(taken).toBe(0);
	});
});
