/** When a row is drawn; what is in it is in row-line.test.ts and columns.test.ts. */
import {Box} from 'ink';
import {Profiler} from 'react';
import {expect, test} from 'vitest';
import type {Session} from '../../source/core/session.ts';
import type {MonitorState} from '../../source/store.ts';
import {layoutColumns} from '../../source/ui/column-layout.ts';
import {ScreenContext, type ScreenParts} from '../../source/ui/screen-context.tsx';
import {createScreenStore} from '../../source/ui/screen-state.ts';
import {SessionRow} from '../../source/ui/session-row.tsx';
import {fakeSession, fakeStore, noon} from '../support/fake-fleet.ts';
import {testOptions} from '../support/fake-screen.ts';
import {renderAt} from '../support/fake-terminal.ts';

const size = {columns: 120, rows: 10};
const layout = layoutColumns(size.columns, {hosts: false});

/** The rows of these sessions, and which of them were drawn since the last time it was asked. */
function rows(sessions: readonly Session[], state: Partial<MonitorState> = {}) {
	const fake = fakeStore(sessions, state);
	const screen = createScreenStore();
	const drawn = new Set<string>();
	const parts = {store: fake.store, screen, options: testOptions} as unknown as ScreenParts;
	const terminal = renderAt(
		<ScreenContext value={parts}>
			<Box flexDirection="column">
				{sessions.map(({key, name}) => (
					<Profiler key={key} id={name} onRender={id => drawn.add(id)}>
						<SessionRow sessionKey={key} layout={layout} selected={false} marked={false} />
					</Profiler>
				))}
			</Box>
		</ScreenContext>,
		size,
	);
	const take = () => {
		const names = [...drawn];
		drawn.clear();
		return names;
	};
	take();
	return {...fake, screen, terminal, take, at: (now: number) => fake.store.setState({now})};
}

const web = fakeSession({name: 'web', lastActivityAt: noon - 180_000});
const api = fakeSession({name: 'api', lastActivityAt: noon - 180_000});

test('a session that changes draws its own row, and no other', async () => {
	const {put, terminal, take} = rows([web, api]);
	put({...web, state: 'busy'});
	await terminal.shows(/web .*● busy/);
	expect(take()).toEqual(['web']);
	expect(terminal.lines()[1]).toMatch(/api .*idle/);
});

test('time draws a row when a text of it changes, and not before', async () => {
	const {at, terminal, take} = rows([web, {...api, cache: {expiresAt: noon + 30_000, ttl: '5m'}}]);
	expect(terminal.lines()[0]).toContain('3m');
	at(noon + 5000);
	expect(take()).toEqual([]);
	at(noon + 10_000);
	await terminal.shows(/api .* 20s /);
	expect(take()).toEqual(['api']);
	at(noon + 60_000);
	await terminal.shows(/web .* 4m/);
	expect(terminal.lines()[1]).toMatch(/ cold .* 4m/);
});

test('what an action does shows on its row, and goes by itself', async () => {
	const entry = {sessionKey: web.key, sessionName: 'web', action: 'compact' as const, text: 'compacted'};
	const {store, at, terminal, take} = rows([web, api], {log: [{...entry, at: noon, outcome: 'done'}]});
	expect(terminal.lines()[0]).toContain('✓ compact');
	take();
	at(noon + 6000);
	await terminal.hides('✓ compact');
	expect(take()).toEqual(['web']);
	store.setState({log: [{...entry, at: noon + 6000, outcome: 'sending'}]});
	await terminal.shows(/web .*compact/);
});

test('a machine that was lost says how long ago, as that goes on', async () => {
	const host = {name: 'box', lostAt: noon, prices: null};
	const {at, terminal} = rows([{...web, host, state: 'unknown'}]);
	at(noon + 20_000);
	await terminal.shows('20s ago');
	at(noon + 120_000);
	await terminal.shows('2m ago');
});

test('a session that has gone leaves an empty line until the list is shorter', async () => {
	const {remove, terminal} = rows([web, api]);
	remove(web.key);
	await terminal.hides('web');
	expect(terminal.lines()[0]!.trim()).toBe('');
	expect(terminal.lines()[1]).toContain('api');
});

test('a frozen screen stands still', async () => {
	const {put, store, screen, at, terminal} = rows([web]);
	screen.setState({frozen: store.getState()});
	put({...web, state: 'busy'});
	at(noon + 600_000);
	expect(terminal.lines()[0]).toMatch(/web .*idle.* 3m/);
	screen.setState({frozen: null});
	await terminal.shows(/web .*busy.* 13m/);
});
