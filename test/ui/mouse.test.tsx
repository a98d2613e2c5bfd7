import {describe, expect, test, vi} from 'vitest';
import {commandTable} from '../../source/control/commands/command-table.ts';
import {App} from '../../source/ui/app.tsx';
import {splitReports} from '../../source/ui/mouse.ts';
import {fakeSession, fakeStore, fakeTotals} from '../support/fake-fleet.ts';
import {fakeSessionCommands, testOptions} from '../support/fake-screen.ts';
import {renderAt} from '../support/fake-terminal.ts';

const wheelDown = '\u001B[<65;10;5M';
const wheelUp = '\u001B[<64;10;5M';
/** A press and its release, on a line counted from 0. */
const click = (line: number) => `\u001B[<0;10;${line + 1}M\u001B[<0;10;${line + 1}m`;

test('reports of the mouse are recognised anywhere in a text', () => {
	const wheel = {type: 'wheel', by: -1};
	const other = {type: 'other'};
	expect(splitReports('j\u001B[<64;10;5Mk')).toEqual({events: [wheel], rest: 'jk'});
	// A release, another button, one with Shift.
	expect(splitReports('\u001B[<0;10;5M\u001B[<0;10;5m\u001B[<2;10;5M\u001B[<4;10;5M')).toEqual({
		events: [{type: 'click', line: 4}, other, other, other],
		rest: '',
	});
	for (const text of ['\u001B[<64;10M', 'j', '\u001B[<;;M', '[<0;1;1M', '\u001B[A', '设计'])
		expect(splitReports(text)).toEqual({events: [], rest: text});
});

function start(mouse: boolean) {
	const act = vi.fn();
	const sessions = Array.from({length: 12}, (_, index) => fakeSession({name: `s${String(index).padStart(2, '0')}`}));
	const {store} = fakeStore(sessions, fakeTotals);
	const options = {...testOptions, mouse};
	const commands = commandTable(fakeSessionCommands);
	const terminal = renderAt(<App store={store} commands={commands} act={act} options={options} />, {
		columns: 80,
		rows: 24,
	});
	const lineOf = (name: string) => terminal.lines().findIndex(line => line.includes(` ${name} `));
	return {terminal, act, lineOf};
}

describe('where the config asks for it', () => {
	test('the wheel moves the selection, and a click chooses a row', async () => {
		const {terminal, lineOf} = start(true);
		await terminal.shows('▸  s00');
		terminal.type(wheelDown + wheelDown);
		await terminal.shows('▸  s02');
		terminal.type(wheelUp);
		await terminal.shows('▸  s01');
		terminal.type(click(lineOf('s04')));
		await terminal.shows('▸  s04');
		// In a list that is scrolled, too.
		terminal.type('G');
		await terminal.shows('▸  s11');
		terminal.type(click(lineOf('s09')));
		await terminal.shows('▸  s09');
	});

	test('in a view the wheel scrolls, and what is clicked beside the rows is nothing', async () => {
		const {terminal, act} = start(true);
		await terminal.shows('▸  s00');
		for (const line of [0, 2, 23]) terminal.type(click(line));
		terminal.type('?');
		await terminal.shows('Keys and signs');
		const before = terminal.text();
		terminal.type(wheelDown);
		await vi.waitFor(() => expect(terminal.text()).not.toBe(before), 20_000);
		terminal.type(wheelUp);
		await vi.waitFor(() => expect(terminal.text()).toBe(before), 20_000);
		terminal.type('q');
		await terminal.shows('▸  s00');
		expect(act).not.toHaveBeenCalled();
	});

	test('a question is answered by keys alone', async () => {
		const {terminal, act, lineOf} = start(true);
		await terminal.shows('▸  s00');
		terminal.type('x');
		await terminal.shows('Clear s00?');
		terminal.type(click(lineOf('s04')) + wheelDown);
		await terminal.press('n');
		await terminal.hides('Clear s00?');
		await terminal.shows('▸  s00');
		expect(act).not.toHaveBeenCalled();
	});
});

test('elsewhere its reports do nothing', async () => {
	const {terminal, act} = start(false);
	await terminal.shows('▸  s00');
	terminal.type(wheelDown);
	await terminal.press('j');
	await terminal.shows('▸  s01');
	expect(act).not.toHaveBeenCalled();
});
