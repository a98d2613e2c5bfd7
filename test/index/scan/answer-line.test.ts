/** The quick reader of the history and the parser of the live screen must read the same from the same line. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {RequestSeen} from '../../../source/claude/events.ts';
import {readTranscript} from '../../../source/claude/transcript/read-transcript.ts';
import {
	answerAt,
	counts,
	field,
	hashOf,
	isSidechain,
	lineBytes,
	lineKind,
	rawText,
	readAnswerLine,
	readFigures,
} from '../../../source/index/scan/answer-line.ts';
import {hashText} from '../../../source/index/scan/hash.ts';

function readQuickly(text: string) {
	// Anywhere in the buffer, with something else behind it.
	const start = text.length % 7;
	lineBytes.fill('"', 0, 8192);
	const kind = readAnswerLine(start, start + lineBytes.write(text, start));
	if (kind !== lineKind.answer) return kind;
	if (!readFigures()) return lineKind.other;
	const part = (name: number): string | null => {
		const raw = rawText(name);
		return raw === null ? null : JSON.parse(`"${raw}"`) || null;
	};
	return {
		messageId: part(field.messageId),
		key: hashOf(field.messageId),
		requestId: part(field.requestId),
		model: part(field.model),
		owner: part(field.owner),
		agentId: part(field.agentId),
		isSidechain: isSidechain() || part(field.agentId) !== null,
		at: answerAt,
		speed: part(field.speed) === 'fast' ? 'fast' : 'standard',
		inferenceGeo: part(field.geo),
		usage: {
			inputTokens: counts[field.input]!,
			outputTokens: counts[field.output]!,
			cacheReadInputTokens: counts[field.cacheRead]!,
			cacheCreation5mInputTokens: counts[field.creation5m]!,
			cacheCreation1hInputTokens: counts[field.creation1h]!,
			webSearchRequests: counts[field.webSearches]!,
		},
	};
}

function readFully(text: string) {
	const requests: RequestSeen[] = [];
	const bytes = Buffer.from(`${text}\n`);
	readTranscript(
		{path: 'p', configDir: 'c', sessionId: 'own', agentId: null},
		{
			from: null,
			readAt: (into, position) => bytes.copy(into, 0, position),
			emit: event => event.type === 'request' && requests.push(event),
		},
	);
	return requests.map(request => ({
		messageId: request.messageId,
		key: hashText(request.messageId ?? ''),
		requestId: request.requestId,
		model: request.model,
		owner: request.copiedFrom ?? null,
		agentId: request.agentId,
		isSidechain: request.purpose !== 'main',
		at: request.at,
		speed: request.speed,
		inferenceGeo: request.inferenceGeo,
		usage: request.usage,
	}));
}

/** Text that looks like what the reader looks for. */
const nasty = fc.oneof(
	fc.string({unit: 'binary', maxLength: 40}),
	fc.constantFrom(
		'"usage":{"output_tokens":9}',
		'],"stop_reason":"x"',
		'\\',
		'\\"',
		'}',
		'{"type":"assistant"',
		'漢字',
		'\n',
	),
);
const count = fc.oneof(fc.nat(5), fc.nat(2_000_000));
const usage = fc
	.record({
		input: count,
		fiveMinutes: count,
		oneHour: count,
		read: count,
		output: count,
		searches: fc.option(fc.nat(9)),
		speed: fc.option(fc.constantFrom('standard', 'fast', null)),
		geo: fc.option(fc.constantFrom('', 'us', 'not_available')),
		iterations: fc.option(fc.nat(3)),
		extra: fc.option(nasty),
	})
	.map(({input, fiveMinutes, oneHour, read, output, searches, speed, geo, iterations, extra}) => ({
		input_tokens: input,
		cache_creation_input_tokens: fiveMinutes + oneHour,
		cache_read_input_tokens: read,
		output_tokens: output,
		...(extra !== null && {output_tokens_details: {thinking_tokens: output, extra}}),
		...(searches !== null && {server_tool_use: {web_search_requests: searches, web_fetch_requests: 7}}),
		cache_creation: {ephemeral_1h_input_tokens: oneHour, ephemeral_5m_input_tokens: fiveMinutes},
		...(geo !== null && {inference_geo: geo}),
		...(iterations !== null && {iterations: Array.from({length: iterations}, () => ({output_tokens: 1}))}),
		...(speed !== undefined && {speed}),
	}));
