import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {parseLogs} from '../../../source/claude/telemetry/logs.ts';
import {parseMetrics} from '../../../source/claude/telemetry/metrics.ts';
import {followTelemetry, type TelemetryFollower} from '../../../source/index/telemetry/follow.ts';
import {migrations, room} from '../../../source/index/telemetry/schema.ts';
import {createWriter, type Writer} from '../../../source/index/telemetry/write.ts';
import {openDatabase} from '../../../source/platform/database.ts';
import {apiRequest, logsBody, metricsBody, otlpNoon, sessionCount, spending, userPrompt} from '../../support/otlp.ts';

let folder: string;
let open: DatabaseSync[];
let writer: Writer;
let follower: TelemetryFollower;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'ccmon-write-'));
	open = [];
	({writer, follower} = connect());
});
afterEach(() => {
	for (const database of open) database.close();
	rmSync(folder, {recursive: true, force: true});
});

function connect() {
	const {database} = openDatabase({path: join(folder, 'ccmon.db'), room, migrations, now: () => 0, busyTimeoutMs: 0});
	open.push(database!);
	return {database: database!, writer: createWriter(database!), follower: followTelemetry(database!)};
}

const process = {};
const logs = (...records: Parameters<typeof logsBody>) => parseLogs(logsBody(...records), 0);

function storeLogs(records: Parameters<typeof logsBody>, {by = writer, connection = process as object} = {}) {
	expect(by.write([{logs: logs(...records), metrics: null, connection}])).toBe(true);
}

function storeMetrics(points: Parameters<typeof metricsBody>[0], temporality = 1) {
	const metrics = parseMetrics(metricsBody(points, temporality), 0);
	expect(writer.write([{logs: null, metrics, connection: process}])).toBe(true);
}

const news = (from = follower) => from.next(1000).events;
const types = (events: SessionEvent[]) => events.map(({type}) => type);
const coverageIn = (events: SessionEvent[], sessionId = 'one') =>
	events.findLast(event => event.type === 'telemetry.coverage' && event.sessionId === sessionId);

describe('what was stored', () => {
	test('comes back as it was said', () => {
		const fields = apiRequest({sequence: 1, querySource: 'agent:custom', attributes: {agent_id: 'a1', speed: 'fast'}});
		storeLogs([userPrompt({sequence: 0, command: 'compact'}), fields]);
		const [request, prompt] = news();
		expect(request).toEqual({
			type: 'request',
			origin: 'telemetry',
			sessionId: 'one',
			messageId: null,
			requestId: 'req_1',
			at: otlpNoon,
			model: 'claude-opus-5-5',
			speed: 'fast',
			inferenceGeo: null,
			usage: {
				inputTokens: 7,
				outputTokens: 30,
				cacheReadInputTokens: 11_108,
				cacheCreation5mInputTokens: 2777,
				cacheCreation1hInputTokens: 0,
				webSearchRequests: 0,
			},
			lastIterationTokens: null,
			purpose: 'subagent',
			cause: null,
			agentId: 'a1',
			costUsd: 0.0167346,
			durationMs: 91,
		});
		expect(prompt).toMatchObject({type: 'prompt', text: null, command: 'compact', at: otlpNoon});
	});

	test('comes once, however often its batch arrives, and with whatever else', () => {
		const batch = [userPrompt({sequence: 0}), apiRequest({sequence: 1})];
		storeLogs(batch);
		storeLogs(batch);
		storeLogs([...batch, apiRequest({sequence: 2})]);
		storeMetrics([...spending({})]);
		storeMetrics([...spending({})]);
		storeLogs([{name: 'tool_decision', sequence: 3, attributes: {classifier_verdict: 'allow'}}]);
		storeLogs([{name: 'tool_decision', sequence: 3, attributes: {classifier_verdict: 'allow'}}]);
		const events = news();
		const counts = ['request', 'prompt', 'classifier', 'metric'].map(
			type => events.filter(event => event.type === type).length,
		);
		expect(counts).toEqual([2, 1, 1, 1]);
		expect(news()).toEqual([]);
	});

	test.each([
		['repl_main_thread', 'main', null],
		['sdk', 'main', null],
		['agent:builtin:general-purpose', 'subagent', null],
		['hook_agent', 'subagent', null],
		['compact', 'compaction', null],
		['generate_session_title', 'background', 'generate_session_title'],
		['constructor', 'background', 'constructor'],
	])('as a request of source %s is %s', (querySource, purpose, cause) => {
		storeLogs([apiRequest({querySource})]);
		expect(news().find(({type}) => type === 'request')).toMatchObject({purpose, cause});
	});

	test('of a gateway that gives every answer the same request id is every request', () => {
		const same = (sequence: number) => apiRequest({sequence, at: sequence, requestId: 'req_gateway'});
		storeLogs([same(1), same(2)]);
		storeLogs([same(2), same(3)]);
		expect(news().filter(({type}) => type === 'request')).toHaveLength(3);
	});

	test('of requests without an id is distinguished by number and time', () => {
		const nameless = (sequence: number) => apiRequest({sequence, at: 5, attributes: {request_id: ''}});
		storeLogs([nameless(1), nameless(2)]);
		storeLogs([nameless(2)]);
		expect(news().filter(({type}) => type === 'request')).toHaveLength(2);
	});

	test('reaches another process, and is loaded by a later one', () => {
		const other = connect();
		expect(other.follower.hasChanged()).toBe(true);
		expect(other.follower.hasChanged()).toBe(false);
		storeLogs([apiRequest({sequence: 0})]);
		storeMetrics(spending({}));
		expect(other.follower.hasChanged()).toBe(true);
		expect(types(news(other.follower))).toEqual(['request', 'metric', 'telemetry.coverage']);

		const later = connect().follower;
		expect(later.sessionsSince(otlpNoon + 2000)).toEqual([]);
		expect(later.sessionsSince(otlpNoon)).toEqual(['one']);
		expect(types(later.load('one'))).toEqual(['request', 'metric', 'telemetry.coverage']);
		expect(later.load('one')).toEqual([]);
		expect(later.load('nobody')).toEqual([]);
		expect(news(later)).toEqual([]);
	});

	test('of before comes with the first news of a conversation', () => {
		storeLogs([apiRequest({sequence: 0}), apiRequest({sequence: 1, sessionId: 'two'})]);
		const later = connect().follower;
		storeLogs([apiRequest({sequence: 2, sessionId: 'two'})]);
		const requests = news(later).filter(event => event.type === 'request');
		expect(requests.map(({requestId}) => requestId)).toEqual(['req_1', 'req_2']);
	});

	test('comes in pieces when there is much', () => {
		storeLogs(Array.from({length: 25}, (_, sequence) => apiRequest({sequence})));
		const first = follower.next(10);
		expect([first.events.length, first.more]).toEqual([10, true]);
		expect(follower.next(10).more).toBe(true);
		const last = follower.next(10);
		expect([types(last.events).filter(type => type === 'request').length, last.more]).toEqual([5, false]);
	});
});

