/** Telemetry bodies in both encodings: received, stored, read back by another process, and counted. */
import {DatabaseSync} from 'node:sqlite';
import fc from 'fast-check';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {parseLogs} from '../../../source/claude/telemetry/logs.ts';
import {parseMetrics} from '../../../source/claude/telemetry/metrics.ts';
import {decodeProtobuf} from '../../../source/claude/telemetry/protobuf.ts';
import {defaultConfig} from '../../../source/core/config/config.ts';
import {fleetToJson} from '../../../source/core/json-output.ts';
import {toJsonText} from '../../../source/core/json-text.ts';
import {createLedger} from '../../../source/core/ledger.ts';
import {followTelemetry} from '../../../source/index/telemetry/follow.ts';
import {migrations} from '../../../source/index/telemetry/schema.ts';
import {createWriter, type Delivery} from '../../../source/index/telemetry/write.ts';
import {createMonitor} from '../../../source/store.ts';
import {detailLines} from '../../../source/ui/detail/lines.ts';
import {screenOptions} from '../../../source/ui/options.ts';
import {encodeOtlp} from '../../support/otlp-protobuf.ts';
import {edge, hold, holdFigures, holdText} from '../edge.ts';
import {
	dollars,
	isoTime,
	model,
	mostly,
	oddNumber,
	oddText,
	sessionId,
	sessionIds,
	shape,
	time,
	tokens,
} from '../grammar.ts';

const nanos = mostly(
	time.map(at => `${at}000000`),
	fc.oneof(oddText, oddNumber),
);
const source = fc.oneof(
	fc.constantFrom('repl_main_thread', 'generate_session_title', 'compact', 'agent:builtin:Explore', 'auxiliary'),
	oddText,
);
const value = (given: unknown): object => {
	if (typeof given === 'boolean') return {boolValue: given};
	if (typeof given === 'number') return Number.isSafeInteger(given) ? {intValue: given} : {doubleValue: given};
	return {stringValue: typeof given === 'string' ? given : JSON.stringify(given)};
};
const attributes = (fields: Record<string, fc.Arbitrary<unknown>>) =>
	shape(fields).map(record => Object.entries(record).map(([key, one]) => ({key, value: value(one)})));

const logRecord = fc.record({
	timeUnixNano: nanos,
	observedTimeUnixNano: nanos,
	body: fc.constantFrom('claude_code.api_request', 'claude_code.api_error', 'claude_code.user_prompt').map(value),
	attributes: attributes({
		'session.id': sessionId,
		'event.name': fc.constantFrom('api_request', 'api_error', 'user_prompt', 'compaction', 'tool_result'),
		'event.timestamp': isoTime,
		'event.sequence': fc.nat(50),
		'prompt.id': fc.uuid(),
		model,
		query_source: source,
		request_id: fc.nat(20).map(n => `req_${n}`),
		input_tokens: tokens,
		output_tokens: tokens,
		cache_read_tokens: tokens,
		cache_creation_tokens: tokens,
		cost_usd: dollars,
		duration_ms: fc.nat(100_000),
		speed: fc.constantFrom('standard', 'fast'),
		'agent.id': oddText,
		trigger: fc.constantFrom('auto', 'manual'),
		pre_tokens: tokens,
		post_tokens: tokens,
	}),
});
const logs = fc
	.array(logRecord, {maxLength: 5})
	.map(logRecords => ({resourceLogs: [{resource: {attributes: []}, scopeLogs: [{scope: {name: 'x'}, logRecords}]}]}));

const point = fc.record({
	startTimeUnixNano: nanos,
	timeUnixNano: nanos,
	asDouble: mostly(dollars, oddNumber),
	attributes: attributes({
		'session.id': sessionId,
		model,
		type: fc.constantFrom('input', 'output', 'cacheRead', 'cacheCreation'),
		query_source: fc.constantFrom('main', 'subagent', 'auxiliary'),
		speed: fc.constantFrom('standard', 'fast'),
	}),
});
const metric = fc.record({
	name: fc.constantFrom('claude_code.token.usage', 'claude_code.cost.usage', 'claude_code.session.count', 'x'),
	sum: fc.record({
		aggregationTemporality: fc.constantFrom(1, 2),
		isMonotonic: fc.boolean(),
		dataPoints: fc.array(point, {maxLength: 4}),
	}),
});
const metrics = fc.array(metric, {maxLength: 4}).map(list => ({
	resourceMetrics: [{resource: {attributes: []}, scopeMetrics: [{scope: {name: 'x'}, metrics: list}]}],
}));

