import {once} from 'node:events';
import {mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Problem, SessionEvent} from '../../../source/claude/events.ts';
import {loadTelemetrySettings} from '../../../source/index/telemetry-address.ts';
import {
	createTelemetrySource,
	type TelemetryOptions,
	type TelemetrySource,
} from '../../../source/live/telemetry/watch.ts';
import {apiRequest, logsBody, metricsBody, otlpNoon, sendOtlp, sessionCount, spending} from '../../support/otlp.ts';
import {startTelemetryProcess, type TelemetryProcess} from '../../support/telemetry-process.ts';
import {waitFor} from '../../support/wait.ts';

let stateDir: string;
let port: number;
let sources: TelemetrySource[];
let children: TelemetryProcess[];
beforeEach(async () => {
	stateDir = mkdtempSync(join(tmpdir(), 'ccmon-telemetry-'));
	sources = [];
	children = [];
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	({port} = probe.address() as AddressInfo);
	await closed(probe);
});
afterEach(async () => {
	for (const {child} of children) child.kill('SIGKILL');
	await Promise.all(sources.map(source => source.close()));
	rmSync(stateDir, {recursive: true, force: true});
});

const closed = (server: Server) => new Promise(resolve => server.close(resolve));

async function start(options: Partial<TelemetryOptions> = {}) {
	const events: SessionEvent[] = [];
	const source = createTelemetrySource({
		emit: event => events.push(event),
		clock: {now: () => otlpNoon},
		stateDir,
		settings: {port, token: 'secret'},
		...options,
	});
	sources.push(source);
	await source.ready;
	return {source, events};
}

async function startChild() {
	const child = await startTelemetryProcess(stateDir, port, 'secret');
	children.push(child);
	return child;
}

async function stop(source: TelemetrySource) {
	sources.splice(sources.indexOf(source), 1);
	await source.close();
}

const request = (n: number) => sendOtlp('logs', logsBody(apiRequest({sequence: n})), {port});
const idsIn = (events: readonly SessionEvent[]) =>
	events.flatMap(event => (event.type === 'request' ? [event.requestId] : [])).sort();
const problemsIn = (events: readonly SessionEvent[]) =>
	events.filter((event): event is Problem => event.type === 'problem');
const requestsSeen = (events: readonly SessionEvent[], count: number) =>
	waitFor(() => idsIn(events).length >= count, {what: `${count} requests`, last: () => JSON.stringify(events)});

test('what is received is emitted', async () => {
	const {events} = await start();
	expect((await request(1)).status).toBe(200);
	await requestsSeen(events, 1);
	const points = [sessionCount(), ...spending({})];
	expect((await sendOtlp('metrics', metricsBody(points), {port})).status).toBe(200);
	await waitFor(() => events.some(({type}) => type === 'metric'), {what: 'the metric'});
	expect(idsIn(events)).toEqual(['req_1']);
});

test('after a restart, conversations of today come by themselves, others when asked for', async () => {
	const first = await start();
	await request(1);
	await sendOtlp('logs', logsBody(apiRequest({sequence: 2, sessionId: 'old', at: -86_400_000})), {port});
	await stop(first.source);

	const {events, source} = await start();
	expect(idsIn(events)).toEqual(['req_1']);
	source.load('one');
	source.load('old');
	source.load('nobody');
	expect(idsIn(events)).toEqual(['req_1', 'req_2']);
});

describe('two that share', () => {
	test('show the same, each thing once, whichever received it', async () => {
		const [one, two] = [await start(), await start()];
		// Connections spread over both, or go to the one that was first.
		for (let n = 0; n < 20; n++) expect((await request(n)).status).toBe(200);
		const all = Array.from({length: 20}, (_, n) => `req_${n}`).sort();
		await requestsSeen(one.events, 20);
		await requestsSeen(two.events, 20);
		expect([idsIn(one.events), idsIn(two.events)]).toEqual([all, all]);
	});

	test('go on when one is killed, and lose nothing that was answered', async () => {
		const child = await startChild();
		const {events} = await start();
		const answered: string[] = [];
		let killed = false;
		for (let n = 0; n < 200; n++) {
			if (n === 100) killed = child.child.kill('SIGKILL');
			const status = await request(n).then(
				answer => answer.status,
				() => null,
			);
			if (status === 200) answered.push(`req_${n}`);
		}
		expect(killed).toBe(true);
		// At most what was on its way to the one that was killed.
		expect(answered.length).toBeGreaterThan(190);
		await requestsSeen(events, answered.length);
		expect(idsIn(events)).toEqual(expect.arrayContaining(answered));
	});

	test('one takes over from another that closes', async () => {
		const first = await startChild();
		await request(1);
		const {events} = await start();
		first.child.kill('SIGTERM');
		await once(first.child, 'exit');
		await waitFor(async () => (await request(2)).status === 200, {what: 'an answer'});
		await requestsSeen(events, 2);
		expect(idsIn(events)).toEqual(['req_1', 'req_2']);
	});

	test('a suspended one can step back, and come again', async () => {
		const {source} = await start();
		await source.pause();
		await expect(request(1)).rejects.toThrow('ECONNREFUSED');
		source.resume();
		await waitFor(async () => (await request(1)).status === 200, {what: 'an answer again'});
	});
});

