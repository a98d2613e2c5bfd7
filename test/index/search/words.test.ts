import {expect, test} from 'vitest';
import {matchExpression, wordsOf} from '../../../source/index/search/words.ts';

test('letters and digits are words, whatever stands between them, and case does not count', () => {
	expect(wordsOf('Fix src/auth-token.ts (again!)')).toEqual(['fix', 'src', 'auth', 'token', 'ts', 'again']);
	expect(wordsOf('Grüße e\u0301t\u00e9')).toEqual(['grüße', 'été']);
	expect(wordsOf('🎉 … --')).toEqual([]);
});

test('where words have no spaces between them each character is one', () => {
	expect(wordsOf('設計レビュー v2')).toEqual(['設', '計', 'レ', 'ビ', 'ュ', 'ー', 'v2']);
});

test('what is typed is the beginning of words; quotes and operators of the search engine are text like any other', () => {
	expect(matchExpression('  ')).toBeNull();
	expect(matchExpression('fix AND "au')).toBe('"fix"* "and"* "au"*');
	expect(matchExpression('***')).toBe('');
});
