import {describe, expect, test} from 'vitest';
import {type PlanOptions, planSetup} from '../../source/setup/plan.ts';
import {ownCommand, readOwnCommand} from '../../source/setup/statusline-command.ts';

const token = 'ab'.repeat(32);
const script = '/state/ccmon-statusline.sh';

const options = (more: Partial<PlanOptions> = {}): PlanOptions => ({
	telemetry: {port: 28123, token},
	configDir: '/home/dev/.claude',
	id: '0123456789abcdef',
	script,
	environment: {},
	exporters: 'forward',
	managed: {files: [], unreadable: []},
	earlier: [],
	...more,
});

const plan = (settings: object, more: Partial<PlanOptions> = {}) => {
	const result = planSetup(JSON.stringify(settings, null, 2), options(more));
	const after = JSON.parse(result.text) as {env: Record<string, string>; statusLine?: {command: string}};
	return {...result, env: after.env, statusLine: after.statusLine};
};

const managed = (settings: object) => ({
	files: [{path: '/etc/claude-code/managed-settings.json', text: JSON.stringify(settings)}],
	unreadable: [],
});

const telemetryOn = {CLAUDE_CODE_ENABLE_TELEMETRY: '1'};

test('bare settings get the variables and the status line, and no note', () => {
	const {env, statusLine, notes, forwards} = plan({model: 'opus'});
	expect(env).toEqual({
		CLAUDE_CODE_ENABLE_TELEMETRY: '1',
		OTEL_LOGS_EXPORTER: 'otlp',
		OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json',
		OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://127.0.0.1:28123/v1/logs',
		OTEL_EXPORTER_OTLP_LOGS_HEADERS: `x-ccmon-token=${token}`,
		OTEL_LOGS_EXPORT_INTERVAL: '250',
		OTEL_METRICS_EXPORTER: 'otlp',
		OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/json',
		OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:28123/v1/metrics',
		OTEL_EXPORTER_OTLP_METRICS_HEADERS: `x-ccmon-token=${token}`,
		OTEL_METRIC_EXPORT_INTERVAL: '1000',
	});
	expect(statusLine).toEqual({type: 'command', command: ownCommand(script, null)});
	expect({notes, forwards}).toEqual({notes: [], forwards: []});
});

test('a variable that cannot become text is not set', () => {
	const odd = {OTEL_LOGS_EXPORTER: {toString: 1}, OTEL_EXPORTER_OTLP_ENDPOINT: [{valueOf: 1, toString: 1}]};
	const {notes, forwards} = plan({env: odd});
	expect({notes, forwards}).toEqual({notes: [], forwards: []});
});

test('keeps a status line’s command and its other fields', () => {
	const {statusLine} = plan({statusLine: {type: 'command', command: '~/line.sh', padding: 2, refreshInterval: 5}});
	expect(statusLine).toEqual({
		type: 'command',
		command: ownCommand(script, '~/line.sh'),
		padding: 2,
		refreshInterval: 5,
	});
});

test('a status line of another ccmon folder is not wrapped a second time', () => {
	const command = ownCommand('/old/state/ccmon-statusline.sh', '~/line.sh');
	const {statusLine} = plan({statusLine: {type: 'command', command}});
	expect(readOwnCommand(statusLine?.command ?? '')).toEqual({script, previous: '~/line.sh'});
});

test('a status line of an unknown kind is left alone, and so is one that managed settings forbid', () => {
	const unknown = plan({statusLine: {type: 'widget', id: 7}});
	expect(unknown.statusLine).toEqual({type: 'widget', id: 7});
	expect(unknown.notes.join()).toContain('"statusLine"');
	const forbidden = plan({}, {managed: managed({allowManagedHooksOnly: true})});
	expect(forbidden.statusLine).toBeUndefined();
	expect(forbidden.notes.join()).toContain('allowManagedHooksOnly');
});

