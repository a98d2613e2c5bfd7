import fc from 'fast-check';
import {expect, test} from 'vitest';
import {clean, cleanLabel, cleanRow} from '../../source/claude/clean.ts';

test.each([
	['plain text stays', 'api-refactor (2)', 'api-refactor (2)'],
	['colours', '\x1b[31mred\x1b[0m', 'red'],
	['a window title', '\x1b]0;owned\x07name', 'name'],
	['a title ended by ST', '\x1b]2;owned\x1b\\name', 'name'],
	['a clipboard write', 'a\x1b]52;c;ZXZpbA==\x07b', 'ab'],
	['a hyperlink keeps its text', '\x1b]8;;http://evil\x1b\\text\x1b]8;;\x1b\\', 'text'],
	['an unended control string', 'name\x1bPq#0;2;0', 'name'],
	['8-bit CSI', 'a\x9b2Jb', 'ab'],
	['a sequence cut off', 'name\x1b[12', 'name'],
	['a sequence inside a sequence', '\x1b\x1b[31m[2Jx', '[2Jx'],
	['line breaks and tabs', 'one\r\ntwo\tthree\u2028four', 'one two three four'],
	['backspaces', 'rm\b\bls', 'rmls'],
	['text turned around', 'exe.\u202egnp\u2066x\u2069', 'exe.gnpx'],
	['zero-width characters', 'pa\u200bss\u200dwo\u200crd\ufeff', 'password'],
	['letters that are blank', 'a\u3164\u115f\uffa0b', 'ab'],
	['tags', 'ok\u{e0041}\u{e0042}', 'ok'],
	['piled up marks', `o${'\u0301'.repeat(40)}k`, `o${'\u0301'.repeat(4)}k`],
	['half a character', 'a\ud83dz', 'a\ufffdz'],
])('%s', (_, hostile, shown) => {
	expect(clean(hostile)).toBe(shown);
});

test('a row of a screen keeps blanks and colours, and loses every other escape sequence', () => {
	const row = '  \x1b[0;1;38;2;1;2;3m▐▛█   Claude\x1b[0m\x1b[2J\x1b[5;1H\x1b]0;owned\x07 \u202ex\r\n\x9b1m';
	expect(cleanRow(row)).toBe('  \x1b[0;1;38;2;1;2;3m▐▛█   Claude\x1b[0m x ');
});

test('text in any script is left alone', () => {
	for (const text of [
		'数据管道',
		'naïve café',
		'👩‍💻 ship it',
		'👍🏽',
		'1️⃣ first',
		'❤️',
		'हिन्दी',
		'tiếng Việt',
		'مرحبا',
	]) {
		expect(clean(text)).toBe(text);
	}
});

const nasty = fc
	.array(
		fc.oneof(
			fc.constantFrom('\x1b', '\x1b[', '\x1b]', '\x9b', '\x07', '\x1b\\', 'm', ';', '1', ' ', '\n'),
			fc.constantFrom('\u200d', '\ufe0f', '\u0301', '\u202e', '\u200b', '🙂', '🏽', '👩', '\ud83d', '中'),
			fc.string({unit: 'binary', maxLength: 4}),
		),
		{maxLength: 40},
	)
	.map(parts => parts.join(''));

test('no text comes out with anything a terminal obeys, and cleaning it again changes nothing', () => {
	fc.assert(
		fc.property(nasty, text => {
			const cleaned = clean(text);
			expect(cleaned).not.toMatch(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u);
			expect(cleaned.isWellFormed()).toBe(true);
			expect(clean(cleaned)).toBe(cleaned);
		}),
		{numRuns: 2000},
	);
});

test('a label has a largest length and no half characters', () => {
	expect(cleanLabel('x'.repeat(1_000_000), 10)).toBe('xxxxxxxxx…');
	expect(cleanLabel('🙂'.repeat(10), 6)).toBe('🙂🙂…');
	expect(cleanLabel('short', 10)).toBe('short');
	fc.assert(fc.property(nasty, fc.integer({min: 1, max: 20}), (text, most) => cleanLabel(text, most).length <= most));
});
