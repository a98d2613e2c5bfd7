import fc from 'fast-check';
import stringWidth from 'string-width';
import {expect, test} from 'vitest';
import {cacheWidths} from '../../../source/ui/frame/row-cache.ts';

const cellWidth = cacheWidths(stringWidth);

test('it agrees with string-width about every single character', () => {
	const different: string[] = [];
	for (let code = 0; code <= 0xffff; code++) {
		const character = String.fromCharCode(code);
		if (cellWidth(character) !== stringWidth(character)) different.push(code.toString(16));
	}
	expect(different).toEqual([]);
});

test('it agrees with string-width about any text', () => {
	const piece = fc.oneof(
		fc.constantFrom(
			'▕███▌░│▏',
			'–',
			'≥',
			'●',
			'▸',
			'数据',
			'🚀',
			'👩‍👩‍👧',
			'e\u0301',
			'✓',
			'↔\ufe0f',
			'\u001b[31m',
			'#\ufe0f\u20e3',
		),
		fc.string({unit: 'grapheme'}),
		fc.string({unit: 'binary'}),
	);
	fc.assert(
		fc.property(fc.array(piece, {maxLength: 6}), pieces => {
			const text = pieces.join('');
			expect(cellWidth(text)).toBe(stringWidth(text));
		}),
		{numRuns: 1000},
	);
});
