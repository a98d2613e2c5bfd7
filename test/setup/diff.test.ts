import {expect, test} from 'vitest';
import {diffText} from '../../source/setup/diff.ts';

const lines = (count: number) => Array.from({length: count}, (_, index) => `${index + 1}`);

test('changed lines with three around them, and a mark where some are left out', () => {
	const before = lines(20);
	const after = before.toSpliced(9, 1, 'ten', 'and more');
	expect(diffText(before.join('\n'), after.join('\n'))).toBe(
		'  …\n  7\n  8\n  9\n- 10\n+ ten\n+ and more\n  11\n  12\n  13\n  …\n',
	);
});

test('two changes far apart', () => {
	const before = lines(12);
	const after = before.with(0, 'one').with(11, 'twelve');
	expect(diffText(before.join('\n'), after.join('\n'))).toBe(
		'- 1\n+ one\n  2\n  3\n  4\n  …\n  9\n  10\n  11\n- 12\n+ twelve\n',
	);
});

test('nothing, all, and line ends', () => {
	expect(diffText('a\nb\n', 'a\nb\n')).toBe('');
	expect(diffText('', 'a\nb\n')).toBe('+ a\n+ b\n');
	expect(diffText('a\r\nb\r\n', '')).toBe('- a\n- b\n');
	expect(diffText('a\r\nb', 'a\nb')).toBe('');
});

test('colours, and nothing else that a terminal would obey', () => {
	expect(diffText('a', 'b // \x1b[2J\u202e', true)).toBe(
		'\x1b[31m- a\x1b[39m\n\x1b[32m+ b // \ufffd[2J\ufffd\x1b[39m\n',
	);
});

test('a file that is far too long to compare is shown as replaced', () => {
	const text = diffText(lines(4000).join('\n'), lines(4000).toReversed().join('\n'));
	expect(text.split('\n').filter(line => line.startsWith('-'))).toHaveLength(4000);
});
