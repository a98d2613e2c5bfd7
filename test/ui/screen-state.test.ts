import {expect, test} from 'vitest';
import {createRowSelector, createScreenStore, selectedRow, sortColumns} from '../../source/ui/screen-state.ts';
import {fakeSession} from '../support/fake-fleet.ts';

const [web, docs] = ['web', 'docs'].map(name => fakeSession({name}));
const fleet = new Map([web!, docs!].map(session => [session.key, session]));
const by = {sort: 'name', reverse: false, filter: '', showFinished: false} as const;

test('rows that nothing changed of are the same array, so that nothing is drawn again', () => {
	const rowsOf = createRowSelector();
	const rows = rowsOf(fleet, by);
	expect(rows.map(({name}) => name)).toEqual(['docs', 'web']);
	expect(rowsOf(fleet, {...by})).toBe(rows);
	for (const change of [{reverse: true}, {filter: 'w'}, {sort: 'cost'}, {showFinished: true}] as const) {
		expect(rowsOf(fleet, {...by, ...change})).not.toBe(rows);
	}
	expect(rowsOf(fleet, {...by, filter: 'we'}).map(({name}) => name)).toEqual(['web']);
	expect(rowsOf(new Map(fleet), by)).not.toBe(rows);
});

test('the selection is on its session wherever that goes, else on the row where it was', () => {
	const rows = [docs!, web!];
	const state = (selectedKey: string | null, selectedIndex: number) => ({
		...createScreenStore().getState(),
		...{selectedKey, selectedIndex},
	});
	expect(selectedRow(rows, state('key-web', 0))).toBe(1);
	expect(selectedRow(rows, state('key-gone', 1))).toBe(1);
	expect(selectedRow(rows, state('key-gone', 7))).toBe(1);
	expect(selectedRow(rows, state(null, -3))).toBe(0);
	expect(selectedRow([], state('key-web', 0))).toBe(-1);
});

test('it begins with the list of what runs, and each order once', () => {
	expect(createScreenStore({filter: 'web'}).getState()).toMatchObject({
		...{view: 'list', sort: 'state', filter: 'web', frozen: null, dialog: null, showFinished: false},
	});
	expect(new Set(sortColumns).size).toBe(sortColumns.length);
});
