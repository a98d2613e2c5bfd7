import {expect, test} from 'vitest';
import {appendSpan, rowText, type Span} from '../../../source/claude/screen/screen.ts';

test('text with the same look is one run, other text another', () => {
	const plain = {dim: false, inverse: false, coloured: false};
	const row: Span[] = [];
	for (const [text, look] of [
		['> ', plain],
		['fix', plain],
		[' it', {...plain, dim: true}],
		['!', {...plain, dim: true}],
		[' ', {...plain, inverse: true}],
		['x', {...plain, coloured: true}],
	] as const)
		appendSpan(row, text, look);
	expect(row.map(({text}) => text)).toEqual(['> fix', ' it!', ' ', 'x']);
	expect(row[1]).toEqual({text: ' it!', dim: true, inverse: false, coloured: false});
	expect(rowText(row)).toBe('> fix it! x');
	expect(rowText([])).toBe('');
});