interface Body {
	signal: 'logs' | 'metrics';
	body: unknown;
}
const body: fc.Arbitrary<Body> = fc.oneof(
	fc.record({signal: fc.constant('logs' as const), body: mostly(logs, fc.jsonValue())}),
	fc.record({signal: fc.constant('metrics' as const), body: mostly(metrics, fc.jsonValue())}),
);

/** Stores the bodies and shows what they say, as it arrives and again from the database. */
function receive(messages: readonly {signal: 'logs' | 'metrics'; message: unknown}[]): void {
	const database = new DatabaseSync(':memory:');
	try {
		for (const migration of migrations) database.exec(migration);
		const connection = {};
		const deliveries = messages.map(
			({signal, message}): Delivery =>
				signal === 'logs'
					? {logs: parseLogs(message, Date.now()), metrics: null, connection}
					: {logs: null, metrics: parseMetrics(message, Date.now()), connection},
		);
		const writer = createWriter(database);
		const live = followTelemetry(database);
		writer.write(deliveries);
		show(live.next(1000).events);
		// After a restart: what was stored once must not be poison for good.
		const again = followTelemetry(database);
		show(again.sessionsSince(0).flatMap(again.load));
	} finally {
		database.close();
	}
}

function show(events: readonly SessionEvent[]): void {
	const monitor = createMonitor(createLedger({dayOf: at => new Date(at).toDateString()}), Date.now);
	for (const event of [...sessionIds.map(runningSession), ...events]) monitor.emit(event);
	monitor.show();
	monitor.close();
	const {sessions, now, ...fleet} = monitor.store.getState();
	hold(sessions.size >= sessionIds.length, 'all sessions are shown', [...sessions.keys()]);
	holdFigures(JSON.parse(toJsonText(fleetToJson({...fleet, sessions}, now))), 'once');
	const options = screenOptions(defaultConfig, {}, false);
	for (const session of sessions.values()) {
		for (const width of [44, 120]) {
			const text = detailLines(session, {width, now, options, onPlan: false}).join('\n');
			holdText(text, 'the detail');
		}
	}
}

function runningSession(sessionId: string, index: number): SessionEvent {
	const process = {
		...{configDir: '/c', pid: index + 1, procStart: '1', sessionId, cwd: '/', startedAt: Date.now() - 3_600_000},
		...({kind: 'interactive', status: 'idle', waitingFor: null, name: 'api', statusSince: null} as const),
		...{version: null, tmux: null, jobId: null, runsElsewhere: false},
	};
	return {type: 'process.seen', process};
}

export const telemetryJson = edge({
	name: 'telemetry-json',
	input: fc.array(body, {minLength: 1, maxLength: 3}),
	check: bodies => receive(bodies.map(({signal, body}) => ({signal, message: JSON.parse(JSON.stringify(body))}))),
});

interface Encoded {
	signal: 'logs' | 'metrics';
	/** As base64. */
	bytes: string;
}
const damagedBytes = fc
	.tuple(body, fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), {maxLength: 3}), fc.option(fc.nat(2000)))
	.map(([{signal, body}, changes, length]): Encoded => {
		let bytes: Buffer;
		try {
			bytes = encodeOtlp(signal, body as object);
		} catch {
			// What no encoder would send.
			bytes = Buffer.from(JSON.stringify(body));
		}
		for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
		return {signal, bytes: bytes.subarray(0, length ?? bytes.length).toString('base64')};
	});

export const telemetryProtobuf = edge({
	name: 'telemetry-protobuf',
	input: fc.array(damagedBytes, {minLength: 1, maxLength: 3}),
	check(bodies) {
		const messages = bodies.flatMap(({signal, bytes}) => {
			try {
				return [{signal, message: decodeProtobuf(signal, Buffer.from(bytes, 'base64'))}];
			} catch {
				// Refused with 400.
				return [];
			}
		});
		receive(messages);
	},
});
