import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {SessionEvent} from '../../../source/claude/events.ts';
import {damagedTranscript, longTranscript, undamaged} from './damaged.ts';
import {answerLine, read, requestsOf} from './read.ts';

/** That an answer is emitted again costs nothing but time, and in an unusual spelling it is not noticed. */
function withoutRepeats(events: readonly SessionEvent[]): SessionEvent[] {
	const emitted = new Set<string>();
	return events.filter(event => {
		if (event.type !== 'request') return true;
		const text = JSON.stringify([event.messageId, event.usage]);
		const isNew = !emitted.has(text);
		emitted.add(text);
		return isNew;
	});
}

function expectEveryRecord(bytes: Buffer): void {
	const {events, readTo} = read(bytes);
	expect(withoutRepeats(events)).toEqual(withoutRepeats(read(undamaged(bytes)).events));
	expect(readTo).toBe(bytes.length);
}

test('counts every whole record of a damaged transcript, and nothing else', () => {
	fc.assert(fc.property(damagedTranscript, expectEveryRecord), {numRuns: 1500});
});

test('the same goes for a record longer than the buffer', () => {
	fc.assert(fc.property(longTranscript, expectEveryRecord), {numRuns: 40});
});

const anyDamaged = fc.oneof({weight: 9, arbitrary: damagedTranscript}, {weight: 1, arbitrary: longTranscript});

test('a file that grows in any steps, with a new reader after each, gives the same events as when read at once', () => {
	fc.assert(
		fc.property(anyDamaged, fc.array(fc.nat(), {maxLength: 12}), (bytes, places) => {
			const cuts = places.map(place => place % (bytes.length + 1)).sort((a, b) => a - b);
			expect(read(bytes, {}, cuts)).toEqual(read(bytes));
		}),
		{numRuns: 300},
	);
});

test('the same goes for one that is read in small pieces', () => {
	fc.assert(
		fc.property(anyDamaged, fc.integer({min: 1, max: 2 ** 20}), (bytes, budgetBytes) => {
			expect(read(bytes, {budgetBytes})).toEqual(read(bytes));
		}),
		{numRuns: 300},
	);
});

test('reads any bytes up to the last whole record, without an error', () => {
	const pieces = [
		'{"a":',
		'{',
		'}',
		'[',
		']',
		'"',
		'\\',
		':',
		',',
		' ',
		'\n',
		'\r',
		'\0',
		'1',
		'true',
		'é',
		'{"type":"user"}',
	];
	const escapes = ['\\', '\\', '"', '\0', '\n', 'x', '{', '{"'];
	const textOf = (all: readonly string[]) =>
		fc.array(fc.constantFrom(...all), {maxLength: 80}).map(some => some.join(''));
	const anyBytes = fc.oneof(
		fc.uint8Array({maxLength: 300}).map(bytes => Buffer.from(bytes)),
		textOf(pieces).map(text => Buffer.from(text)),
		textOf(escapes).map(text => Buffer.from(`{"a":"${text}`)),
	);
	fc.assert(
		fc.property(anyBytes, fc.option(fc.array(fc.nat(300))), (bytes, places) => {
			const cuts = places?.map(place => place % (bytes.length + 1)).sort((a, b) => a - b);
			const everywhere = Array.from({length: bytes.length}, (_, index) => index);
			expect(read(bytes, {}, cuts ?? everywhere)).toEqual(read(bytes));
			expect(read(bytes).readTo).toBeLessThanOrEqual(bytes.length);
		}),
		{numRuns: 2000},
	);
});

test('wherever a record was cut off, the whole one behind it counts, at the end of the file as well', () => {
	const answer = answerLine({id: 'cut', content: [{type: 'tool_use', input: {file_path: '/a', list: [{b: []}, 'c']}}]});
	const result = {
		type: 'user',
		message: {role: 'user', content: [{tool_use_id: 't', content: 'a "b" {'}]},
		toolUseResult: [{}],
	};
	const whole = JSON.stringify(answerLine({id: 'whole'}));
	for (const json of [JSON.stringify(answer), JSON.stringify(result)]) {
		for (const between of ['', '\n', '\r\n', ' ', '\0\0\0', '\n\0\n']) {
			for (let cut = 1; cut < json.length; cut++) {
				const {events, damages} = read(`${json.slice(0, cut)}${between}${whole}\n`);
				expect([requestsOf(events).map(({messageId}) => messageId), damages]).toEqual([['whole'], 1]);
			}
		}
	}
});

test('what may be a part of a record that is still being written counts when something follows it', () => {
	const whole = JSON.stringify(answerLine({id: 'whole'}));
	const ids = (text: string) => requestsOf(read(text).events).map(({messageId}) => messageId);
	// Old versions kept a subagent's answer in a record of its conversation, which is no answer of that.
	const around = `{"type":"progress","data":{"message":${whole}`;
	expect(ids(around)).toEqual([]);
	expect(ids(`${around}}}\n`)).toEqual([]);
	expect(ids(`${around}\n`)).toEqual(['whole']);
});
