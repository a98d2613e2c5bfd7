import {describe, expect, test} from 'vitest';
import {
	effectiveVariables,
	managedCauseOf,
	noManaged,
	routeOf,
	type Signal,
	signals,
	type Variables,
} from '../../../source/claude/telemetry/exporters.ts';

const ours = (signal: Signal) => `http://127.0.0.1:28123/v1/${signal}`;
const corp = 'http://collector.corp:4318';
const local = 'http://localhost:4318';

/** As setup writes it. */
const own: Variables = Object.assign(
	{CLAUDE_CODE_ENABLE_TELEMETRY: '1'},
	...signals.map(signal => ({
		[`OTEL_${signal.toUpperCase()}_EXPORTER`]: 'otlp',
		[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_PROTOCOL`]: 'http/json',
		[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`]: ours(signal),
		[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS`]: 'x-ccmon-token=secret',
	})),
);

interface Case {
	environment?: Variables;
	user?: Variables;
	managed?: Variables;
	hasHeadersHelper?: boolean;
}

/** Where a signal goes, with `+secret` where the secret goes along; null: nowhere. */
function goes(signal: Signal, {environment = {}, user = {}, managed = {}, hasHeadersHelper = false}: Case) {
	const lookUp = effectiveVariables([environment, {...own, ...user}], {variables: managed, hasHeadersHelper});
	const {exporters, protocol, url, headers} = routeOf(signal, lookUp);
	if (!exporters.includes('otlp')) return null;
	return `${protocol} ${url}${headers['x-ccmon-token'] === 'secret' ? ' +secret' : ''}`;
}

const json = (url: string) => `http/json ${url}`;
const home = {logs: `${json(ours('logs'))} +secret`, metrics: `${json(ours('metrics'))} +secret`};

/** Each was seen with Claude Code 2.1.332 and a listener at either address; test/e2e/setup-managed.test.ts sees some again. */
test.each<[string, Case, {logs: string | null; metrics: string | null}]>([
	['nothing else', {}, home],
	[
		'a managed address for all signals',
		{managed: {OTEL_EXPORTER_OTLP_ENDPOINT: corp}},
		{logs: `${json(`${corp}/v1/logs`)} +secret`, metrics: `${json(`${corp}/v1/metrics`)} +secret`},
	],
	['a blank managed address', {managed: {OTEL_EXPORTER_OTLP_ENDPOINT: ' '}}, home],
	[
		'managed headers for all signals',
		{managed: {OTEL_EXPORTER_OTLP_HEADERS: 'x-corp=1'}},
		{logs: json(`${local}/v1/logs`), metrics: json(`${local}/v1/metrics`)},
	],
	[
		'a managed key for all signals',
		{managed: {OTEL_EXPORTER_OTLP_CLIENT_KEY: '/corp.pem'}},
		{logs: `${json(`${local}/v1/logs`)} +secret`, metrics: `${json(`${local}/v1/metrics`)} +secret`},
	],
	[
		'a managed protocol for all signals',
		{managed: {OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf'}},
		{
			logs: `http/protobuf ${ours('logs')} +secret`,
			metrics: `http/protobuf ${ours('metrics')} +secret`,
		},
	],
	[
		'a managed address of logs',
		{managed: {OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: `${corp}/in`}},
		{logs: `${json(`${corp}/in`)} +secret`, metrics: home.metrics},
	],
	[
		'managed headers of logs',
		{managed: {OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-corp=1'}},
		{logs: json(`${local}/v1/logs`), metrics: home.metrics},
	],
	['a managed exporter', {managed: {OTEL_LOGS_EXPORTER: 'none'}}, {logs: null, metrics: home.metrics}],
	['telemetry turned off', {managed: {CLAUDE_CODE_ENABLE_TELEMETRY: '0'}}, {logs: null, metrics: null}],
	[
		'a managed helper for headers',
		{hasHeadersHelper: true},
		{logs: `${json(`${local}/v1/logs`)} +secret`, metrics: `${json(`${local}/v1/metrics`)} +secret`},
	],
	["the person's address for all signals", {user: {OTEL_EXPORTER_OTLP_ENDPOINT: corp}}, home],
	["the person's headers for all signals", {user: {OTEL_EXPORTER_OTLP_HEADERS: 'x-corp=1'}}, home],
	['addresses in the environment', {environment: {OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: corp}}, home],
	[
		'a blank address of logs',
		{user: {OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: '', OTEL_EXPORTER_OTLP_ENDPOINT: corp}},
		{logs: `${json(`${corp}/v1/logs`)} +secret`, metrics: home.metrics},
	],
])('with %s', (_, settings, expected) => {
	expect({logs: goes('logs', settings), metrics: goes('metrics', settings)}).toEqual(expected);
});

describe('the managed setting that is the cause', () => {
	const causeOf = (managed: Variables, hasHeadersHelper = false) =>
		signals.map(signal => managedCauseOf(signal, [own], {variables: managed, hasHeadersHelper}));

	test.each<[Variables, (string | null)[]]>([
		[{}, [null, null]],
		[{OTEL_LOGS_EXPORTER: 'otlp', CLAUDE_CODE_ENABLE_TELEMETRY: '1'}, [null, null]],
		[
			{OTEL_LOGS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: corp},
			['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
		],
		[{OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY: '/k'}, [null, 'OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY']],
	])('of %j is %j', (managed, causes) => {
		expect(causeOf(managed)).toEqual(causes);
	});

	test('may be the helper for headers', () => {
		expect(causeOf({}, true)).toEqual(['otelHeadersHelper', 'otelHeadersHelper']);
	});
});

test('a variable named like a property of every object is not set', () => {
	expect(effectiveVariables([{}], noManaged)('constructor')).toBeUndefined();
	expect(
		routeOf('logs', effectiveVariables([{...own, OTEL_EXPORTER_OTLP_LOGS_HEADERS: '__proto__=1'}], noManaged)).headers,
	).not.toHaveProperty('x-ccmon-token');
});
