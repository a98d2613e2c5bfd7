/** What setup does with one signal, and where Claude Code's telemetry then goes. */
import {describe, expect, test} from 'vitest';
import {effectiveVariables, type Managed, noManaged, routeOf} from '../../source/claude/telemetry/exporters.ts';
import {
	carriesTokenAway,
	isOwn,
	noteworthy,
	planSignal,
	reachesCcmon,
	type SignalOptions,
} from '../../source/setup/exporters.ts';

const token = 'ab'.repeat(32);
const telemetry = {port: 28_123, token};
const options: SignalOptions = {
	...{telemetry, configDir: '/home/dev/.claude', id: '0123456789abcdef', exporters: 'forward'},
};

const on = {CLAUDE_CODE_ENABLE_TELEMETRY: '1'};
/** Logs exported to a collector, with headers of the person's. */
const collector = {
	...on,
	OTEL_LOGS_EXPORTER: 'otlp',
	OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://collector.example/in',
	OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'authorization=Bearer%20abc',
};

type Env = Record<string, string>;
const plan = (env: Env, more: Partial<SignalOptions> = {}, managed: Managed = noManaged) =>
	planSignal('logs', own => effectiveVariables([env, own], managed), {...options, ...more});
const lookUp = (env: Env) => effectiveVariables([env], noManaged);
const ways = (env: Env) => routeOf('logs', lookUp(env));

