import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseLogs} from '../../../source/claude/telemetry/logs.ts';
import {expectBounded, spoilt} from '../../support/absurd.ts';
import {apiRequest, logsBody, otlpNoon, userPrompt} from '../../support/otlp.ts';

const now = otlpNoon + 60_000;
const only = (...records: Parameters<typeof logsBody>) => {
	const {events, requests, marks, invalid} = parseLogs(logsBody(...records), now);
	expect(invalid).toBe(0);
	expect(events).toHaveLength(1);
	return {...events[0]!, request: requests[0], mark: marks[0]};
};

const nothing = {events: [], requests: [], marks: [], invalid: 0};

describe('a request', () => {
	test('has its tokens, price, model and time', () => {
		const event = only(apiRequest({sequence: 22, at: 712, requestId: 'req_8', cacheCreation1h: 700}));
		expect(event).toMatchObject({sessionId: 'one', sequence: 22, at: otlpNoon + 712, mark: undefined});
		expect(event.request).toEqual({
			session_id: 'one',
			request_id: 'req_8',
			at: otlpNoon + 712,
			model: 'claude-opus-5-5',
			speed: 'standard',
			query_source: 'repl_main_thread',
			agent_id: null,
			input_tokens: 7,
			output_tokens: 30,
			cache_read_tokens: 11_108,
			cache_creation_5m_tokens: 2077,
			cache_creation_1h_tokens: 700,
			cost_usd: 0.0167346,
			duration_ms: 91,
			sequence: 22,
		});
	});

	test('of a subagent names it', () => {
		const fields = apiRequest({querySource: 'agent:custom', attributes: {agent_id: 'a1', speed: 'fast'}});
		expect(only(fields).request).toMatchObject({agent_id: 'a1', speed: 'fast'});
	});

	test('reads numbers that are written as text, as OTLP does with 64-bit integers', () => {
		const body = JSON.parse(JSON.stringify(logsBody(apiRequest({sequence: 5}))), (key, value) =>
			key === 'intValue' ? String(value) : value,
		);
		const {events, requests} = parseLogs(body, now);
		expect(events[0]?.sequence).toBe(5);
		expect(requests[0]?.cache_read_tokens).toBe(11_108);
	});

	test('counts cache writes as five-minute ones if they are not split', () => {
		const record = apiRequest({cacheCreation: 500});
		delete record.attributes?.cache_creation_5m_tokens;
		delete record.attributes?.cache_creation_1h_tokens;
		expect(only(record).request).toMatchObject({cache_creation_5m_tokens: 500, cache_creation_1h_tokens: 0});
	});

	test.each([
		['no session', {sessionId: ''}],
		['no model', {model: ''}],
		['a negative count', {input: -1}],
		['an absurd count', {output: 1e15}],
		['control characters in the model', {model: 'claude\u001b[2J'}],
	])('with %s is counted as unusable', (_, fields) => {
		expect(parseLogs(logsBody(apiRequest(fields)), now)).toEqual({...nothing, invalid: 1});
	});

	test('without a time is dated at its arrival', () => {
		const body = JSON.parse(JSON.stringify(logsBody(apiRequest())), (key, value) =>
			key.endsWith('TimeUnixNano') || key === 'timeUnixNano' ? '0' : value,
		);
		expect(parseLogs(body, now).events[0]?.at).toBe(now);
	});
});

test('a prompt has its command and never its text, even where Claude Code is set to send it', () => {
	const event = only(
		userPrompt({sequence: 3, command: 'clear', attributes: {prompt: 'my secret', prompt_text: 'my secret'}}),
	);
	expect(event).toMatchObject({command: 'clear', mark: {kind: 'prompt', command: 'clear'}});
	expect(JSON.stringify(event)).not.toContain('secret');
});

test('a tool decision with a verdict shows that the classifier ran, one without does not', () => {
	const decision = {name: 'tool_decision', attributes: {decision: 'reject', classifier_verdict: 'no_verdict'}};
	expect(only(decision).mark).toMatchObject({session_id: 'one', kind: 'classifier', at: otlpNoon});
	expect(only({name: 'tool_decision', attributes: {decision: 'accept'}}).mark).toBeUndefined();
});

test('keeps the sequence number of any other event', () => {
	expect(parseLogs(logsBody({name: 'plugin_loaded', sequence: 4}), now).events[0]).toEqual({
		sessionId: 'one',
		at: otlpNoon,
		sequence: 4,
		command: null,
	});
});

test('ignores junk of any shape', () => {
	const around = (value: unknown) => fc.constantFrom(value, [value], {resourceLogs: value}, {resourceLogs: [value]});
	fc.assert(
		fc.property(fc.anything().chain(around), body => {
			expect(parseLogs(body, now).events).toEqual([]);
		}),
	);
});

test('a body with one damaged value is read or counted as unusable, and everything read is within bounds', () => {
	fc.assert(
		fc.property(spoilt(logsBody(apiRequest({sequence: 1}), userPrompt({sequence: 2}))), body => {
			const {events, requests, marks, invalid} = parseLogs(body, now);
			expect(events.length + invalid).toBeLessThanOrEqual(2);
			expectBounded([events, requests, marks]);
		}),
		{numRuns: 1000},
	);
});

test('survives deep nesting and huge attributes', () => {
	const deep = JSON.parse(`{"resourceLogs":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
	expect(parseLogs(deep, now)).toEqual(nothing);
	const attributes = Object.fromEntries(Array.from({length: 5000}, (_, n) => [`a${n}`, 'x'.repeat(100)]));
	expect(only({...apiRequest(), attributes: {...apiRequest().attributes, ...attributes}}).request?.model).toBe(
		'claude-opus-5-5',
	);
	expect(parseLogs(logsBody(apiRequest({model: 'x'.repeat(1_000_000)})), now)).toEqual({...nothing, invalid: 1});
});
