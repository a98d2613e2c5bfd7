import {describe, expect, test} from 'vitest';
import {finishedRow} from '../../../source/ui/frame/finished-row.ts';

const red = (text: string) => `\u001b[31m${text}\u001b[39m`;

describe('texts beside one another', () => {
	test('stand in the columns where they begin, whatever their order', () => {
		expect(
			finishedRow([
				{x: 6, text: 'b'},
				{x: 0, text: 'aa'},
			]),
		).toBe('aa    b');
	});

	test('colours take no room', () => {
		expect(
			finishedRow([
				{x: 0, text: red('aa')},
				{x: 3, text: 'b'},
			]),
		).toBe(`${red('aa')} b`);
	});

	test('blanks at the end are not written', () => {
		expect(finishedRow([{x: 0, text: 'a   '}])).toBe('a');
	});
});

describe('is left to Ink', () => {
	test.each([
		[
			'a text over another',
			[
				{x: 0, text: 'aaaa'},
				{x: 2, text: 'b'},
			],
		],
		['a wide character', [{x: 0, text: '漢'}]],
		['a combining one', [{x: 0, text: 'e\u0301'}]],
		['an emoji', [{x: 0, text: '👍'}]],
		['a colour that goes on', [{x: 0, text: '\u001b[31mred'}]],
		['a colour that is not known', [{x: 0, text: '\u001b[38;5;1mred\u001b[39m'}]],
		['a movement of the cursor', [{x: 0, text: 'a\u001b[2Jb'}]],
		['a line feed', [{x: 0, text: 'a\nb'}]],
	])('%s', (_, texts) => {
		expect(finishedRow(texts)).toBeNull();
	});
});
