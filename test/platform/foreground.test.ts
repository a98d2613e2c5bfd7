import {expect, test} from 'vitest';
import {parseForeground, parsePsForeground, readForeground} from '../../source/platform/foreground.ts';

test.each([
	['7603 (claude) S 7602 7603 7603 34816 7603 4194304', 'foreground'],
	['7603 (a ) S) S 1 7603 7603 34816 7603 4194304', 'foreground'],
	['7603 (claude) S 7602 7603 7603 34816 9000 4194304', 'background'],
	['7603 (claude) T 7602 7603 7603 34816 7603 4194304', 'stopped'],
	['7603 (claude) Z 7602 7603 7603 34816 7603 4194304', 'gone'],
	['7603 (claude) S 7602 7603 7603 0 -1 4194304', 'background'],
	['', 'gone'],
])('%s is %s', (line, expected) => {
	expect(parseForeground(line)).toBe(expected);
});

test.each([
	['S+    812   812', 'foreground'],
	['S     812   900', 'background'],
	['T     812   900', 'stopped'],
	['', 'gone'],
])('of ps, %s is %s', (line, expected) => {
	expect(parsePsForeground(line)).toBe(expected);
});

test('a process that does not exist is gone', () => {
	expect(readForeground(0x7fff_fff0)).toBe('gone');
});
