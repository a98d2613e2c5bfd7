/** What comes from terminals and sockets: screens of Claude Code, a person's keys, requests of other ccmon processes. */
import {globSync, readFileSync} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import * as v from 'valibot';
import {parseAnsiScreen} from '../../../source/claude/screen/ansi.ts';
import {readPromptBox} from '../../../source/claude/screen/prompt-box.ts';
import {createHeadlessParser} from '../../../source/claude/stream-json/parse.ts';
import {createInputGate} from '../../../source/control/terminals/run/input-gate.ts';
import {createScreenModel} from '../../../source/control/terminals/screen-model.ts';
import {
	parseReply,
	parseRequest,
	requestBytes,
	screenSchema,
} from '../../../source/control/terminals/socket/protocol.ts';
import {toJsonText} from '../../../source/core/json-text.ts';
import {createLineReader} from '../../../source/platform/lines.ts';
import {edge, hold} from '../edge.ts';
import {damaged, jsonText, oddNumber, oddText, sessionId, shape} from '../grammar.ts';
import {transcriptLine} from './transcript-lines.ts';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/screens');
const captures = globSync('*.ans', {cwd: fixtures}).map(name => readFileSync(path.join(fixtures, name), 'utf8'));
const rows = captures.flatMap(capture => capture.split('\n'));
const rule = fc.nat(120).map(length => '─'.repeat(length));
const sequence = fc.oneof(
	fc.constantFrom(
		'\u001b[2m',
		'\u001b[7m',
		'\u001b[m',
		'\u001b[38;5;246m',
		'\u001b[?1049h',
		'\u001b[2J',
		'\u001b[5;5H',
		'\u001bc',
		'\u001b[',
		'\u001b]0;x',
	),
	oddText,
);
const row = fc.oneof(
	{weight: 6, arbitrary: fc.constantFrom(...rows)},
	rule,
	fc.tuple(fc.constantFrom('❯ ', '> ', '! ', '  ', '│ '), oddText).map(([start, text]) => start + text),
	fc
		.tuple(fc.constantFrom(...rows), sequence, fc.nat(80))
		.map(([text, piece, at]) => text.slice(0, at) + piece + text.slice(at)),
);
const capture = fc.oneof(
	damaged(fc.constantFrom(...captures)),
	fc.array(row, {maxLength: 40}).map(lines => lines.join('\n')),
);

export const screens = edge({
	name: 'screens',
	input: fc.record({capture, columns: fc.oneof(fc.constantFrom(44, 80, 100, 120), fc.integer({min: 1, max: 300}))}),
	async check({capture, columns}) {
		const reading = readPromptBox(parseAnsiScreen(capture, columns));
		hold(typeof reading.kind === 'string', 'it is one of the screens', reading);
		if ('text' in reading) hold(reading.text.length <= capture.length, 'a draft is on the screen', reading);
		const model = await createScreenModel(Math.max(2, columns), 24);
		try {
			model.write(Buffer.from(capture));
			hold(v.is(screenSchema, await model.read()), 'what ccmon run shows of it is allowed');
		} finally {
			model.close();
		}
	},
});

const keys = fc.oneof(
	fc.string({maxLength: 8}),
	fc.constantFrom(
		'\u001b',
		'\u001b[A',
		'\u001b[200~',
		'\u001b[201~',
		'\u001bO',
		'\u001b[1;5C',
		'\r',
		'\u0003',
		'\u001a',
		'\u001b[M !!',
		'\u001b]11;?\u0007',
		'é',
		'漢',
	),
	oddText,
);

export const keyboard = edge({
	name: 'keys',
	input: fc.array(keys, {maxLength: 20}),
	check(reads) {
		let written = '';
		const gate = createInputGate(data => {
			written += data.toString('latin1');
		});
		let typed = '';
		for (const read of reads) {
			const bytes = Buffer.from(read);
			// Terminals give what they have, also half a character.
			for (const part of [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)]) {
				gate.person(part);
				typed += part.toString('latin1');
			}
		}
		hold(written === typed, 'every key passes at once and in order', [typed, written]);
	},
});

const request = jsonText(
	shape({
		id: fc.nat(),
		method: fc.constantFrom('hello', 'screen', 'type', 'key', 'message', 'interrupt', 'end'),
		text: oddText,
		key: fc.constantFrom('enter', 'escape', 'ctrl+u', 'backspace'),
		times: oddNumber,
		ok: fc.boolean(),
		result: fc.jsonValue(),
		reason: oddText,
	}),
);

export const sockets = edge({
	name: 'sockets',
	input: fc.record({lines: fc.array(request, {maxLength: 8}), cuts: fc.array(fc.nat(500), {maxLength: 5})}),
	check({lines, cuts}) {
		const bytes = Buffer.from(lines.map(line => `${line.replaceAll('\n', ' ')}\n`).join(''));
		const read: string[] = [];
		const reader = createLineReader(
			requestBytes,
			line => read.push(line),
			() => hold(false, 'it fits'),
		);
		let from = 0;
		for (const cut of [...cuts.sort((a, b) => a - b), bytes.length]) {
			reader(bytes.subarray(from, Math.max(from, cut)));
			from = Math.max(from, cut);
		}
		hold(read.length === lines.length, 'every line is read once', read);
		for (const line of read) {
			const parsed = parseRequest(line);
			if (parsed && 'text' in parsed) hold(parsed.text.length <= 100_000, 'a text has its bounds');
			if (parsed && 'times' in parsed)
				hold(parsed.times >= 1 && parsed.times <= 100_000, 'a count has its bounds', parsed);
			parseReply(line);
		}
	},
});

const headlessLine = fc.oneof(
	transcriptLine,
	jsonText(
		shape({
			type: fc.constantFrom(
				'system',
				'assistant',
				'user',
				'result',
				'stream_event',
				'control_response',
				'command_lifecycle',
			),
			subtype: fc.constantFrom('init', 'success', 'status', 'api_retry', 'compact_boundary'),
			session_id: sessionId,
			total_cost_usd: oddNumber,
			status: oddText,
			result: oddText,
			event: shape({
				type: fc.constantFrom(
					'message_start',
					'content_block_start',
					'content_block_delta',
					'message_delta',
					'message_stop',
				),
				index: fc.nat(3),
				delta: shape({type: fc.constantFrom('text_delta', 'input_json_delta'), text: oddText, partial_json: oddText}),
			}),
		}),
	),
);

export const headless = edge({
	name: 'headless',
	input: fc.array(headlessLine, {maxLength: 10}),
	check(lines) {
		const events: unknown[] = [];
		const process = {
			...{
				configDir: '/c',
				pid: 1,
				procStart: null,
				sessionId: '1',
				cwd: '/',
				startedAt: 0,
				kind: 'headless',
				status: 'idle',
			},
			...{waitingFor: null, name: null, statusSince: 0, version: null, tmux: null, jobId: null, runsElsewhere: false},
		} as Parameters<typeof createHeadlessParser>[0]['process'];
		const parser = createHeadlessParser({process, emit: event => events.push(event), clock: Date.now});
		for (const line of lines) parser.line(line);
		parser.end();
		toJsonText(events);
	},
});
