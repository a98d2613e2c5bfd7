import {execFileSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {shellQuoted} from '../../source/platform/shell.ts';

test.each([
	'',
	'plain',
	"it's",
	"'",
	"''\\''",
	'$(id) `id` $HOME',
	'a "b" \\ c',
	'two\nlines',
	'-n',
	'*',
	'設計 🚀',
	'; exit 1',
])('a shell takes %j for itself and nothing else', text => {
	const printed = execFileSync('/bin/sh', ['-c', `printf '%s|' ${shellQuoted(text)} end`]).toString();
	expect(printed).toBe(`${text}|end|`);
});
