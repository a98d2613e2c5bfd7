import {expect, test} from 'vitest';
import {foregroundOf, readForeground} from '../../source/platform/foreground.ts';
import {parseProcessStat} from '../../source/platform/processes/proc.ts';
import {parsePsLine} from '../../source/platform/processes/ps.ts';

const rest = '0 0 0 0 0 0 0 0 20 0 1 0 87687 0';

test.each([
	[`7603 (claude) S 7602 7603 7603 34816 7603 4194304 ${rest}`, 'foreground'],
	[`7603 (a ) S) S 1 7603 7603 34816 7603 4194304 ${rest}`, 'foreground'],
	[`7603 (claude) S 7602 7603 7603 34816 9000 4194304 ${rest}`, 'background'],
	[`7603 (claude) T 7602 7603 7603 34816 7603 4194304 ${rest}`, 'stopped'],
	[`7603 (claude) Z 7602 7603 7603 34816 7603 4194304 ${rest}`, 'gone'],
	[`7603 (claude) S 7602 7603 7603 0 -1 4194304 ${rest}`, 'background'],
	['', 'gone'],
])('%s is %s', (line, expected) => {
	expect(foregroundOf(parseProcessStat(line))).toBe(expected);
});

test.each([
	['S+     700   812   812 ttys003  Fri Nov 27 16:18:50 2026', 'foreground'],
	['S      700   812   900 ttys003  Fri Nov 27 16:18:50 2026', 'background'],
	['T      700   812   900 ttys003  Fri Nov 27 16:18:50 2026', 'stopped'],
	['Ss       1   812     0 ??       Sat Nov  7 06:08:05 2026', 'background'],
	['Z      700   812   812 ttys003  Fri Nov 27 16:18:50 2026', 'gone'],
	['', 'gone'],
])('of ps, %s is %s', (line, expected) => {
	expect(foregroundOf(parsePsLine(line))).toBe(expected);
});

test('a process that does not exist is gone', () => {
	expect(readForeground(0x7fff_fff0)).toBe('gone');
});