const block = fc.oneof(
	nasty.map(text => ({type: 'text', text})),
	fc.tuple(nasty, nasty).map(([file_path, text]) => ({
		type: 'tool_use',
		input: {file_path, list: [text], stop_reason: text, usage: {output_tokens: 5}, message: {usage: {input_tokens: 1}}},
	})),
);
const message = fc.record({id: fc.stringMatching(/^msg_\w{1,20}$/), usage, content: fc.array(block, {maxLength: 3})});
const envelope = fc.record({
	message,
	model: fc.constantFrom(
		'claude-opus-4-5-20251101',
		'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
		'claude-opus-4-5@x',
	),
	at: fc.date({min: new Date('2024-01-01'), max: new Date('2030-12-31'), noInvalidDate: true}),
	requestId: fc.option(fc.stringMatching(/^req_\w{1,20}$/)),
	agentId: fc.option(fc.stringMatching(/^a[0-9a-f]{16}$/)),
	owner: fc.option(fc.uuid()),
	isSidechain: fc.boolean(),
	typeFirst: fc.boolean(),
	extra: nasty,
});

const lines = envelope.map(({message, model, at, requestId, agentId, owner, isSidechain, typeFirst, extra}) => {
	const said = {id: message.id, type: 'message', role: 'assistant', model, content: message.content};
	const rest = {stop_reason: null, stop_sequence: null, usage: message.usage, stop_details: {extra}};
	const times = {type: 'assistant', uuid: 'u', timestamp: at.toISOString(), cwd: extra};
	return JSON.stringify({
		parentUuid: null,
		isSidechain,
		...(agentId !== null && {agentId}),
		...(typeFirst && times),
		message: {...said, ...rest},
		...(requestId !== null && {requestId}),
		...(owner !== null && {requestSessionId: owner}),
		...(!typeFirst && times),
		toolUseResult: {usage: {output_tokens: 3}, extra},
		sessionId: 'own',
	});
});

const isEmpty = ({usage}: {usage: Record<string, number>}) => Object.values(usage).every(value => value === 0);

test('answers read from bytes are what the full parser reads', () => {
	let read = 0;
	fc.assert(
		fc.property(lines, text => {
			const quick = readQuickly(text);
			if (quick === lineKind.other) return;
			if (typeof quick === 'number') throw new Error(`passed over as ${quick}`);
			read++;
			expect(isEmpty(quick) ? [] : [quick]).toEqual(readFully(text));
		}),
		{numRuns: 2000},
	);
	// What were left to the full parser would make the history slow.
	expect(read).toBeGreaterThan(1900);
});

test('cut off or damaged anywhere, an answer is read as the full parser reads it or not at all', () => {
	fc.assert(
		fc.property(lines, fc.nat(), fc.integer({min: 32, max: 126}), (text, position, byte) => {
			const bytes = Buffer.from(text);
			const at = position % bytes.length;
			expect(typeof readQuickly(bytes.toString('utf8', 0, at))).toBe('number');
			bytes[at] = byte;
			const damaged = bytes.toString('utf8');
			if (!isJson(damaged)) return;
			const quick = readQuickly(damaged);
			if (typeof quick === 'number' || isEmpty(quick)) return;
			expect([quick]).toEqual(readFully(damaged));
		}),
		{numRuns: 2000},
	);
});

function isJson(text: string): boolean {
	try {
		return Boolean(JSON.parse(text));
	} catch {
		return false;
	}
}

test.each([
	['a prompt', '{"type":"user","message":{"role":"user","content":"hi"}}', lineKind.skip],
	['a tool result', '{"type":"user","message":{"role":"user","content":[{"type":"tool_result"}]}}', lineKind.skip],
	['an attachment', '{"parentUuid":null,"attachment":{"type":"x","message":{}},"type":"attachment"}', lineKind.skip],
	['a total', '{"type":"cost-state","totalCostUSD":1}', lineKind.other],
	['a compaction', '{"parentUuid":null,"type":"system","subtype":"compact_boundary"}', lineKind.other],
	['half a line', '{"type":"assistant","message":{"role":"assistant","content":"cut', lineKind.other],
	['nothing', '', lineKind.other],
])('%s', (_, text, kind) => {
	expect(readQuickly(text)).toBe(kind);
});
