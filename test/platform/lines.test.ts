import {expect, test} from 'vitest';
import {createLineReader} from '../../source/platform/lines.ts';

function read(maxBytes: number, pieces: readonly (string | Buffer)[]): {lines: string[]; overflows: number} {
	const lines: string[] = [];
	let overflows = 0;
	const take = createLineReader(
		maxBytes,
		line => lines.push(line),
		() => overflows++,
	);
	for (const piece of pieces) take(Buffer.from(piece));
	return {lines, overflows};
}

test('lines are found wherever the pieces are cut', () => {
	const bytes = Buffer.from('{"a":"é日"}\n\nlast\nrest');
	for (let at = 0; at <= bytes.length; at++) {
		const {lines} = read(100, [bytes.subarray(0, at), bytes.subarray(at)]);
		expect(lines).toEqual(['{"a":"é日"}', '', 'last']);
	}
});

test('a line may have so many bytes and not one more, however it comes', () => {
	expect(read(4, ['12', '34\n'])).toEqual({lines: ['1234'], overflows: 0});
	expect(read(4, ['12345\nok\n'])).toEqual({lines: [], overflows: 1});
	expect(read(4, ['12', '34', '5'])).toEqual({lines: [], overflows: 1});
	// What follows is not read any more, either.
	expect(read(4, ['ok\n', '123456', '\nok\n'])).toEqual({lines: ['ok'], overflows: 1});
});
