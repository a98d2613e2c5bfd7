/** `ccmon send` up to the guards: what it takes as text, whom it asks, and what it says of a session that it cannot reach. */
import {describe, expect, test} from 'vitest';
import type {SubcommandOptions} from '../../source/cli/arguments.ts';
import {sendText} from '../../source/cli/send.ts';
import {type CommandTerminal, runCommand} from '../support/command.ts';
import {eachInFleet} from '../support/command-fleet.ts';

const at = eachInFleet({sessions: 2});

const send = (text: string, options: SubcommandOptions = {}, terminal: CommandTerminal = {}) =>
	runCommand(() => sendText([], ['session-1', text], options, '0.0.0'), terminal);

describe('a session without a keyboard that ccmon could reach', () => {
	test('is refused with the reason, in its one line', async () => {
		const {stdout, stderr, code} = await send('hello');
		expect([stderr, code]).toEqual(['', 3]);
		expect(stdout).toMatch(/^session-1: prompt refused: \S[^\n]+\n$/);
	});

	test('is refused as JSON, too, with what it had before', async () => {
		const {stdout, code} = await send('/compact', {json: true});
		expect(code).toBe(3);
		const {outcome, reason, before, after} = JSON.parse(stdout);
		expect([outcome, after]).toEqual(['refused', null]);
		expect(reason).toMatch(/\S/);
		expect(before.contextTokens).toBe(at.fleet.sessions[0]!.contextTokens());
	});
});

describe('clearing', () => {
	test.each([
		['y\n', /refused: (?!not confirmed)/],
		['n\n', /refused: not confirmed/],
		['', /refused: not confirmed/],
	])('is asked at a terminal, on standard error: %j', async (answer, outcome) => {
		const ran = await send('/clear', {}, {stdin: answer, isTTY: {stdin: true}});
		expect(ran).toEqual({
			stdout: expect.stringMatching(outcome),
			stderr: expect.stringContaining('Clear the conversation of session-1? [y/N] '),
			code: 3,
		});
	});

	test.each(['/clear', '-'])('is refused where nobody can be asked: %s', async text => {
		const ran = await send(text, {}, {stdin: '/clear\n', isTTY: {stdin: text === '-'}});
		expect(ran).toEqual({
			...{stdout: 'session-1: clear refused: this clears the conversation: pass --yes\n', stderr: '', code: 3},
		});
	});

	test('with --yes is not asked', async () => {
		const {stderr, stdout} = await send('/clear', {yes: true}, {isTTY: {stdin: true}});
		expect(stderr).toBe('');
		expect(stdout).not.toMatch(/--yes|not confirmed/);
	});
});

describe('what is no text to send', () => {
	test.each([
		['', ''],
		['-', ''],
		['-', ' \n\n'],
	])('%j with %j on standard input', async (text, stdin) => {
		expect(await send(text, {}, {stdin})).toEqual({stdout: '', stderr: 'ccmon: There is no text to send.\n', code: 2});
	});

	test('more on standard input than anybody types', async () => {
		const {stderr, code} = await send('-', {}, {stdin: 'x'.repeat(1024 * 1024 + 1)});
		expect([stderr, code]).toEqual(['ccmon: the text on standard input is too long to be typed\n', 2]);
	});
});
