import {DatabaseSync} from 'node:sqlite';
import fc from 'fast-check';
import {beforeEach, describe, expect, test} from 'vitest';
import {parseLogs} from '../../../source/claude/telemetry/logs.ts';
import {parseMetrics} from '../../../source/claude/telemetry/metrics.ts';
import {
	conversationsSince,
	nothingRead,
	readTelemetryOf,
	telemetryPosition,
} from '../../../source/index/telemetry/read.ts';
import {migrations} from '../../../source/index/telemetry/schema.ts';
import {createWriter, type Writer} from '../../../source/index/telemetry/write.ts';
import {expectBounded, spoilt} from '../../support/absurd.ts';
import {apiRequest, logsBody, metricsBody, otlpNoon, sessionCount, spending, userPrompt} from '../../support/otlp.ts';

let database: DatabaseSync;
let writer: Writer;
beforeEach(() => {
	database = new DatabaseSync(':memory:');
	for (const sql of migrations) database.exec(sql);
	writer = createWriter(database);
});

const connection = {};

function storeLogs(...records: Parameters<typeof logsBody>) {
	expect(writer.write([{logs: parseLogs(logsBody(...records), 0), metrics: null, connection}])).toBe(true);
}

function storeMetrics(points: Parameters<typeof metricsBody>[0]) {
	expect(writer.write([{logs: null, metrics: parseMetrics(metricsBody(points), 0), connection}])).toBe(true);
}

const decision = {name: 'tool_decision', attributes: {classifier_verdict: 'allow'}};

test('all that is stored of a conversation is read, and nothing of another one', () => {
	storeMetrics([sessionCount(), ...spending({}), ...spending({sessionId: 'two'})]);
	storeLogs(userPrompt({sequence: 0}), apiRequest({sequence: 1}), {...decision, sequence: 2});
	storeLogs(apiRequest({sequence: 3, sessionId: 'two'}));
	const events = readTelemetryOf(database, 'one');
	expect(events.map(({type}) => type)).toEqual(['request', 'metric', 'prompt', 'classifier', 'telemetry.coverage']);
	expect(events.at(-1)).toMatchObject({sessionId: 'one', fromStart: true, lostEvents: 0, firstEventAt: otlpNoon});
	expect(readTelemetryOf(database, 'one')).toEqual(events);
	expect(readTelemetryOf(database, 'nobody')).toEqual([]);
});

describe('the conversations since a position', () => {
	test('are those with a new row of any table, and only those', () => {
		storeLogs(apiRequest({sequence: 0}), apiRequest({sequence: 1, sessionId: 'two'}));
		expect(conversationsSince(database, nothingRead)).toEqual(['one', 'two']);
		const since = () => {
			const found = conversationsSince(database, position);
			position = telemetryPosition(database);
			return found;
		};
		let position = telemetryPosition(database);
		expect(since()).toEqual([]);
		storeMetrics(spending({sessionId: 'two'}));
		expect(since()).toEqual(['two']);
		storeLogs({...decision, sequence: 2, sessionId: 'three'});
		expect(since()).toEqual(['three']);
		storeLogs(apiRequest({sequence: 3}));
		expect(since()).toEqual(['one']);
	});

	test('are also those of which more is known to be lost', () => {
		storeMetrics([sessionCount()]);
		storeLogs(apiRequest({sequence: 0}));
		const position = telemetryPosition(database);
		storeLogs({name: 'plugin_loaded', sequence: 5, at: 10});
		expect(conversationsSince(database, position)).toEqual(['one']);
	});
});

describe('what an older version stored without looking', () => {
	const spoil = (sql: string) => expect(database.prepare(sql).run().changes).toBe(1);

	test.each([
		['cost_usd = 1e300', {costUsd: null}],
		['cost_usd = -1', {costUsd: null}],
		['input_tokens = 9223372036854775807', {usage: expect.objectContaining({inputTokens: 0, outputTokens: 30})}],
		['output_tokens = -5', {usage: expect.objectContaining({inputTokens: 7, outputTokens: 0})}],
		["query_source = 'constructor'", {purpose: 'background', cause: 'constructor'}],
	])('is not believed: a request with %s', (assignment, expected) => {
		storeLogs(apiRequest({sequence: 0}));
		spoil(`UPDATE telemetry_request SET ${assignment}`);
		expect(readTelemetryOf(database, 'one')[0]).toMatchObject({type: 'request', model: 'claude-opus-5-5', ...expected});
	});

	test('is not shown at a time that no date has', () => {
		storeLogs(apiRequest({sequence: 0}));
		spoil('UPDATE telemetry_request SET at = 9000000000000000');
		expect(readTelemetryOf(database, 'one').map(({type}) => type)).toEqual(['telemetry.coverage']);
	});

	test('of an interval leaves its other figures', () => {
		storeMetrics(spending({}));
		spoil('UPDATE telemetry_metric SET cost_usd = 1e300, start_at = -9000000000000000');
		expect(readTelemetryOf(database, 'one')[0]).toMatchObject({
			...{type: 'metric', costUsd: 0, inputTokens: 7, outputTokens: 30},
			...{at: otlpNoon + 1000},
		});
	});
});

test('whatever stands in a body, it is stored with what came beside it, and what is read back is bounded', () => {
	const anyLogs = spoilt(logsBody(userPrompt({sequence: 1}), apiRequest({sequence: 2}), {...decision, sequence: 3}));
	const anyMetrics = fc.constantFrom(1, 2).chain(temporality => spoilt(metricsBody(spending({}), temporality)));
	let sequence = 0;
	fc.assert(
		fc.property(anyLogs, anyMetrics, (logs, metrics) => {
			const beside = parseLogs(logsBody(apiRequest({sessionId: 'beside', sequence, at: ++sequence})), 0);
			const deliveries = [
				{logs: parseLogs(logs, otlpNoon), metrics: null, connection: {}},
				{logs: null, metrics: parseMetrics(metrics, otlpNoon), connection: {}},
				{logs: beside, metrics: null, connection: {}},
			];
			const position = telemetryPosition(database);
			expect(writer.write(deliveries)).toBe(true);
			const changed = conversationsSince(database, position);
			expect(changed).toContain('beside');
			for (const sessionId of changed) expectBounded(readTelemetryOf(database, sessionId));
			expect(readTelemetryOf(database, 'beside').filter(({type}) => type === 'request')).toHaveLength(sequence);
		}),
		{numRuns: 300},
	);
});
