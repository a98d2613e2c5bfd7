import {expect, test} from 'vitest';
import {squash, squeezed} from '../../../source/claude/screen/squash.ts';

test('wraps, joiners and how a letter is composed make no difference; letters do', () => {
	expect(squash('  Which\n data base? ')).toBe(squash('Which database?'));
	expect(squash('cafe\u0301')).toBe('café');
	expect(squash('👩\u200d💻 \u200eok\u00ad')).toBe('👩💻ok');
	expect(squash('a\ufffdb')).toBe('ab');
	expect(squash('Rm')).not.toBe(squash('rm'));
	expect(squash(' \n\t')).toBe('');
});

test('rows are one line with single blanks', () => {
	expect(squeezed(['  Enter  to', 'select ', '', ' · Esc '])).toBe('Enter to select · Esc');
	expect(squeezed([])).toBe('');
});
