import {beforeEach, expect, test} from 'vitest';
import type {Measured} from '../../source/ui/measured.ts';
import {createMovedSelection} from '../../source/ui/moved-selection.ts';
import {createScreenController} from '../../source/ui/screen-control.ts';
import {createScreenStore} from '../../source/ui/screen-state.ts';
import {createStrayKeys} from '../../source/ui/stray-keys.ts';
import {fakeSession, fakeStore} from '../support/fake-fleet.ts';

let now = 0;
beforeEach(() => {
	now = 10_000;
});

function setUp(...names: string[]) {
	const {store, put, remove} = fakeStore(names.map(name => fakeSession({name})));
	const screen = createScreenStore();
	const terminal = {quit() {}, suspend() {}, redraw() {}};
	const controller = createScreenController(store, screen, terminal, {} as Measured, createStrayKeys());
	const moved = createMovedSelection({store, screen, controller}, () => now);
	const selected = () => controller.selected()?.name;
	return {moved, put, remove, screen, store, selected, down: () => controller.control.moveSelection(1)};
}

test('when the selected session ends, a key just after that shows a message, once', () => {
	const {moved, remove, selected} = setUp('a', 'b');
	expect(moved.take()).toBeNull();
	remove('key-a');
	expect(selected()).toBe('b');
	now += 1499;
	expect(moved.take()).toBe('a just ended; another session is selected now');
	expect(moved.take()).toBeNull();
});

test('a while later a person has seen it', () => {
	const {moved, remove} = setUp('a', 'b');
	remove('key-a');
	now += 1500;
	expect(moved.take()).toBeNull();
});

test('where another one ends, or the order changes, the selection is where it was', () => {
	const {moved, remove, put, selected} = setUp('a', 'b', 'c');
	remove('key-b');
	expect(moved.take()).toBeNull();
	put(fakeSession({name: 'c', state: 'waiting', waitingFor: 'permission prompt'}));
	expect(selected()).toBe('a');
	expect(moved.take()).toBeNull();
});

test('somebody who chooses a row in the meantime means that one', () => {
	const {moved, remove, down} = setUp('a', 'b', 'c');
	remove('key-a');
	down();
	expect(moved.take()).toBeNull();
});

test('where what was marked ends, the one row that is selected is named', () => {
	const {moved, remove, screen} = setUp('a', 'b');
	screen.setState({marked: new Set(['key-b'])});
	remove('key-b');
	expect(moved.take()).toBe('what was marked just ended; a is selected now');
});

test('does nothing when no session is left', () => {
	const {moved, remove, selected} = setUp('a');
	remove('key-a');
	expect(selected()).toBeUndefined();
	expect(moved.take()).toBeNull();
});

test('what the user filters out has not ended: the row that is left is the selected one', () => {
	const {moved, put, remove, screen, selected} = setUp('ada', 'bob', 'eve');
	screen.setState({filter: 'bob'});
	put(fakeSession({name: 'eve', state: 'busy'}));
	expect([selected(), moved.take()]).toEqual(['bob', null]);
	remove('key-bob');
	screen.setState({filter: ''});
	expect(moved.take()).toBeNull();
});

test('what ended while the screen was frozen is said when it goes on', () => {
	const {moved, remove, screen, store, selected} = setUp('a', 'b');
	screen.setState({frozen: store.getState()});
	remove('key-a');
	expect([selected(), moved.take()]).toEqual(['a', null]);
	now += 5000;
	screen.setState({frozen: null});
	expect(selected()).toBe('b');
	expect(moved.take()).toBe('a just ended; another session is selected now');
});
