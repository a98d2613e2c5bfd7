import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import {historyCommands} from '../../../source/control/commands/history-commands.ts';
import type {HistoryState} from '../../../source/core/history/layout.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {fakeScreen} from '../../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(start: Partial<HistoryState> = {}) {
	const top = ['one', 'two', 'three'].map(key => ({key, name: key.toUpperCase()}));
	let state = {
		span: 'week',
		grouping: 'day',
		path: [],
		places: [],
		place: '',
		view: {top},
		...start,
	} as unknown as HistoryState;
	const change = (fields: Partial<HistoryState>) => {
		state = {...state, ...fields};
	};
	const control = {getState: () => state, choose: change, choosePlace: (place: string) => change({place})};
	const commands = commandTable(historyCommands(control) as never);
	const screen = fakeScreen([fakeSession()], {commands});
	screen.screen.setState({view: 'history'});
	return {
		screen,
		press: screen.press,
		state: () => state,
		cursor: (index?: number) => {
			if (index !== undefined) screen.screen.setState({cursor: index});
			return screen.screen.getState().cursor;
		},
		view: () => screen.screen.getState().view,
	};
}

describe('a row', () => {
	test('opens into its parts, and closes to where it was', () => {
		const history = setUp();
		// Above the first row stands what all of them are.
		history.press('return');
		expect(history.screen.message()).toBe('Choose a row first: ↓');
		// A key that comes right after a refusal was pressed before that could be read.
		history.screen.pass(1000);
		history.cursor(2);
		history.press('return');
		expect(history.state()).toMatchObject({
			grouping: 'project',
			path: [{by: 'day', key: 'two', name: 'TWO', cursor: 2}],
		});
		expect(history.cursor()).toBe(0);
		// Within a day there is no such row: the first place is the first project.
		history.press('right');
		expect(history.state().path.map(({key}) => key)).toEqual(['two', 'one']);
		expect(history.state().grouping).toBe('session');
		history.press('left');
		expect(history.state()).toMatchObject({grouping: 'project', path: [{key: 'two'}]});
		history.press('escape');
		expect(history.state()).toMatchObject({grouping: 'day', path: []});
		expect(history.cursor()).toBe(2);
		history.press('escape');
		expect(history.view()).toBe('list');
	});

	test('without parts is not opened, with the reason', () => {
		const history = setUp({grouping: 'tool'});
		history.cursor(1);
		history.press('return');
		expect(history.screen.message()).toBe('A tool cannot be opened any further');
		expect(history.state().path).toEqual([]);
	});

	test('nothing is selected below the last row, or before anything is read', () => {
		const history = setUp();
		history.cursor(4);
		history.press('return');
		expect(history.state().path).toEqual([]);
		const unread = setUp({view: null});
		unread.cursor(1);
		unread.press('return');
		expect(unread.screen.message()).toBe('Choose a row first: ↓');
	});
});

test('s goes through the spans; by day there is nothing of today, and what was opened is left', () => {
	const history = setUp({span: 'year', path: [{by: 'project', key: '/w', name: 'w', cursor: 1}]});
	history.cursor(3);
	history.press('s');
	expect(history.state()).toMatchObject({span: 'today', grouping: 'project', path: []});
	expect(history.cursor()).toBe(0);
	for (const span of ['week', 'month', 'quarter', 'year']) {
		history.press('tab');
		expect(history.state()).toMatchObject({span, grouping: 'project'});
	}
});

test('g goes through the groupings that there are here, and no others', () => {
	const history = setUp();
	const seen = Array.from({length: 6}, () => {
		history.press('g');
		return history.state().grouping;
	});
	expect(seen).toEqual(['project', 'session', 'tool', 'model', 'cause', 'day']);
	const session = setUp({grouping: 'prompt', path: [{by: 'session', key: 's', name: 's', cursor: 1}]});
	session.press('g', 'g', 'g');
	expect(session.state().grouping).toBe('cause');
	session.press('g');
	expect(session.state().grouping).toBe('prompt');
});

test('m goes through the machines, where there is more than one', () => {
	const alone = setUp({places: ['this machine']});
	alone.press('m');
	expect(alone.screen.message()).toMatch(/^No other machine is in the config/);
	const history = setUp({places: ['all machines', 'this machine', 'box'], place: 'this machine'});
	history.cursor(2);
	history.press('m');
	expect(history.state().place).toBe('box');
	expect(history.cursor()).toBe(0);
	history.press('m');
	expect(history.state().place).toBe('all machines');
});
