import {describe, expect, test} from 'vitest';
import {answerLine, ofType, read, requestsOf} from './read.ts';

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
		const {events, damages} = readLong(before, `${after}\n${JSON.stringify(answerLine({id: 'next'}))}\n`, 10);
		expect(requestsOf(events).map(({messageId, usage, at}) => [messageId, usage.outputTokens, at])).toEqual([
			['msg_1', 9, Date.UTC(2026, 10, 22, 10)],
			['next', 5, Date.UTC(2026, 10, 22, 10)],
		]);
		expect(damages).toBe(0);
	});

	test('that is a tool’s result counts by its length', () => {
		const head =
			'{"type":"user","message":{"role":"user","content":[{"tool_use_id":"t","type":"tool_result","content":"';
		const {events} = readLong(head, '"}]}}\n', 10);
		expect(ofType(events, 'tool.use')).toMatchObject([{toolResultBytes: 10 * 2 ** 20 + head.length + 5}]);
	});

	test('that is neither is passed over', () => {
		const {events, damages} = readLong('{"type":"api-request-shape","shape":"', '"}\n', 10);
		expect([events, damages]).toEqual([[], 0]);
	});

	const long = 'x'.repeat(1.05 * 2 ** 20);
	const whole = JSON.stringify(answerLine({id: 'whole', content: [{type: 'text', text: 'after'}]}));

	test('can be interrupted at any byte', () => {
		const record = {
			long,
			...answerLine({usage: {input_tokens: 123_456, output_tokens: 9}}),
			quote: '\\"',
			last: [1.5e-7, true],
		};
		const bytes = Buffer.from(`${JSON.stringify(record)}\n${whole}\n`);
		const expected = read(bytes);
		expect(requestsOf(expected.events).map(({messageId}) => messageId)).toEqual(['msg_1', 'whole']);
		for (let cut = long.length; cut < bytes.length; cut += 2) expect(read(bytes, {}, [cut])).toEqual(expected);
	});

	test('that is cut off leaves the next one whole, wherever the bytes end for a while', () => {
		const cut = `{"parentUuid":null,"long":"${long}`;
		const bytes = Buffer.from(`${cut}${whole}\n`);
		for (let end = cut.length - 3; end < cut.length + 3; end++) {
			const {events, damages} = read(bytes, {}, [end]);
			expect([requestsOf(events).map(({messageId}) => messageId), damages]).toEqual([['whole'], 1]);
		}
	});
});
