import {expect, test} from 'vitest';
import {parseAnsiScreen} from '../../../source/claude/screen/ansi.ts';
import type {Look} from '../../../source/claude/screen/screen.ts';

const row = (capture: string) => parseAnsiScreen(capture, 80).rows[0];
const look = (text: string, more: Partial<Look> = {}) => ({text, dim: false, inverse: false, coloured: false, ...more});
const plain = (text: string) => look(text);

test('dim and inverse text is marked, other attributes are not', () => {
	expect(row('\x1b[1ma\x1b[4mb\x1b[2mc\x1b[22md\x1b[7me\x1b[27mf\x1b[2;7mg\x1b[0mh')).toEqual([
		plain('ab'),
		look('c', {dim: true}),
		plain('d'),
		look('e', {inverse: true}),
		plain('f'),
		look('g', {dim: true, inverse: true}),
		plain('h'),
	]);
});

test.each(['38;5;2', '48;5;7', '38;2;2;7;2', '58;2;7;7;7', '4:2', '38:2::7:7:7'])(
	'the parameters of %s are no attributes',
	code => {
		expect(row(`\x1b[${code}mtext`)).toEqual([look('text', {coloured: code.startsWith('38')})]);
	},
);

test('reads an attribute after a colour in the same sequence', () => {
	expect(row('\x1b[38;5;246;2mtext')).toEqual([look('text', {dim: true, coloured: true})]);
});

test.each(['31', '97', '38;5;246', '38;2;1;2;3', '38:5:1'])('%s gives a text a colour, 39 takes it away', code => {
	expect(row(`\x1b[${code}ma\x1b[39mb`)).toEqual([look('a', {coloured: true}), plain('b')]);
});

test('attributes continue in the next row, as tmux writes them', () => {
	expect(parseAnsiScreen('\x1b[2ma\nb\x1b[0m\nc\n', 80).rows).toEqual([
		[look('a', {dim: true})],
		[look('b', {dim: true})],
		[plain('c')],
	]);
});

test('links, titles and cursor movements leave no trace in the text', () => {
	expect(row('\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\ \x1b]0;title\x07\x1b[2Ktext\x1b(B\x0f!')).toEqual([
		plain('link text!'),
	]);
});
