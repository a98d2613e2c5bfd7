import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {askLine, terminalIo} from '../../source/setup/terminal-io.ts';

function setUp(given: string | null) {
	const input = new PassThrough();
	const output = Object.assign(new PassThrough(), {isTTY: true});
	if (given === null) input.end();
	else input.write(given);
	return {input, output, written: () => String(output.read() ?? '')};
}

test.each([
	['y\n', true],
	['YES\n', true],
	[' yes \n', true],
	['n\n', false],
	['\n', false],
	['yess\n', false],
	['ja\n', false],
	// The end of the input, as without a keyboard, is no yes.
	[null, false],
])('%j is a yes: %s', async (given, isYes) => {
	const {input, output, written} = setUp(given);
	expect(await terminalIo(input, output, {}).ask('Go on? ')).toBe(isYes);
	expect(written()).toContain('Go on? ');
});

test('a line is taken as typed, without blanks around it, and the next one is left', async () => {
	const {input, output} = setUp('  allow it \nmore\n');
	expect(await askLine(input, output, '?')).toBe('allow it');
	const ended = setUp(null);
	expect(await askLine(ended.input, ended.output, '?')).toBe('');
});

test('colours are for terminals whose owner wants them', () => {
	const {input, output} = setUp('');
	const color = (isTTY: boolean | undefined, env = {}) =>
		terminalIo(input, Object.assign(output, {isTTY}) as never, env).color;
	expect([
		color(true),
		color(true, {NO_COLOR: '1'}),
		color(true, {NO_COLOR: ''}),
		color(false),
		color(undefined),
	]).toEqual([...[true, false, true, false, false]]);
});
