/** What a headless session says, as lines to show. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {createOutputLines} from '../../../source/claude/stream-json/output.ts';

function linesOf(...pieces: string[]): string[] {
	const lines: string[] = [];
	const output = createOutputLines(line => lines.push(line));
	for (const piece of pieces) output.add(piece);
	output.end();
	return lines;
}

test('lines are put together from pieces; empty ones are left out', () => {
	expect(linesOf('one\nt', 'wo\n\n', '\n  three', '')).toEqual(['one', 'two', '  three']);
	expect(linesOf('', ' \n ')).toEqual([]);
});

test('breaks a long line at a word, or after a hundred characters', () => {
	const words = `${'word '.repeat(19)}abcd efgh`;
	expect(linesOf(words)).toEqual([words.slice(0, 99), 'efgh']);
	expect(linesOf('x'.repeat(250)).map(line => line.length)).toEqual([100, 100, 50]);
	expect(linesOf(`${'x'.repeat(100)}\ny`)).toEqual(['x'.repeat(100), 'y']);
});

test('no emoji is cut in half', () => {
	expect(linesOf(`x${'😀'.repeat(80)}`).every(line => line.isWellFormed())).toBe(true);
});

test('loses only blanks, and no line is longer than a hundred characters', () => {
	const anyText = fc.array(fc.oneof(fc.constantFrom(' ', '\n', '😀'), fc.string({maxLength: 150})), {maxLength: 12});
	fc.assert(
		fc.property(anyText, pieces => {
			const lines = linesOf(...pieces);
			expect(lines.join('').replace(/\s/g, '')).toBe(pieces.join('').replace(/\s/g, ''));
			expect(Math.max(0, ...lines.map(line => line.length))).toBeLessThanOrEqual(100);
			expect(lines.every(line => !line.includes('\n'))).toBe(true);
		}),
	);
});
