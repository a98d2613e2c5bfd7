/** Lines as the real Claude Code 2.1.330 printed them: three turns (one with a prompt in its middle, one with a subagent), /compact, /clear, /compact refused. */
import {readFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {ProcessInfo, SessionEvent} from '../../../source/claude/events.ts';
import {createHeadlessParser} from '../../../source/claude/stream-json/parse.ts';
import {createLedger} from '../../../source/core/ledger.ts';
import {expectBounded, spoilt} from '../../support/absurd.ts';
import {noon} from '../../support/events.ts';

const fixture = path.join(import.meta.dirname, '../../fixtures/headless/session.jsonl');
const lines = readFileSync(fixture, 'utf8').trimEnd().split('\n');
const first = '352d7c87-b80b-48e6-9502-bf7b1f4cf1a4';
const second = '713db203-7cb5-4c38-ae49-a5ab438c619b';

const started: ProcessInfo = {
	...{configDir: '/home/dev/.claude', pid: 4711, procStart: '99', sessionId: first, cwd: '/home/dev/web'},
	...{kind: 'headless', status: 'idle', waitingFor: null, name: null, startedAt: noon, statusSince: noon},
	...{version: null, tmux: null, jobId: null, runsElsewhere: false},
};

/** A parser whose events go into a ledger. A line takes 20 ms, so that estimates are reported now and then. */
function open() {
	let now = noon;
	const events: SessionEvent[] = [];
	const ledger = createLedger({dayOf: () => 'today'});
	const emit = (event: SessionEvent) => {
		events.push(event);
		ledger.apply(event, now);
	};
	const parser = createHeadlessParser({process: started, emit, clock: () => now});
	emit({type: 'process.seen', process: started});
	return {
		parser,
		events,
		of: <Type extends SessionEvent['type']>(type: Type) =>
			events.filter((event): event is Extract<SessionEvent, {type: Type}> => event.type === type),
		read(text: string) {
			now += 20;
			parser.line(text);
		},
		/** The one running session. */
		session: () => [...ledger.sessions(now).values()].find(({state}) => state !== 'exited')!,
		finished: (sessionId: string) => ledger.sessions(now).get(sessionId)!,
	};
}

const isType = (text: string, type: string) => text.includes(`"event": {"type": "${type}"`);

describe('a headless session, from its output', () => {
	test('counts tokens while the answer is written, and exactly at its end', () => {
		const {read, session} = open();
		const outputs: number[] = [];
		for (const line of lines) {
			read(line);
			if (isType(line, 'message_start')) {
				expect(session()).toMatchObject({
					state: 'busy',
					context: {tokens: 7 + 2391 + 9564},
					usage: {inputTokens: 7, cacheCreation5mInputTokens: 2391, cacheReadInputTokens: 9564, outputTokens: 1},
				});
			}
			outputs.push(session().usage.outputTokens);
			if (isType(line, 'message_delta')) break;
		}
		// It grew step by step, and what it grew to was replaced by what was reported at the end.
		const steps = [...new Set(outputs)];
		expect(steps.length).toBeGreaterThan(3);
		expect(steps).toEqual([...steps].sort((a, b) => a - b));
		expect(steps.at(-1)).toBe(189);
	});

	test('an estimate that was too large does not stay', () => {
		const {read, session} = open();
		const end = lines.findIndex(line => isType(line, 'message_delta'));
		for (const line of lines.slice(0, end)) read(line);
		expect(session().usage.outputTokens).toBeGreaterThan(50);
		read(lines[end]!.replace('"output_tokens": 189', '"output_tokens": 20'));
		expect(session().usage.outputTokens).toBe(20);
	});

	test('a session that dies while it answers keeps no estimate', () => {
		const {parser, read, session} = open();
		const end = lines.findIndex(line => isType(line, 'message_delta'));
		for (const line of lines.slice(0, end)) read(line);
		parser.end();
		expect(session().usage.outputTokens).toBe(1);
	});

	test('every answer counts once, a subagent apart, and the total is what Claude Code says', () => {
		const {read, finished, session, of} = open();
		for (const line of lines) read(line);
		const {usage, requests, cost, context, compactions} = finished(first);
		// Six answers of the main thread; the subagent's own output is in its transcript, here its start alone.
		expect(requests).toBe(7);
		const told = new Map(of('request').map(event => [event.messageId, [event.purpose, event.usage.outputTokens]]));
		expect([...told.values()].slice(0, 7)).toEqual([
			...[189, 33, 21, 45, 33].map(tokens => ['main', tokens]),
			...[
				['subagent', 1],
				['main', 33],
			],
		]);
		// Claude Code's own sum holds the compaction's request, and two turns that were cut out of these lines.
		expect(usage.outputTokens).toBe(2336);
		expect(cost.totalUsd).toBeCloseTo(0.2221998, 9);
		expect(cost.basis).toBe('reported');
		expect(context).toMatchObject({tokens: 2726, windowTokens: 1_000_000});
		expect(compactions).toMatchObject([{trigger: 'manual', preTokens: 15_078, postTokens: 2726, durationMs: 171}]);
		expect(session()).toMatchObject({sessionId: second, pid: 4711, kind: 'headless', state: 'idle'});
		expect(session().usage).toMatchObject({outputTokens: 34, inputTokens: 7});
		expect(session().cost.totalUsd).toBeCloseTo(0.0150746, 9);
	});

	test('prompts and refusals come with the ids of their transcript lines', () => {
		const {read, of} = open();
		for (const line of lines) read(line);
		expect(of('prompt').map(({sessionId, text, human}) => [sessionId === first ? 1 : 2, text, human])).toEqual([
			[1, 'hello WORDS:60', true],
			[1, 'TOOL:Bash {"command":"sleep 1; echo hi"}', true],
			[1, 'in tool WORDS:4', true],
			[1, 'TOOL:Agent {"description":"d","prompt":"sub WORDS:30","subagent_type":"general-purpose"}', true],
			[1, '/compact', true],
			[2, '/clear', true],
			[2, '/compact', true],
			[2, '/nonsense', true],
		]);
		expect(of('prompt')[0]).toMatchObject({id: '3cedfbaa-50d6-4290-8a5b-5a5d6a8f5614'});
		expect(of('notice').at(-1)).toMatchObject({
			text: 'Not enough messages to compact.',
			id: 'e2e1634e-0a00-4cae-9a8d-c39c05d27183',
		});
	});

	test('is busy from when a message is sent until it is done', () => {
		const {parser, read, session} = open();
		const uuid = '3cedfbaa-50d6-4290-8a5b-5a5d6a8f5614';
		parser.sent(uuid);
		parser.sent('another');
		expect(session().state).toBe('busy');
		const result = lines.findIndex(line => line.includes('"type": "result"'));
		for (const line of lines.slice(0, result + 2)) read(line);
		// The first is done; the other is still queued.
		expect(session().state).toBe('busy');
		read(JSON.stringify({type: 'command_lifecycle', command_uuid: 'another', state: 'completed'}));
		expect(session().state).toBe('idle');
	});

	test('its last lines can be shown, without anything that could act on the screen', () => {
		const {read, session} = open();
		for (const line of lines.slice(0, 30)) read(line.replaceAll('lorem ', 'lo\\u001b[31mrem '));
		const {output} = session();
		expect(output[0]).toBe('> hello WORDS:60');
		expect(output[1]).toMatch(/^Answer 1\. lorem ipsum/);
		expect(output.every(text => text.length <= 100 && !text.includes('\u001b'))).toBe(true);
		expect(output.slice(1).join(' ').split(' ').length).toBe(122);
	});

	test.each([
		'',
		'not json',
		'[]',
		'null',
		'{"type":"assistant","message":{"usage":{"output_tokens":-1},"id":"m","model":"x","content":[{"text":5}]}}',
		'{"type":"stream_event","event":{"type":"message_start","message":{"id":"m","model":"x","usage":{"input_tokens":"a"}}}}',
		'{"type":"stream_event","event":{"type":"message_delta","usage":null}}',
		'{"type":"result","total_cost_usd":-1,"modelUsage":{"x":null}}',
		'{"type":"user","message":null}',
	])('ignores a line without throwing: %s', line => {
		const {read, session, of} = open();
		read(line);
		expect(of('request')).toEqual([]);
		expect(of('reported')).toEqual([]);
		expect(session().usage.outputTokens).toBe(0);
	});
});

test('with one damaged value in a line, everything emitted is within bounds and the other lines are read', () => {
	const objects = lines.map((line): object => JSON.parse(line));
	const changed = fc.nat(lines.length - 1).chain(place => spoilt(objects[place]!).map(json => ({place, json})));
	fc.assert(
		fc.property(changed, ({place, json}) => {
			const session = open();
			for (const [index, line] of lines.entries()) session.read(index === place ? JSON.stringify(json) : line);
			expectBounded(session.events);
			expect(session.of('reported').length).toBeGreaterThan(2);
		}),
		{numRuns: 200},
	);
});
