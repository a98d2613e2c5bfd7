import {expect, test} from 'vitest';
import {isPasteable, textBytes} from '../../../source/control/terminals/key-bytes.ts';

const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;

test('lines are pasted one by one, and nothing between them is Enter for a shell', () => {
	const bytes = textBytes('one\n\ntwo', 'lines');
	expect(bytes).toBe(`${paste('one')}\x1b[13;2u\x1b[13;2u${paste('two')}`);
	expect(bytes).not.toMatch(/[\r\n]/);
	expect(textBytes('\nrest', 'lines')).toBe(`\x1b[13;2u${paste('rest')}`);
});

test('in one paste a line break is what terminals send for it', () => {
	expect(textBytes('one\ntwo', 'paste')).toBe(paste('one\rtwo'));
});

test.each(['a\x1b[201~b', 'a\rb', '\x03', '\x9b1m'])('%j could leave its paste', text => {
	expect(isPasteable(text)).toBe(false);
});
