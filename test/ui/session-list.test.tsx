/** Which rows are shown, and what the keys and the mouse know of them. */
import {expect, test} from 'vitest';
import type {Session} from '../../source/core/session.ts';
import type {Measured} from '../../source/ui/measured.ts';
import {ScreenContext, type ScreenParts} from '../../source/ui/screen-context.tsx';
import {createScreenController} from '../../source/ui/screen-control.ts';
import {createScreenStore} from '../../source/ui/screen-state.ts';
import {SessionList} from '../../source/ui/session-list.tsx';
import {createStrayKeys} from '../../source/ui/stray-keys.ts';
import {fakeSession, fakeStore} from '../support/fake-fleet.ts';
import {testOptions} from '../support/fake-screen.ts';
import {renderAt} from '../support/fake-terminal.ts';

const nothing = {quit() {}, suspend() {}, redraw() {}};

/** A list of `height` rows below a title, on the fourth line of the screen. */
function list(sessions: readonly Session[], height: number, {columns = 100, titles = 1} = {}) {
	const fake = fakeStore(sessions);
	const screen = createScreenStore({sort: 'name'});
	const measured = {bodyLine: 3, pageRows: height} as Measured;
	const controller = createScreenController(fake.store, screen, nothing, measured, createStrayKeys());
	const parts = {store: fake.store, screen, controller, measured, options: testOptions} as unknown as ScreenParts;
	const terminal = renderAt(
		<ScreenContext value={parts}>
			<SessionList columns={columns} height={height} titles={titles} />
		</ScreenContext>,
		{columns, rows: height + titles},
	);
	const names = () =>
		terminal
			.lines()
			.slice(titles)
			.flatMap(line => /\bs\d\d\b/.exec(line)?.[0] ?? []);
	return {...fake, screen, measured, terminal, names, move: controller.control.moveSelection};
}

const named = (count: number) =>
	Array.from({length: count}, (_, index) => fakeSession({name: `s${String(index).padStart(2, '0')}`}));

test('more sessions than rows: those around the selected one, its place in the title, as little moved as can be', async () => {
	const {names, move, terminal, measured} = list(named(20), 5);
	expect(names()).toEqual(['s00', 's01', 's02', 's03', 's04']);
	expect(terminal.lines()[0]).toContain(' 1/20');
	move(5);
	await terminal.shows(' 6/20');
	expect(names()).toEqual(['s01', 's02', 's03', 's04', 's05']);
	expect(measured).toMatchObject({firstRow: 1, listLine: 4});
	move(-1);
	await terminal.shows(' 5/20');
	expect(names()[0]).toBe('s01');
	move('last');
	await terminal.shows(' 20/20');
	expect(names()).toEqual(['s15', 's16', 's17', 's18', 's19']);
});

test('where sessions end at the bottom of a scrolled list, those above come in', async () => {
	const sessions = named(10);
	const {names, move, remove, terminal} = list(sessions, 5);
	move('last');
	await terminal.shows(' 10/10');
	for (const {key} of sessions.slice(6)) remove(key);
	await terminal.shows('/6');
	expect(names()).toEqual(['s01', 's02', 's03', 's04', 's05']);
});

test('a list that fits says no place, and a filter is in the title', async () => {
	const {screen, terminal, names} = list(named(3), 5);
	expect(terminal.lines()[0]).not.toMatch(/\d\/\d/);
	screen.setState({filter: 's02'});
	await terminal.shows('/s02');
	expect(names()).toEqual(['s02']);
});

test('the selected and the marked sessions have a sign of their own', async () => {
	const {screen, terminal, move} = list(named(3), 5);
	const row = (index: number) => terminal.lines()[1 + index]!;
	expect([row(0), row(1), row(2)].map(line => line.slice(0, 5))).toEqual(['▸  s0', '   s0', '   s0']);
	screen.setState({marked: new Set(['key-s02'])});
	await terminal.shows(/^ ✓ s02/m);
	move(2);
	await terminal.shows(/^▸✓ s02/m);
	expect(row(0)).toMatch(/^ {3}s00/);
});

test('a column for the machine comes with the first other machine', async () => {
	const {store, terminal} = list(named(2), 5, {columns: 160});
	expect(terminal.lines()[0]).not.toContain('HOST');
	store.setState({hosts: [{name: 'box'} as never]});
	await terminal.shows('HOST');
});

test('without room for titles or for any row nothing breaks', async () => {
	const bare = list(named(3), 2, {titles: 0});
	expect(bare.names()).toEqual(['s00', 's01']);
	expect(bare.measured.listLine).toBe(3);
	const none = list(named(3), 0);
	expect(none.names()).toEqual([]);
	none.move('last');
	await none.terminal.shows('3/3');
});
