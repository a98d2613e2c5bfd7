import {Text} from 'ink';
import {type ReactElement, useState} from 'react';
import {expect, test} from 'vitest';
import type {MonitorState} from '../../source/store.ts';
import {ScreenContext, type ScreenParts, sameItems, useScreen} from '../../source/ui/screen-context.tsx';
import {createScreenStore, type ScreenState} from '../../source/ui/screen-state.ts';
import {fakeSession, fakeStore, noon} from '../support/fake-fleet.ts';
import {renderAt} from '../support/fake-terminal.ts';

const size = {columns: 60, rows: 4};

/** What `element` shows of a fleet, and the stores it is read from. */
function shown(element: ReactElement) {
	const fake = fakeStore([fakeSession({name: 'web'})]);
	const screen = createScreenStore();
	const parts = {store: fake.store, screen} as unknown as ScreenParts;
	return {...fake, screen, terminal: renderAt(<ScreenContext value={parts}>{element}</ScreenContext>, size)};
}

interface CountedProps {
	count: {drawings: number};
	select(fleet: MonitorState, screen: ScreenState): object | string;
	equal?(a: object | string, b: object | string): boolean;
}

function Counted({count, select, equal}: CountedProps) {
	const value = useScreen(select, equal);
	count.drawings++;
	return <Text>{JSON.stringify(value)}</Text>;
}

/** Counts its drawings. */
function counted(select: CountedProps['select'], equal?: CountedProps['equal']) {
	const count = {drawings: 0};
	return {count, element: <Counted count={count} select={select} {...(equal && {equal})} />};
}

let choose: (name: string) => void = () => {};
function Chosen() {
	const [name, setName] = useState('web');
	choose = setName;
	return <Text>{useScreen(fleet => fleet.sessions.get(`key-${name}`)?.state ?? 'none')}</Text>;
}

test('a component is drawn when what it selects is another value, of the fleet or of the screen', async () => {
	const {count, element} = counted((fleet, {filter}) => `${fleet.sessions.size} ${filter}`);
	const {store, put, screen, terminal} = shown(element);
	store.setState({now: noon + 1000});
	screen.setState({scroll: 4});
	expect(count.drawings).toBe(1);
	put(fakeSession({name: 'api'}));
	await terminal.shows('"2 "');
	screen.setState({filter: 'a'});
	await terminal.shows('"2 a"');
	expect(count.drawings).toBe(3);
});

test('a new list with the same items is not another value, if it is said how to compare', async () => {
	const {count, element} = counted(
		fleet => [...fleet.sessions.keys()],
		(a, b) => sameItems(a as object, b as object),
	);
	const {store, put, terminal} = shown(element);
	store.setState({now: noon + 1000});
	expect(count.drawings).toBe(1);
	put(fakeSession({name: 'api'}));
	await terminal.shows('key-api');
	expect(count.drawings).toBe(2);
});

test('while the screen is frozen the fleet is that of then, and the screen itself goes on', async () => {
	const {element} = counted((fleet, {filter}) => `${fleet.now - noon} ${filter}`);
	const {store, screen, terminal} = shown(element);
	screen.setState({frozen: store.getState()});
	store.setState({now: noon + 5000});
	screen.setState({filter: 'x'});
	await terminal.shows('"0 x"');
	screen.setState({frozen: null});
	await terminal.shows('"5000 x"');
});

test('what is selected may depend on properties that have changed since', async () => {
	const {put, terminal} = shown(<Chosen />);
	await terminal.shows('idle');
	choose('api');
	await terminal.shows('none');
	put(fakeSession({name: 'api', state: 'busy'}));
	await terminal.shows('busy');
});

test.each([
	[[], [], true],
	[['a', 'b'], ['a', 'b'], true],
	[['a', 'b'], ['b', 'a'], false],
	[['a'], ['a', undefined], false],
	[['a', undefined], ['a'], false],
	[[Number.NaN], [Number.NaN], true],
	[[{}], [{}], false],
])('%j and %j have the same items: %s', (one, other, same) => {
	expect(sameItems<unknown[]>(one, other)).toBe(same);
});

test('objects are compared by their fields, whichever of them has more', () => {
	expect(sameItems<object>({a: 1, b: undefined}, {a: 1, c: undefined})).toBe(false);
	expect(sameItems<object>({a: 1}, {a: 1})).toBe(true);
});
