/** Transcripts as crashes, full disks and other programs leave them, and a reader of them that is slow and obvious. */
import fc from 'fast-check';
import {answerLine} from './read.ts';

const place = {sessionId: 'one', cwd: '/home/dev/api', version: '2.1.332', gitBranch: 'main'};
const time = fc.integer({min: 0, max: 59}).map(second => ({
	uuid: `u${second}`,
	timestamp: `2026-11-22T10:00:${`${second}`.padStart(2, '0')}.000Z`,
}));

/** What in a text looks like what it is not. */
const text = fc.oneof(
	fc.string({maxLength: 30}),
	fc.constantFrom(
		'an open brace {',
		'{"type":"assistant","message":{"id":"no","usage":{"output_tokens":9}}}',
		'\\',
		'\\"{\\',
		'"},{"',
		'line\nline',
		'漢字 \u0000 \u2028',
		'{ "parentUuid": 1',
	),
);

const nested = fc.record({
	text,
	list: fc.array(fc.oneof(text, fc.record({deep: text})), {maxLength: 3}),
	none: fc.constant(null),
});

const anyAnswer = fc.tuple(fc.nat(9), fc.nat(500), text, time, fc.boolean()).map(([id, output, said, at, isTool]) =>
	answerLine(
		{
			id: `msg_${id}`,
			content: [
				isTool ? {type: 'tool_use', input: {file_path: `/${said}`, edits: [{old: said}]}} : {type: 'text', text: said},
			],
			usage: {input_tokens: 7, output_tokens: output, iterations: []},
		},
		{...place, ...at},
	),
);

const anyRecord = fc.oneof(
	{weight: 4, arbitrary: anyAnswer},
	fc
		.tuple(text, time)
		.map(([content, at]) => ({parentUuid: null, type: 'user', message: {role: 'user', content}, ...at, ...place})),
	fc.tuple(text, nested, time).map(([content, toolUseResult, at]) => ({
		parentUuid: 'u',
		type: 'user',
		message: {role: 'user', content: [{tool_use_id: 't', type: 'tool_result', content}]},
		...at,
		toolUseResult,
		...place,
	})),
	fc.tuple(nested, time).map(([content, at]) => ({
		parentUuid: 'u',
		attachment: {type: 'environment', content},
		type: 'attachment',
		...at,
		...place,
	})),
	nested.map(snapshot => ({type: 'file-history-snapshot', messageId: 'm', snapshot})),
	time.map(at => ({
		parentUuid: null,
		type: 'system',
		subtype: 'compact_boundary',
		compactMetadata: {trigger: 'auto', preTokens: 9},
		...at,
		...place,
	})),
);

const anyJson = fc.tuple(anyRecord, fc.integer({min: 0, max: 9})).map(([record, style]) => {
	if (style === 0) return JSON.stringify(record, null, 2);
	return style === 1 ? JSON.stringify(record, null, 1).replaceAll(/\n */g, ' ') : JSON.stringify(record);
});

const blank = fc.constantFrom('', '', '\n', '\r\n', '\n\n  ', '\t', '\ufeff', '\u0000'.repeat(70), '\n\u0000\n');
const ends = fc.constantFrom('\n', '\n', '\n', '\r\n', '', ' \n', '\u0000\u0000');

/** A record that lost its end or a part of its middle, at any byte. */
const broken = fc.tuple(anyJson, fc.nat(), fc.nat(), fc.boolean()).map(([json, a, b, isHole]) => {
	const bytes = Buffer.from(json);
	const [from, to] = [1 + (a % (bytes.length - 1)), 1 + (b % (bytes.length - 1))];
	if (!isHole) return bytes.subarray(0, from);
	return Buffer.concat([bytes.subarray(0, Math.min(from, to)), Buffer.alloc(9), bytes.subarray(Math.max(from, to))]);
});

const anyPiece = fc.oneof(
	{weight: 4, arbitrary: fc.tuple(blank, anyJson, ends).map(parts => Buffer.from(parts.join('')))},
	{weight: 3, arbitrary: fc.tuple(broken, ends).map(([bytes, end]) => Buffer.concat([bytes, Buffer.from(end)]))},
	{weight: 1, arbitrary: fc.tuple(text, ends).map(([junk, end]) => Buffer.from(junk.replaceAll(/[{}]/g, '') + end))},
);

/** Ends with a whole record on a line of its own: what comes before has been decided by then. */
export const damagedTranscript: fc.Arbitrary<Buffer> = fc
	.tuple(fc.array(anyPiece, {maxLength: 12}), anyAnswer)
	.map(([pieces, last]) => Buffer.concat([...pieces, Buffer.from(`\n${JSON.stringify(last)}\n`)]));

/** One of its records is longer than what is looked at at once, and whole, or damaged as others. */
export const longTranscript: fc.Arbitrary<Buffer> = fc
	.tuple(damagedTranscript, anyRecord, fc.integer({min: 300_000, max: 3_000_000}), fc.nat(), ends, damagedTranscript)
	.map(([before, record, length, cut, end, after]) => {
		const json = JSON.stringify({...record, long: 'a "quote", a \\ and a word '.repeat(length / 28)});
		const bytes = Buffer.from(json).subarray(0, cut % 3 === 0 ? 1 + (cut % (json.length - 1)) : json.length);
		return Buffer.concat([before, bytes, Buffer.from(end), after]);
	});

/** Every JSON object in the bytes that is in no other one, a line for each: a transcript without damage. */
export function undamaged(bytes: Buffer): string {
	const lines: string[] = [];
	// A character for each byte, so that what is no UTF-8 cannot hide any.
	const all = bytes.toString('latin1');
	for (let start = all.indexOf('{'); start !== -1; start = all.indexOf('{', start)) {
		const end = endOfObject(all, start);
		if (end === null) start++;
		else {
			lines.push(JSON.stringify(JSON.parse(Buffer.from(all.slice(start, end), 'latin1').toString())));
			start = end;
		}
	}
	return lines.map(line => `${line}\n`).join('');
}

/** Just after the first brace up to which it can be parsed. */
function endOfObject(all: string, start: number): number | null {
	for (let end = all.indexOf('}', start); end !== -1; end = all.indexOf('}', end + 1)) {
		try {
			JSON.parse(all.slice(start, end + 1));
			return end + 1;
		} catch {
			// It is not whole yet.
		}
	}
	return null;
}
