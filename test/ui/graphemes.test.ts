import {expect, test} from 'vitest';
import {graphemes} from '../../source/ui/graphemes.ts';

test.each([
	['abc', ['a', 'b', 'c']],
	['', []],
	['äa\u0308', ['ä', 'a\u0308']],
	['👩‍👩‍👧🇩🇪👍🏽', ['👩‍👩‍👧', '🇩🇪', '👍🏽']],
	['漢字', ['漢', '字']],
])('%j is as many characters as a person sees', (text, characters) => {
	expect(graphemes(text)).toEqual(characters);
});
