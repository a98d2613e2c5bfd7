import {expect, test} from 'vitest';
import {commandTable} from '../../source/control/commands/command-table.ts';
import type {Session} from '../../source/core/session.ts';
import type {MonitorState} from '../../source/store.ts';
import {App} from '../../source/ui/app.tsx';
import {fakeSession, fakeStore, noon} from '../support/fake-fleet.ts';
import {fakeSessionCommands, testOptions} from '../support/fake-screen.ts';
import {renderAt} from '../support/fake-terminal.ts';

function start(session: Session, state: Partial<MonitorState> = {}) {
	const {store} = fakeStore([session], state);
	const app = <App store={store} commands={commandTable(fakeSessionCommands)} act={() => {}} options={testOptions} />;
	return {store, terminal: renderAt(app, {columns: 120, rows: 40})};
}

test('the outcome of an action is in the row and in the footer', async () => {
	const {terminal, store} = start(fakeSession({name: 'web'}));
	const entry = {at: noon, sessionKey: 'key-web', sessionName: 'web', action: 'compact' as const};
	store.setState({log: [{...entry, text: 'compacting', outcome: 'sending'}]});
	await terminal.shows('↻ compact ');
	store.setState({log: [{...entry, text: 'compacted 186k → 14k', outcome: 'done'}]});
	await terminal.shows('✓ web: compacted 186k → 14k');
	store.setState({now: noon + 61_000});
	await terminal.hides('✓');
});

test('a session that waits says so, whatever ccmon has just done to it', async () => {
	const asking = fakeSession({name: 'docs', state: 'waiting', waitingFor: 'permission prompt'});
	const entry = {
		at: noon,
		sessionKey: asking.key,
		sessionName: 'docs',
		action: 'prompt',
		text: 'submitted',
	} as const;
	const {terminal} = start(asking, {log: [{...entry, outcome: 'done'}]});
	await terminal.shows('✓ docs: submitted');
	expect(terminal.text()).toContain('◆ permission');
});
