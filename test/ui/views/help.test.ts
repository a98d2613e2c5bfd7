import {expect, test} from 'vitest';
import type {Command} from '../../../source/control/commands/command.ts';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import {widthOf} from '../../../source/ui/text.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {helpLines} from '../../../source/ui/views/help.ts';
import {fakeSessionCommands} from '../../support/fake-screen.ts';

const look = createLook({colour: 'none', ascii: false});
const table = commandTable(fakeSessionCommands);
const help = (width = 80, commands = table, ascii = false) =>
	helpLines(commands, width, ascii ? createLook({colour: 'none', ascii}) : look, '$0.04');

test('every key is there with what it does, below its group', () => {
	const text = help(200).join('\n');
	for (const {description} of table) expect(text).toContain(description);
	expect(text).toMatch(/^The selected session, or the marked ones\n {2}c +What session.compact does\./);
	expect(text).toMatch(/\nThe list\n(?:.*\n)*Moving and views\n(?:.*\n)*ccmon\n/);
	expect(text).toMatch(/ {2}↑ k +Go to the row above\./);
	expect(help(200, table, true).join('\n')).toMatch(/ {2}Up k +Go to the row above\./);
});

test('a group without commands has no title; a row of numbers is shown as from and to', () => {
	const [compact] = fakeSessionCommands;
	const numbers: Command = {...compact!, keys: ['1', '2', '3', '4'], description: 'Choose.'};
	const lines = help(80, [numbers] as never);
	expect(lines.join('\n')).toMatch(/ {2}1–4 +Choose\./);
	expect(lines).not.toContain('The list');
});

test('the signs are explained, with the norm of this person', () => {
	expect(help(200).join('\n')).toContain('in HIDDEN $: background use above $0.04 a session');
	expect(help(200)).toContain('Signs');
});

test.each([40, 59, 60, 120])('at %i columns every word is there and no line is wider', width => {
	const lines = help(width);
	for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(width);
	const words = (text: string) => text.split(/\s+/).filter(Boolean).sort();
	expect(words(lines.join(' '))).toEqual(words(help(300).join(' ')));
});
