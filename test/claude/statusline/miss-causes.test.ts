import {expect, test} from 'vitest';
import {missCauseLabel} from '../../../source/claude/statusline/miss-causes.ts';

test.each([
	['ttl_expired_5m', 'idle for 5 minutes'],
	['a_new_word', 'a new word'],
	['constructor', 'constructor'],
	['toString', 'toString'],
	['__proto__', '  proto  '],
])('%s is shown as words', (word, label) => {
	expect(missCauseLabel(word)).toBe(label);
});
