import {expect, test} from 'vitest';
import {commandTable} from '../../source/control/commands/command-table.ts';
import {App} from '../../source/ui/app.tsx';
import {fakeFleet, fakeStore, fakeTotals} from '../support/fake-fleet.ts';
import {fakeSessionCommands, testOptions} from '../support/fake-screen.ts';
import {renderAt} from '../support/fake-terminal.ts';

function start(columns: number) {
	const {store} = fakeStore(fakeFleet(), fakeTotals);
	const app = <App store={store} commands={commandTable(fakeSessionCommands)} act={() => {}} options={testOptions} />;
	return {store, terminal: renderAt(app, {columns, rows: 24})};
}

test('the footer shows the first keys of the table, as many as fit', async () => {
	const {terminal} = start(60);
	await terminal.shows('c compact  x clear  p prompt');
	expect(terminal.text()).not.toContain('freeze');
	terminal.resize({columns: 200, rows: 24});
	await terminal.shows('z freeze');
});

test.each([40, 60, 80, 120, 200])('the footer keeps help, the views and the way out at %i columns', async columns => {
	const {terminal, store} = start(columns);
	await terminal.shows(/u b L views {2}\? help {2}q quit|u usage {2}b background .*\? help {2}q quit/);
	// Messages are beside them, or above them.
	store.setState({scanned: 0.42});
	await terminal.shows(/u b L( views)? {2}\? .*q .*reading|u usage .*\? .*q .*reading/);
	terminal.type('c');
	await terminal.shows('It waits for an answer');
	expect(terminal.lines().at(-1)).toMatch(/u b L( views)? {2}\?( help)? {2}q( quit)?|u usage .*\? help {2}q quit/);
});
