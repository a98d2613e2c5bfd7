import {expect, test} from 'vitest';
import {comparable, inOneLine} from '../../../source/claude/screen/comparable.ts';

test('ignores wraps, joiners and how letters are composed, but not letters', () => {
	expect(comparable('  Which\n data base? ')).toBe(comparable('Which database?'));
	expect(comparable('cafe\u0301')).toBe('café');
	expect(comparable('👩\u200d💻 \u200eok\u00ad')).toBe('👩💻ok');
	expect(comparable('a\ufffdb')).toBe('ab');
	expect(comparable('Rm')).not.toBe(comparable('rm'));
	expect(comparable(' \n\t')).toBe('');
});

test('rows are one line with single blanks', () => {
	expect(inOneLine(['  Enter  to', 'select ', '', ' · Esc '])).toBe('Enter to select · Esc');
	expect(inOneLine([])).toBe('');
});
