import fc from 'fast-check';
import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {fitTo, flowTexts, joinPieces, joinSides, truncate, wrapWords} from '../../source/ui/text.ts';

const wideText = fc.string({unit: fc.constantFrom('a', ' ', '設', 'é', '🎉', '👩‍👩‍👧', 'ｶ', '한'), maxLength: 30});

describe('fitTo', () => {
	test.each([
		['web', 5, 'left', 'web  '],
		['web', 5, 'right', '  web'],
		['refactoring', 6, 'left', 'refac…'],
		['設計レビュー', 5, 'left', '設計…'],
		['設計レビュー', 6, 'left', '設計… '],
		['x', 0, 'left', ''],
	] as const)('%s in %i cells, %s', (text, width, align, expected) => {
		expect(fitTo(text, width, align)).toBe(expected);
	});

	test('colours take no room', () => {
		expect(fitTo('\u001B[31mred\u001B[39m', 5)).toBe('\u001B[31mred\u001B[39m  ');
	});

	test('any text gets exactly its width', () => {
		fc.assert(
			fc.property(wideText, fc.integer({min: 1, max: 40}), fc.constantFrom('left', 'right'), (text, width, align) => {
				expect(stringWidth(fitTo(text, width, align as 'left' | 'right'))).toBe(width);
			}),
		);
	});
});

test('truncate leaves no half of a wide character', () => {
	expect(truncate('設計', 3)).toBe('設…');
	expect(truncate('設計', 1)).toBe('');
});

describe('joinSides', () => {
	const left = [
		{text: 'ccmon', priority: 1},
		{text: '4 sessions', priority: 9},
	];
	const right = [{text: 'today $3.42', priority: 8}];

	test('puts texts at both ends', () => {
		expect(joinSides(left, right, 34)).toBe('ccmon  4 sessions      today $3.42');
	});

	test('the least important goes first, then the next', () => {
		expect(joinSides(left, right, 26)).toBe('4 sessions     today $3.42');
		expect(joinSides(left, right, 12)).toBe('4 sessions  ');
	});

	test('what has a shorter form takes it before it goes', () => {
		const long = {text: '4 sessions · 1 busy', priority: 2, shorter: {text: '4 sessions', priority: 9}};
		expect(joinSides([long], right, 40)).toBe('4 sessions · 1 busy          today $3.42');
		expect(joinSides([long], right, 25)).toBe('4 sessions    today $3.42');
	});

	test('is exactly as wide as asked', () => {
		const piece = fc.record({text: wideText, priority: fc.integer({min: 0, max: 9})});
		fc.assert(
			fc.property(fc.array(piece), fc.array(piece), fc.integer({min: 1, max: 60}), (start, end, width) => {
				expect(stringWidth(joinSides(start, end, width))).toBe(width);
			}),
		);
	});
});

test('joinPieces cuts the last one that is left', () => {
	expect(joinPieces([{text: 'a long name', priority: 1}], 6, ' · ')).toBe('a lon…');
});

test('flowTexts breaks between texts and loses none', () => {
	expect(flowTexts(['one', '', 'two', 'three'], 9, ' · ')).toEqual(['one · two', 'three']);
});

describe('wrapWords', () => {
	test('breaks at spaces', () => {
		expect(wrapWords('clear web and lose it', 10)).toEqual(['clear web', 'and lose', 'it']);
	});

	test('breaks a word that is longer than the line', () => {
		expect(wrapWords('a refactoring', 5)).toEqual(['a', 'refac', 'torin', 'g']);
	});

	test('no line is too wide, no character is lost', () => {
		fc.assert(
			fc.property(wideText, fc.integer({min: 2, max: 30}), (text, width) => {
				const lines = wrapWords(text, width);
				expect(Math.max(...lines.map(line => stringWidth(line)))).toBeLessThanOrEqual(width);
				expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
			}),
		);
	});
});
