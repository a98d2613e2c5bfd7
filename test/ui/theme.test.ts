import {describe, expect, test} from 'vitest';
import {themes} from '../../source/core/config/config.ts';
import {createLook, inCharset} from '../../source/ui/theme.ts';
import {type Tone, tonesOf} from '../../source/ui/tones.ts';

const tones: Tone[] = [
	...(['plain', 'muted', 'strong', 'accent', 'good', 'warn', 'bad', 'attention', 'selected', 'cursor', 'row'] as const),
];

describe('a text in its tone', () => {
	test('ends as it began: nothing after it is coloured', () => {
		for (const theme of themes) {
			const {paint} = createLook({colour: 'full', ascii: false, theme});
			for (const tone of tones) {
				const [, open = '', text, close = ''] = /^((?:\u001b\[[\d;]*m)?)(x)((?:\u001b\[[\d;]*m)?)$/.exec(
					paint(tone, 'x'),
				)!;
				expect(text).toBe('x');
				expect(open === '').toBe(close === '');
			}
		}
	});

	test('an empty one writes nothing', () => {
		const {paint} = createLook({colour: 'full', ascii: false});
		for (const tone of tones) expect(paint(tone, '')).toBe('');
	});

	test('without colours there is still bold, dim and inverse, and no colour', () => {
		const {paint} = createLook({colour: 'attributes', ascii: false});
		for (const tone of tones) expect(paint(tone, 'x')).not.toMatch(/\[(?:\d+;)*(?:3|4|9|10)\d/);
		expect(paint('cursor', 'x')).toBe('\u001b[7mx\u001b[27m');
		expect(paint('bad', 'x')).toBe('\u001b[1mx\u001b[22m');
	});

	test('a theme keeps apart what it colours, and the colour-blind one has neither red nor green', () => {
		for (const theme of themes) {
			const {good, warn, bad, attention} = tonesOf[theme];
			expect(new Set([good, warn, bad, attention].map(codes => codes![0])).size).toBe(4);
		}
		const codes = Object.values(tonesOf['colour-blind']).flatMap(([open]) => open.split(';'));
		expect(codes.filter(code => ['31', '32', '91', '92'].includes(code))).toEqual([]);
		expect(tonesOf['high-contrast'].muted).toBeUndefined();
	});

	test('into a file there is no escape sequence at all', () => {
		const {paint} = createLook({colour: 'none', ascii: false});
		for (const tone of tones) expect(paint(tone, 'x')).toBe('x');
	});
});

test('in ASCII every sign is ASCII, and every state has its own', () => {
	const look = createLook({colour: 'none', ascii: true});
	expect(JSON.stringify(look.glyphs)).toMatch(/^[ -~]*$/);
	for (const {glyphs} of [look, createLook({colour: 'none', ascii: false})]) {
		const states = Object.values(glyphs.states);
		expect(new Set(states).size).toBe(states.length);
	}
});

test('what other rooms write is as wide in ASCII', () => {
	const line = '– — … × → ≥ “x” ’ ·';
	const inAscii = inCharset(createLook({colour: 'none', ascii: true}), line);
	expect(inAscii).toMatch(/^[ -~]*$/);
	expect(inAscii).toHaveLength(line.length);
	expect(inCharset(createLook({colour: 'none', ascii: false}), line)).toBe(line);
});
