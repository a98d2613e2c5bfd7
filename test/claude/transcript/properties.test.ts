import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {makeCorpus} from '../../support/corpus.ts';
import {fixture, ofType, read, requestsOf} from './read.ts';
import {anyAnswerLine, plainRequest, unusualJson} from './unusual.ts';

const small = makeCorpus({seed: 11, sessions: 1, turns: 6}).files[0]!.text;
const transcripts = [
	...['conversation.jsonl', 'fork.jsonl', 'queued.jsonl', 'subagent.jsonl'].map(fixture),
	Buffer.from(small),
];
const anyTranscript = fc.constantFrom(...transcripts);

const anyCuts = (length: number) =>
	fc.array(fc.integer({min: 0, max: length}), {maxLength: 40}).map(cuts => cuts.sort((a, b) => a - b));

test('a transcript gives the same events however its reads are chunked', () => {
	fc.assert(
		fc.property(
			anyTranscript.chain(bytes => fc.tuple(fc.constant(bytes), anyCuts(bytes.length))),
			([bytes, cuts]) => {
				expect(read(bytes, {}, cuts)).toEqual(read(bytes));
			},
		),
		{numRuns: 150},
	);
});

test('even byte by byte', () => {
	const bytes = fixture('cleared.jsonl');
	const everywhere = Array.from({length: bytes.length}, (_, index) => index);
	expect(read(bytes, {}, everywhere)).toEqual(read(bytes));
});

test('junk between the lines changes nothing else', () => {
	const junk = fc.uint8Array({minLength: 1, maxLength: 200}).map(bytes => Buffer.from(bytes));
	fc.assert(
		fc.property(anyTranscript, fc.array(fc.tuple(fc.nat(), junk), {maxLength: 8}), (bytes, places) => {
			const lines = bytes.toString('latin1').split('\n').slice(0, -1);
			for (const [place, bytes] of places) lines.splice(place % (lines.length + 1), 0, bytes.toString('latin1'));
			const spoilt = read(Buffer.from(`${lines.join('\n')}\n`, 'latin1'));
			expect(spoilt.events).toEqual(read(bytes).events);
		}),
		{numRuns: 150},
	);
});

test('no damage makes it throw or count a value that is not a count', () => {
	const damage = fc.record({
		at: fc.nat(),
		cut: fc.integer({min: 0, max: 40}),
		put: fc.oneof(
			fc.uint8Array({maxLength: 8}).map(bytes => Buffer.from(bytes).toString('latin1')),
			fc.constantFrom('{', '}', '[', ']', '"', '\\', ',-1'),
		),
	});
	fc.assert(
		fc.property(anyTranscript, fc.array(damage, {minLength: 1, maxLength: 30}), (bytes, places) => {
			let text = bytes.toString('latin1');
			for (const {at, cut, put} of places) {
				const place = at % text.length;
				text = text.slice(0, place) + put + text.slice(place + cut);
			}
			const {events, damages} = read(Buffer.from(text, 'latin1'));
			for (const {usage, at} of requestsOf(events)) {
				expect(Object.values(usage).every(count => Number.isSafeInteger(count) && count >= 0)).toBe(true);
				expect(Number.isFinite(at)).toBe(true);
			}
			expect(damages).toBeLessThanOrEqual(text.split(/[{\n]/).length);
		}),
		{numRuns: 300},
	);
});

describe('an answer’s line in any valid JSON', () => {
	test('is read as a plain JSON reader reads it', () => {
		fc.assert(
			fc.property(anyAnswerLine, unusualJson, (line, write) => {
				const text = write(line);
				const {events, damages} = read(`${text}\n`);
				const expected = plainRequest(JSON.parse(text));
				expect(damages).toBe(0);
				expect(requestsOf(events)).toEqual(expected === null ? [] : [expected]);
			}),
			{numRuns: 2000},
		);
	});

	test('is read the same when only what is counted is wanted', () => {
		fc.assert(
			fc.property(anyAnswerLine, unusualJson, (line, write) => {
				const text = `${write(line)}\n`;
				const counted = read(text, {detail: 'usage'});
				const {events} = read(text);
				expect(counted.events).toEqual(requestsOf(events));
				const inputs = [JSON.parse(text).message.content].flat().map(block => block?.input?.file_path);
				const files = ofType(events, 'tool.use').flatMap(use => use.files);
				expect(files).toEqual([...new Set(inputs.filter(path => path !== undefined))]);
			}),
			{numRuns: 500},
		);
	});
});