describe('a person who exports already', () => {
	const collector = {
		...telemetryOn,
		OTEL_LOGS_EXPORTER: 'otlp',
		OTEL_METRICS_EXPORTER: 'otlp,prometheus',
		OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
		OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example:4318/',
		OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://metrics.example/in',
		OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'Authorization=Bearer%20abc, x-team = red=blue',
	};
	const forwards = [
		{
			id: '0123456789abcdef',
			configDir: '/home/dev/.claude',
			signal: 'logs',
			url: 'https://collector.example:4318/v1/logs',
			headers: {},
			protocol: 'http/protobuf',
		},
		{
			id: '0123456789abcdef',
			configDir: '/home/dev/.claude',
			signal: 'metrics',
			url: 'https://metrics.example/in',
			headers: {authorization: 'Bearer abc', 'x-team': 'red=blue'},
			protocol: 'http/protobuf',
		},
	];

	test.each([
		['in the settings', collector, {}],
		['in the environment', {}, collector],
	])('%s: ccmon takes the addresses and passes on', (_, env, environment) => {
		const result = plan({env}, {environment});
		expect(result.forwards).toEqual(forwards);
		expect(result.env).toMatchObject({
			OTEL_LOGS_EXPORTER: 'otlp',
			OTEL_METRICS_EXPORTER: 'otlp,prometheus',
			OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf',
			OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://127.0.0.1:28123/v1/metrics',
			OTEL_EXPORTER_OTLP_METRICS_HEADERS: `x-ccmon-token=${token},x-ccmon-forward=0123456789abcdef`,
		});
		expect(result.notes.join()).toContain('https://metrics.example/in');
	});

	test('can have ccmon leave them alone', () => {
		const result = plan({env: collector}, {exporters: 'leave'});
		expect(result.env).toEqual(collector);
		expect(result.forwards).toEqual([]);
		expect(result.notes).toHaveLength(2);
	});

	test('by gRPC keeps that signal, and says so', () => {
		const result = plan({env: {...collector, OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc'}});
		expect(Object.keys(result.env).filter(name => name.includes('_LOGS_'))).toEqual([
			'OTEL_LOGS_EXPORTER',
			'OTEL_EXPORTER_OTLP_LOGS_PROTOCOL',
		]);
		expect(result.forwards.map(({signal}) => signal)).toEqual(['metrics']);
		expect(result.notes.join()).toContain('grpc');
	});

	test('without an address exports to the usual one', () => {
		const {forwards} = plan({env: {...telemetryOn, OTEL_LOGS_EXPORTER: 'otlp'}});
		expect(forwards).toMatchObject([{url: 'http://localhost:4318/v1/logs', protocol: 'http/protobuf'}]);
	});
});

test('does not start inactive exporters', () => {
	const result = plan({env: {OTEL_METRICS_EXPORTER: 'otlp,console', OTEL_LOGS_EXPORTER: 'none'}});
	expect(result.env).toMatchObject({OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'otlp'});
	expect(result.forwards).toEqual([]);
});

test('keeps other exporters', () => {
	const {env} = plan({env: {...telemetryOn, OTEL_METRICS_EXPORTER: 'prometheus', OTEL_LOGS_EXPORTER: 'console'}});
	expect(env).toMatchObject({OTEL_METRICS_EXPORTER: 'otlp,prometheus', OTEL_LOGS_EXPORTER: 'otlp,console'});
});

test("an environment that holds ccmon's own variables makes no circle", () => {
	const {env} = plan({});
	expect(plan({}, {environment: env}).forwards).toEqual([]);
});

test.each([
	[{OTEL_LOG_USER_PROMPTS: '1'}, 'OTEL_LOG_USER_PROMPTS'],
	[{OTEL_METRICS_INCLUDE_SESSION_ID: 'false'}, 'OTEL_METRICS_INCLUDE_SESSION_ID'],
])('%j is noted', (env, name) => {
	expect(plan({env}).notes.join()).toContain(name);
	expect(plan({}, {environment: env}).notes.join()).toContain(name);
});

test('hooks turned off, and comments that Claude Code does not load, are noted', () => {
	expect(plan({disableAllHooks: true}).notes.join()).toContain('disableAllHooks');
	expect(planSetup('{} // mine', options()).notes.join()).toContain('comments');
});

describe('a second run', () => {
	test('changes nothing', () => {
		const first = plan({
			env: {...telemetryOn, OTEL_LOGS_EXPORTER: 'otlp'},
			statusLine: {type: 'command', command: 'x'},
		});
		const second = planSetup(first.text, options({earlier: first.changes}));
		expect(second).toMatchObject({text: first.text, forwards: first.forwards, notes: first.notes});
		expect(second.changes).toEqual(first.changes);
	});

	test('with another port changes only what names it', () => {
		const first = plan({env: {A: 'b'}});
		const text = planSetup(first.text, options({earlier: first.changes, telemetry: {port: 9, token}})).text;
		expect(text).toBe(first.text.replaceAll('127.0.0.1:28123', '127.0.0.1:9'));
	});

	test('that leaves exporters alone puts them back', () => {
		const env = {...telemetryOn, OTEL_LOGS_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp'};
		const first = plan({env, statusLine: {type: 'command', command: 'x'}});
		const second = planSetup(first.text, options({earlier: first.changes, exporters: 'leave'}));
		expect(JSON.parse(second.text).env).toEqual(env);
	});

	test("keeps what the person has added to ccmon's status line", () => {
		const first = plan({});
		const padded = JSON.stringify({...JSON.parse(first.text), statusLine: {...first.statusLine, padding: 3}});
		const second = planSetup(padded, options({earlier: first.changes}));
		expect(second.text).toBe(padded);
	});
});
