import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseLogs} from '../../../source/claude/telemetry/logs.ts';
import {apiRequest, logsBody, otlpNoon, userPrompt} from '../../support/otlp.ts';

const now = otlpNoon + 60_000;
const only = (...records: Parameters<typeof logsBody>) => {
	const {events, invalid} = parseLogs(logsBody(...records), now);
	expect(invalid).toBe(0);
	expect(events).toHaveLength(1);
	return events[0]!;
};

describe('a request', () => {
	test('has its tokens, price, model and time', () => {
		const event = only(apiRequest({sequence: 22, at: 712, requestId: 'req_8', cacheCreation1h: 700}));
		expect(event).toMatchObject({sessionId: 'one', sequence: 22, at: otlpNoon + 712, prompt: null, classifier: null});
		expect(event.request).toEqual({
			type: 'request',
			origin: 'telemetry',
			sessionId: 'one',
			messageId: null,
			requestId: 'req_8',
			at: otlpNoon + 712,
			model: 'claude-opus-5-5',
			speed: 'standard',
			inferenceGeo: null,
			usage: {
				inputTokens: 7,
				outputTokens: 30,
				cacheReadInputTokens: 11_108,
				cacheCreation5mInputTokens: 2077,
				cacheCreation1hInputTokens: 700,
				webSearchRequests: 0,
			},
			lastIterationTokens: null,
			querySource: 'repl_main_thread',
			purpose: 'main',
			cause: null,
			agentId: null,
			costUsd: 0.0167346,
			durationMs: 91,
			sequence: 22,
		});
	});

	test.each([
		['repl_main_thread', 'main', null],
		['sdk', 'main', null],
		['agent:builtin:general-purpose', 'subagent', null],
		['hook_agent', 'subagent', null],
		['compact', 'compaction', null],
		['generate_session_title', 'background', 'generate_session_title'],
		['something_new', 'background', 'something_new'],
	])('of source %s is %s', (querySource, purpose, cause) => {
		expect(only(apiRequest({querySource})).request).toMatchObject({purpose, cause});
	});

	test('of a subagent names it', () => {
		const fields = apiRequest({querySource: 'agent:custom', attributes: {agent_id: 'a1', speed: 'fast'}});
		expect(only(fields).request).toMatchObject({agentId: 'a1', speed: 'fast'});
	});

	test('reads numbers that are written as text, as OTLP does with 64-bit integers', () => {
		const body = JSON.parse(JSON.stringify(logsBody(apiRequest({sequence: 5}))), (key, value) =>
			key === 'intValue' ? String(value) : value,
		);
		const [event] = parseLogs(body, now).events;
		expect(event?.sequence).toBe(5);
		expect(event?.request?.usage.cacheReadInputTokens).toBe(11_108);
	});

	test('without the split of cache writes counts them for five minutes', () => {
		const record = apiRequest({cacheCreation: 500});
		delete record.attributes?.cache_creation_5m_tokens;
		delete record.attributes?.cache_creation_1h_tokens;
		expect(only(record).request?.usage).toMatchObject({
			cacheCreation5mInputTokens: 500,
			cacheCreation1hInputTokens: 0,
		});
	});

	test.each([
		['no session', {sessionId: ''}],
		['no model', {model: ''}],
		['a negative count', {input: -1}],
		['a count beyond reason', {output: 1e15}],
		['control characters in the model', {model: 'claude\u001b[2J'}],
	])('with %s is counted as unusable', (_, fields) => {
		expect(parseLogs(logsBody(apiRequest(fields)), now)).toEqual({events: [], invalid: 1});
	});

	test('without a time happened when it arrived', () => {
		const body = JSON.parse(JSON.stringify(logsBody(apiRequest())), (key, value) =>
			key.endsWith('TimeUnixNano') || key === 'timeUnixNano' ? '0' : value,
		);
		expect(parseLogs(body, now).events[0]?.at).toBe(now);
	});
});

test('a prompt has its command and never its text, even where Claude Code is told to send it', () => {
	const event = only(
		userPrompt({sequence: 3, command: 'clear', attributes: {prompt: 'my secret', prompt_text: 'my secret'}}),
	);
	expect(event).toMatchObject({command: 'clear', prompt: {type: 'prompt', text: null, command: 'clear'}});
	expect(JSON.stringify(event)).not.toContain('secret');
});

test('a tool decision with a verdict tells of the classifier, one without does not', () => {
	const decision = {name: 'tool_decision', attributes: {decision: 'reject', classifier_verdict: 'no_verdict'}};
	expect(only(decision).classifier).toEqual({type: 'classifier', sessionId: 'one', at: otlpNoon});
	expect(only({name: 'tool_decision', attributes: {decision: 'accept'}}).classifier).toBeNull();
});

test('any other event is kept for its number', () => {
	expect(only({name: 'plugin_loaded', sequence: 4})).toEqual({
		sessionId: 'one',
		at: otlpNoon,
		sequence: 4,
		command: null,
		request: null,
		prompt: null,
		classifier: null,
	});
});

test('junk of any shape is passed over', () => {
	const around = (value: unknown) => fc.constantFrom(value, [value], {resourceLogs: value}, {resourceLogs: [value]});
	fc.assert(
		fc.property(fc.anything().chain(around), body => {
			expect(parseLogs(body, now).events).toEqual([]);
		}),
	);
});

test('a record with one thing spoilt is read or counted, and nothing in it is out of bounds', () => {
	const whole = JSON.stringify(logsBody(apiRequest({sequence: 1}), userPrompt({sequence: 2})));
	const values = whole.match(/"[^"]*"(?!:)|\d+(\.\d+)?|true|false/g)!.length;
	fc.assert(
		fc.property(fc.nat(values - 1), fc.anything({withNullPrototype: false}), (index, junk) => {
			let at = -1;
			const body = JSON.parse(whole, (_, value) => {
				if (typeof value === 'object') return value;
				at++;
				return at === index ? junk : value;
			});
			const {events, invalid} = parseLogs(body, now);
			expect(events.length + invalid).toBeLessThanOrEqual(2);
			for (const {request, at: time} of events) {
				expect(time).toBeGreaterThan(0);
				for (const count of Object.values(request?.usage ?? {})) expect(count).toBeGreaterThanOrEqual(0);
			}
		}),
	);
});

test('deep nesting and huge attributes do no harm', () => {
	const deep = JSON.parse(`{"resourceLogs":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
	expect(parseLogs(deep, now)).toEqual({events: [], invalid: 0});
	const attributes = Object.fromEntries(Array.from({length: 5000}, (_, n) => [`a${n}`, 'x'.repeat(100)]));
	expect(only({...apiRequest(), attributes: {...apiRequest().attributes, ...attributes}}).request?.model).toBe(
		'claude-opus-5-5',
	);
	expect(parseLogs(logsBody(apiRequest({model: 'x'.repeat(1_000_000)})), now)).toEqual({events: [], invalid: 1});
});
