import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {createLineSplitter} from '../../../source/claude/transcript/lines.ts';
import {answerLine, ofType, read, requestsOf} from '../../live/transcript/read.ts';

function split(chunks: readonly Buffer[], maxLineBytes = 50, endBytes = 10) {
	const told: string[] = [];
	const splitter = createLineSplitter(
		{
			line: (bytes, start, end) => told.push(bytes.toString('latin1', start, end)),
			longLine: (head, tail, lineBytes) =>
				told.push(`${head.toString('latin1')}…${lineBytes}…${tail.toString('latin1')}`),
		},
		{maxLineBytes, endBytes},
	);
	for (const chunk of chunks) {
		const copy = Buffer.from(chunk);
		splitter.push(copy);
		copy.fill(0);
		// As a file that is read to its end now and then: it must make no difference.
		splitter.pause();
	}
	return {told, consumedBytes: splitter.consumedBytes, rest: splitter.rest().toString('latin1')};
}

test('lines come whole, empty ones too; what has no newline yet is the rest', () => {
	const {told, consumedBytes, rest} = split([Buffer.from('one\n\ntw'), Buffer.from('o\nthr'), Buffer.from('ee')]);
	expect(told).toEqual(['one', '', 'two']);
	expect([consumedBytes, rest]).toEqual([9, 'three']);
});

test('of a line over the limit come both ends and its length', () => {
	const text = `${'0123456789'.repeat(10)}\nnext\n`;
	const long = '0123456789…100…0123456789';
	expect(split([Buffer.from(text)]).told).toEqual([long, 'next']);
	expect(split([...text].map(byte => Buffer.from(byte))).told).toEqual([long, 'next']);
});

test('any chunking gives the same lines', () => {
	const text = fc
		.array(fc.integer({min: 0, max: 130}), {maxLength: 12})
		.map(lengths => lengths.map((length, index) => String.fromCharCode(97 + index).repeat(length)).join('\n'));
	fc.assert(
		fc.property(text, fc.array(fc.nat(1500), {maxLength: 30}), (text, places) => {
			const bytes = Buffer.from(text);
			const cuts = [0, ...places.map(place => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
			const chunks = cuts.slice(1).map((cut, index) => bytes.subarray(cuts[index], cut));
			expect(split(chunks)).toEqual(split([bytes]));
			const lines = text.split('\n').slice(0, -1);
			expect(split([bytes], 1000).told).toEqual(lines);
		}),
	);
});

describe('an endless line', () => {
	const filler = Buffer.alloc(2 ** 20, 'x');
	/** A line of so many MB, in pieces, without ever holding it as a whole. */
	function readLong(before: string, after: string, megabytes: number) {
		const bytes = Buffer.concat([Buffer.from(before), ...Array(megabytes).fill(filler), Buffer.from(after)]);
		return read(
			bytes,
			{},
			[10, 2 ** 20, 2 ** 21, 9 * 2 ** 20, bytes.length - 300].filter(cut => cut < bytes.length),
		);
	}

	test('that is an answer still counts', () => {
		const text = JSON.stringify(answerLine({content: [{type: 'text', text: '@'}], usage: {output_tokens: 9}}));
		const [before = '', after = ''] = text.split('@');
		const {events, malformedLines} = readLong(before, `${after}\n${JSON.stringify(answerLine({id: 'next'}))}\n`, 10);
		expect(requestsOf(events).map(({messageId, usage, at}) => [messageId, usage.outputTokens, at])).toEqual([
			['msg_1', 9, Date.UTC(2026, 10, 22, 10)],
			['next', 5, Date.UTC(2026, 10, 22, 10)],
		]);
		expect(malformedLines).toBe(0);
	});

	test('that is a tool’s result counts by its length', () => {
		const head =
			'{"type":"user","message":{"role":"user","content":[{"tool_use_id":"t","type":"tool_result","content":"';
		const {events} = readLong(head, '"}]}}\n', 10);
		expect(ofType(events, 'tool.use')).toMatchObject([{toolResultBytes: 10 * 2 ** 20 + head.length + 5}]);
	});

	test('that is neither is passed over', () => {
		const {events, malformedLines} = readLong('{"type":"api-request-shape","shape":"', '"}\n', 10);
		expect([events, malformedLines]).toEqual([[], 0]);
	});
});
