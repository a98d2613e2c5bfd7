/** A screen drawn as a picture: what stands where, and in which colours. */
import {expect, test} from 'vitest';
import {screenSvg} from '../../scripts/pictures/screen-svg.ts';

const palette = {
	ground: '#000',
	text: '#fff',
	colours: Array.from({length: 16}, (_, index) => `#colour${index}`),
};

/** Elements below the ground, in the order of drawing. */
function drawn(...rows: string[]): string[] {
	const picture = screenSvg({columns: 10, rows}, palette, 'title');
	return [...picture.split('<g ')[1]!.matchAll(/<(?:text|rect)[^>]*>(?:[^<]*<\/text>)?/g)].map(([element]) => element);
}

const attribute = (element: string | undefined, name: string) =>
	new RegExp(` ${name}="([^"]*)"`).exec(element ?? '')?.[1] ?? null;

test('text stands in its cells, whatever the width of the font', () => {
	const [first, second] = drawn('ab', '  c d');
	expect(first).toContain('>ab</text>');
	expect([attribute(first, 'x'), attribute(first, 'textLength')]).toEqual(['0', '16.86']);
	// Two cells of 8.43 pixels to the right, three wide, 18 pixels below.
	expect([attribute(second, 'x'), attribute(second, 'textLength')]).toEqual(['16.86', '25.29']);
	expect(Number(attribute(second, 'y')) - Number(attribute(first, 'y'))).toBe(18);
});

test('a wide character takes two cells, and what follows stands behind it', () => {
	const [wide, after] = drawn('数a');
	expect([attribute(wide, 'textLength'), attribute(after, 'x')]).toEqual(['16.86', '16.86']);
});

test('signs of markup are text', () => {
	expect(drawn('<a> & b')[0]).toContain('>&lt;a&gt; &amp; b</text>');
});

test('the 16 colours, the cube, the greys and exact colours', () => {
	const ofText = (code: string) => /fill:([^"]*)"/.exec(drawn(`\x1b[0;${code}mx\x1b[0m`)[0]!)?.[1];
	expect(ofText('38;5;3')).toBe('#colour3');
	// 16 + 36 × 5 + 6 × 1 + 0: full red, the first step of green, no blue.
	expect(ofText('38;5;202')).toBe('rgb(255,95,0)');
	expect(ofText('38;5;237')).toBe('rgb(58,58,58)');
	expect(ofText('38;2;1;2;3')).toBe('rgb(1,2,3)');
});

test('a ground of its own, and inverse text', () => {
	const [ground, text] = drawn('\x1b[0;48;5;4ma \x1b[0mb');
	expect([attribute(ground, 'fill'), attribute(ground, 'width')]).toEqual(['#colour4', '16.86']);
	expect(text).toContain('>a</text>');
	const [inverse, onIt] = drawn('\x1b[0;7;38;5;2mx\x1b[0m');
	expect(attribute(inverse, 'fill')).toBe('#colour2');
	expect(onIt).toContain('fill:#000');
});

test('bold, dim and underlined', () => {
	expect(attribute(drawn('\x1b[0;1;2;4mx\x1b[0m')[0], 'class')).toBe('b d u');
});

test('blocks are boxes that join: a gauge of two and a half cells', () => {
	const [full, half, shade] = drawn('██▌░');
	expect([attribute(full, 'x'), attribute(full, 'width'), attribute(full, 'height')]).toEqual(['0', '16.86', '18']);
	expect([attribute(half, 'x'), attribute(half, 'width')]).toEqual(['16.86', '4.22']);
	expect([attribute(shade, 'x'), attribute(shade, 'opacity')]).toEqual(['25.29', '0.25']);
});

test('a bar of three eighths stands on the bottom of its cell', () => {
	const [bar] = drawn('▃');
	expect([attribute(bar, 'y'), attribute(bar, 'height')]).toEqual(['11.25', '6.75']);
});

test('empty rows at the end are left out, the title is said to those who cannot see', () => {
	const picture = screenSvg({columns: 1, rows: ['a', '', '']}, palette, 'a & b');
	expect(attribute(picture, 'height')).toBe('42');
	expect(picture).toContain('<title>a &amp; b</title>');
});
