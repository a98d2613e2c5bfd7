import {expect, test} from 'vitest';
import {asksSomething, watchCopyMode} from '../../../../source/control/terminals/gnu-screen/obstacle.ts';

/** As screen 4.9 draws it, also for one who attaches later; the bytes come in any pieces. */
const entered = '\x1b[21B\x1b[7mCopy mode - Column 1 Line 3(+1024) (80,24)\x1b[27m  \b\b';
const aborted = '\x1b[H\n\n\x1b[21B\x1b[7mCopy mode aborted\x1b[27m  \b\b';
const copied = '\x1b[7mCopied 12 characters into buffer\x1b[27m';

test.each([
	['entered', [entered], true],
	['entered, in pieces', [...entered], true],
	['entered, and the message gone', [entered, '\r       \x1b[3;1H', 'x'.repeat(500)], true],
	['left by escape', [entered, aborted], false],
	['left by copying', [entered, copied], false],
	['entered again', [entered, aborted, entered], true],
	['never', ['Copy that mode', '❯ draft'], false],
])('copy mode %s', (_, pieces, isOn) => {
	const copyMode = watchCopyMode();
	for (const piece of pieces) copyMode.read(piece);
	expect(copyMode.isOn()).toBe(isOn);
});

test.each([
	["\x1b[7mSet window's title to: \x1b[27mbash", true],
	['\x1b[7m:\x1b[27mquit', true],
	['  ⏸ manual mode on · ? for shortcuts', false],
	['', false],
])('the last row %j', (last, asks) => {
	expect(asksSomething({columns: 80, rows: ['', '❯', last]}) !== null).toBe(asks);
});
