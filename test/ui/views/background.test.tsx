import {expect, test} from 'vitest';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import type {Session} from '../../../source/core/session.ts';
import type {MonitorState} from '../../../source/store.ts';
import {App} from '../../../source/ui/app.tsx';
import {fakeFleet, fakeSession, fakeStore, fakeTotals} from '../../support/fake-fleet.ts';
import {fakeSessionCommands, testOptions} from '../../support/fake-screen.ts';
import {expectToFit, renderAt} from '../../support/fake-terminal.ts';

async function shown(sessions: readonly Session[], state: Partial<MonitorState> = fakeTotals, columns = 120) {
	const {store} = fakeStore(sessions, state);
	const size = {columns, rows: 30};
	const terminal = renderAt(
		<App store={store} commands={commandTable(fakeSessionCommands)} act={() => {}} options={testOptions} views={{}} />,
		size,
	);
	terminal.type('b');
	await terminal.shows('Background');
	await terminal.shows(sessions.length > 0 ? 'KNOWN AS' : 'No session');
	expectToFit(terminal, size);
	return terminal.text().replace(/\u001b\[[\d;]*m/g, '');
}

test('lists today’s background by cause and by session, the most expensive first', async () => {
	const text = await shown(fakeFleet().toReversed());
	expect(text).toContain('Background today $0.11, of it while idle $0.03, API-equivalent');
	expect(text).toMatch(/prompt suggestion +\$0\.006 +3 +2 /);
	expect(text.indexOf('api-refactor')).toBeLessThan(text.indexOf('\ndocs'));
	expect(text).toMatch(/api-refactor +!\$0\.08 +4% /);
	// What is not measured is no zero, and how to measure it is said.
	expect(text).toMatch(/infra +– +– +– /);
	expect(text).toContain('1 session not measured by cause: ccmon doctor says why.');
});

test('where all is measured nothing is said of that; without a plan dollars are a bill', async () => {
	const totals = {...fakeTotals.totals!, partial: true, todayIdleUsd: null};
	const text = await shown([fakeSession()], {totals});
	expect(text).not.toContain('not measured');
	expect(text).not.toContain('API-equivalent');
	expect(text).toContain('Background today ≥$0.11, of it while idle –');
});

test('without a session there is no empty table', async () => {
	const text = await shown([]);
	expect(text).toContain('No session has run today.');
	expect(text).not.toContain('KNOWN AS');
});