test('writes nothing while another process writes, and can be tried again', () => {
	const {database} = connect();
	database.exec('BEGIN IMMEDIATE');
	const delivery = {logs: logs(apiRequest({})), metrics: null, connection: process};
	expect(writer.write([delivery])).toBe(false);
	database.exec('COMMIT');
	expect(writer.write([delivery])).toBe(true);
});

test('a running total counts by what it grew, and again from nothing when it began again', () => {
	const total = (costUsd: number, at: number, startAt = 0) =>
		storeMetrics(spending({costUsd, at, startAt, input: 0, output: 0, cacheRead: 0, cacheCreation: 0}), 2);
	total(0.25, 1000);
	total(0.25, 1000);
	total(0.25, 2000);
	total(0.75, 3000);
	total(0.125, 9000, 8000);
	const costs = news().flatMap(event => (event.type === 'metric' ? [event.costUsd] : []));
	expect(costs).toEqual([0.25, 0.5, 0.125]);
});

describe('coverage', () => {
	const plain = (sequence: number, sessionId = 'one') => ({name: 'plugin_loaded', sequence, sessionId, at: sequence});

	test('is complete once events and metrics arrived from the start, and shows a gap until it is filled', () => {
		storeLogs([plain(0), plain(1)]);
		expect(coverageIn(news())).toMatchObject({fromStart: false, lostEvents: 0, firstEventAt: otlpNoon});
		storeMetrics([sessionCount()]);
		expect(coverageIn(news())).toMatchObject({fromStart: true, lostEvents: 0});
		storeLogs([plain(4)]);
		expect(coverageIn(news())).toMatchObject({fromStart: true, lostEvents: 2});
		storeLogs([plain(2), plain(3)]);
		expect(coverageIn(news())).toMatchObject({fromStart: true, lostEvents: 0});
	});

	test('goes on where another process left off, on another connection', () => {
		storeMetrics([sessionCount()]);
		storeLogs([plain(0), plain(1)]);
		const other = connect();
		storeLogs([plain(2)], {by: other.writer, connection: {}});
		storeLogs([plain(3)]);
		expect(coverageIn(news())).toMatchObject({fromStart: true, lostEvents: 0});
	});

	test('follows a process through /clear, over a restart of ccmon', () => {
		storeMetrics([sessionCount()]);
		storeLogs([plain(0), {...userPrompt({sequence: 1, command: 'clear'}), at: 1}]);
		storeLogs([plain(2, 'two')], {by: connect().writer, connection: {}});
		expect(coverageIn(news(), 'two')).toMatchObject({fromStart: true, lostEvents: 0});
	});

	test('does not mistake another process for the next conversation of this one', () => {
		storeMetrics([sessionCount()]);
		storeLogs([plain(0), plain(1)]);
		storeLogs([plain(2, 'two')], {connection: {}});
		storeLogs([plain(2), plain(3)]);
		const events = news();
		expect(coverageIn(events)).toMatchObject({fromStart: true, lostEvents: 0});
		expect(coverageIn(events, 'two')).toMatchObject({fromStart: false, lostEvents: 0});
	});

	test('of a conversation that was resumed in a second process holds both', () => {
		storeMetrics([sessionCount()]);
		storeLogs([plain(0), plain(1), plain(2)]);
		const later = (sequence: number) => ({...plain(sequence), at: 100_000 + sequence});
		storeLogs([later(0), later(1)], {connection: {}});
		expect(coverageIn(news())).toMatchObject({fromStart: true, lostEvents: 0});
		storeLogs([later(3)], {connection: {}});
		expect(coverageIn(news())).toMatchObject({fromStart: true, lostEvents: 1});
	});

	test('survives a sender that makes up endless numbers', () => {
		const records = Array.from({length: 3000}, (_, index) => plain(index * 2));
		storeLogs(records);
		expect(coverageIn(news())?.type).toBe('telemetry.coverage');
	});
});