describe('logs that are exported already', () => {
	test('go to ccmon, which forwards them in the same protocol with the same headers', () => {
		const {env, forward, note, diverted} = plan(collector);
		expect(env).toEqual({
			OTEL_LOGS_EXPORTER: 'otlp',
			OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
			OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:28123/v1/logs',
			OTEL_EXPORTER_OTLP_LOGS_HEADERS: `x-ccmon-token=${token},x-ccmon-forward=0123456789abcdef`,
			OTEL_LOGS_EXPORT_INTERVAL: '250',
		});
		expect(forward).toEqual({
			...{id: '0123456789abcdef', configDir: '/home/dev/.claude', signal: 'logs'},
			...{url: 'https://collector.example/in', protocol: 'http/protobuf', headers: {authorization: 'Bearer abc'}},
		});
		expect(note).toMatch(/^Your logs are exported to https:\/\/collector\.example\/in\. .*only while a ccmon runs/);
		expect(diverted).toBeNull();
	});

	test('stay where they are on request', () => {
		expect(plan(collector, {exporters: 'leave'})).toEqual({
			...{env: null, forward: null, diverted: null},
			note: 'Your logs go on to https://collector.example/in as before, and ccmon does without them.',
		});
	});

	test('stay where they are when ccmon could not receive them, whatever was asked for', () => {
		for (const exporters of ['forward', 'leave'] as const) {
			const {note, ...rest} = plan({...collector, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc'}, {exporters});
			expect(rest).toEqual({env: null, forward: null, diverted: null});
			expect(note).toContain('exported by grpc, which ccmon cannot receive');
			expect(note).toContain('Set OTEL_EXPORTER_OTLP_LOGS_PROTOCOL=http/protobuf');
		}
	});

	test.each(['unix:///run/collector.sock', 'collector.example:4318', 'ftp://http://collector.example'])(
		'stay where they are when %s is no web address',
		url => {
			const {note, ...rest} = plan({...collector, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: url});
			expect(rest).toEqual({env: null, forward: null, diverted: null});
			expect(note).toContain(`exported to ${url}, which is not a web address`);
		},
	);

	test.each(['http://collector.example/in', 'https://collector.example/in'])('may go to %s', url => {
		expect(plan({...collector, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: url}).forward?.url).toBe(url);
	});

	test('to ccmon itself are not forwarded', () => {
		const own = plan({}).env;
		const again = plan({...on, ...own});
		expect(again).toEqual({env: own, forward: null, note: null, diverted: null});
	});
});

test('logs that are not exported yet go to ccmon only', () => {
	expect(plan({})).toEqual({
		env: {
			OTEL_LOGS_EXPORTER: 'otlp',
			OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json',
			OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:28123/v1/logs',
			OTEL_EXPORTER_OTLP_LOGS_HEADERS: `x-ccmon-token=${token}`,
			OTEL_LOGS_EXPORT_INTERVAL: '250',
		},
		...{forward: null, note: null, diverted: null},
	});
});

test('keeps other exporters, each once', () => {
	const listed = (exporters: string) => plan({...on, OTEL_LOGS_EXPORTER: exporters}).env?.OTEL_LOGS_EXPORTER;
	expect(listed('console')).toBe('otlp,console');
	expect(listed('console,otlp')).toBe('console,otlp');
	const own = {...plan({}).env, OTEL_LOGS_EXPORTER: 'console,otlp'};
	expect(plan({...on, ...own}).env?.OTEL_LOGS_EXPORTER).toBe('otlp,console');
});

test('metrics come every second, logs four times a second', () => {
	const metrics = planSignal('metrics', own => effectiveVariables([own], noManaged), options);
	expect(metrics.env?.OTEL_METRIC_EXPORT_INTERVAL).toBe('1000');
	expect(plan({}).env?.OTEL_LOGS_EXPORT_INTERVAL).toBe('250');
});

test("when the administrator's settings send the logs elsewhere, the token is not set at all", () => {
	const managed = {
		variables: {OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://company.example/in'},
		hasHeadersHelper: false,
	};
	const {diverted, ...rest} = plan({}, {}, managed);
	expect(rest).toEqual({env: null, forward: null, note: null});
	expect(diverted).toMatchObject({
		signal: 'logs',
		env: {...on, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:28123/v1/logs'},
		route: {url: 'https://company.example/in'},
	});
});

describe('what Claude Code sends', () => {
	const own: Env = {...on, ...plan({}).env};

	test('reaches ccmon with its address, its token and a protocol that it reads', () => {
		const reaches = (more: Env) => reachesCcmon('logs', ways({...own, ...more}), telemetry);
		expect(reaches({})).toBe(true);
		expect(reaches({OTEL_LOGS_EXPORTER: 'console,otlp'})).toBe(true);
		expect(reaches({OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf'})).toBe(true);
		expect(reaches({OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc'})).toBe(false);
		expect(reaches({OTEL_LOGS_EXPORTER: 'console'})).toBe(false);
		expect(reaches({CLAUDE_CODE_ENABLE_TELEMETRY: '0'})).toBe(false);
		expect(reaches({OTEL_EXPORTER_OTLP_LOGS_HEADERS: `x-ccmon-token=${'cd'.repeat(32)}`})).toBe(false);
		expect(reaches({OTEL_EXPORTER_OTLP_LOGS_HEADERS: ''})).toBe(false);
		expect(reaches({OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:28124/v1/logs'})).toBe(false);
		expect(reaches({OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:28123/v1/metrics'})).toBe(false);
	});

	test.each([
		['http://127.0.0.1:28123/v1/logs', false],
		['http://127.0.0.1:9/v1/logs', false],
		['https://company.example/v1/logs', true],
		['http://127.0.0.1:28123/v1/metrics', true],
		['http://127.0.0.1:28123/v1/logs/more', true],
		['http://127.0.0.1.example:80/v1/logs', true],
		['http://127x0.0.1:80/v1/logs', true],
		['https://company.example/?http://127.0.0.1:1/v1/logs', true],
	])('to %s with the token takes it away: %s', (url, expected) => {
		const env = {...own, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: url};
		expect(carriesTokenAway('logs', ways(env))).toBe(expected);
		// Nothing is taken anywhere without the token, nor by what is not exported.
		expect(carriesTokenAway('logs', ways({...env, OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'a=b'}))).toBe(false);
		expect(carriesTokenAway('logs', ways({...env, OTEL_LOGS_EXPORTER: 'console'}))).toBe(false);
	});

	test('is recognised as ccmon’s with any token', () => {
		expect(
			[own, collector, {OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-ccmon-token=old'}].map(env => isOwn('logs', lookUp(env))),
		).toEqual([true, false, true]);
		expect(isOwn('metrics', lookUp(own))).toBe(false);
	});
});

test('what the person has Claude Code put into its events is named, and what takes the session from the metrics', () => {
	expect(noteworthy(lookUp({OTEL_LOG_USER_PROMPTS: 'off', OTEL_METRICS_INCLUDE_SESSION_ID: '1'}))).toEqual([]);
	const notes = noteworthy(
		lookUp({
			...{OTEL_LOG_USER_PROMPTS: '1', OTEL_LOG_ASSISTANT_RESPONSES: 'true', OTEL_LOG_TOOL_DETAILS: '1'},
			...{OTEL_LOG_TOOL_CONTENT: '1', OTEL_LOG_RAW_API_BODIES: 'file:/tmp/x'},
			...{OTEL_METRICS_INCLUDE_SESSION_ID: 'off'},
		}),
	);
	expect(notes).toHaveLength(2);
	expect(notes[0]).toMatch(
		/^OTEL_LOG_USER_PROMPTS and OTEL_LOG_ASSISTANT_RESPONSES and OTEL_LOG_TOOL_DETAILS and OTEL_LOG_TOOL_CONTENT and OTEL_LOG_RAW_API_BODIES: /,
	);
	expect(notes[1]).toMatch(/^OTEL_METRICS_INCLUDE_SESSION_ID is off/);
});