describe('the port', () => {
	test('is taken over when the program that has it lets it go', async () => {
		const stranger = createServer((_, response) => response.end()).listen(port, '127.0.0.1');
		await once(stranger, 'listening');
		const {events} = await start();
		const [problem] = await waitFor(() => problemsIn(events).length > 0 && problemsIn(events), {what: 'the problem'});
		expect(problem?.message).toContain(`Port ${port} is taken by another program`);
		expect(problem?.message).toContain('ccmon setup');
		stranger.closeAllConnections();
		await closed(stranger);
		// What it had seen by then is worth nothing any more.
		await waitFor(async () => (await request(1)).status === 401, {what: 'the port, with another token'});
		const {settings} = loadTelemetrySettings(stateDir);
		expect(settings).toEqual({port, token: expect.stringMatching(/^[0-9a-f]{64}$/)});
		const sent = await sendOtlp('logs', logsBody(apiRequest({sequence: 1})), {port, token: settings!.token});
		expect(sent.status).toBe(200);
	});

	test('and the token are those of a later setup', async () => {
		const {source, events} = await start();
		const [probe, one] = [createServer(), request(1)];
		await one;
		probe.listen(0, '127.0.0.1');
		await once(probe, 'listening');
		const other = {port: (probe.address() as AddressInfo).port, token: 'another'};
		await closed(probe);
		await source.use(other);
		const body = logsBody(apiRequest({sequence: 3}));
		const byOldToken = () => sendOtlp('logs', body, {port: other.port});
		await waitFor(async () => (await byOldToken()).status === 401, {what: 'the other port'});
		await expect(request(2)).rejects.toThrow('ECONNREFUSED');
		expect((await sendOtlp('logs', body, other)).status).toBe(200);
		await requestsSeen(events, 2);
	});

	test('is left alone when there are no settings; what is stored is shown', async () => {
		const writer = await start();
		const {events} = await start({settings: null});
		await request(1);
		await requestsSeen(events, 1);
		await requestsSeen(writer.events, 1);
		await stop(writer.source);
		await expect(request(2)).rejects.toThrow();
	});
});

test('a wrong token is reported once, with what to do', async () => {
	const {events} = await start();
	for (let n = 0; n < 3; n++) await sendOtlp('logs', logsBody(), {port, token: 'old'});
	expect(problemsIn(events)).toHaveLength(1);
	expect(problemsIn(events)[0]?.message).toContain('ccmon setup');
});

describe('the database', () => {
	test('may be moved away while in use', async () => {
		const {events} = await start();
		await request(1);
		for (const suffix of ['', '-wal', '-shm'])
			renameSync(join(stateDir, `ccmon.db${suffix}`), join(stateDir, `old${suffix}`));
		await waitFor(async () => (await request(2)).status === 200, {what: 'an answer'});
		// Stored in the old file or the new one: what counts is that a later request is in the new one.
		await waitFor(
			async () => {
				await request(3);
				const later = await start({settings: null});
				return idsIn(later.events).includes('req_3');
			},
			{what: 'the new database', every: 200},
		);
		await requestsSeen(events, 3);
		expect(new Set(idsIn(events))).toEqual(new Set(['req_1', 'req_2', 'req_3']));
	});

	test('that is damaged is set aside, and telemetry goes on', async () => {
		writeFileSync(join(stateDir, 'ccmon.db'), 'no database'.repeat(1000));
		const {events} = await start();
		expect(problemsIn(events)[0]?.message).toContain('damaged');
		expect((await request(1)).status).toBe(200);
		await requestsSeen(events, 1);
	});

	test('that cannot be opened leaves telemetry in memory, and says so', async () => {
		const inTheWay = join(stateDir, 'file');
		writeFileSync(inTheWay, '');
		const {events} = await start({stateDir: inTheWay});
		expect(problemsIn(events)).toHaveLength(1);
		expect((await request(1)).status).toBe(200);
		await requestsSeen(events, 1);
	});
});
