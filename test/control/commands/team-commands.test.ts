import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import {type TeamControl, teamCommands} from '../../../source/control/commands/team-commands.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {fakeScreen} from '../../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
	let chosen: ReturnType<TeamControl['getState']> = {grouping: 'user', sort: 'cost', filter: ''};
	const refresh = vi.fn();
	const choose = (change: Partial<typeof chosen>) => {
		chosen = {...chosen, ...change};
	};
	const commands = commandTable(teamCommands({getState: () => chosen, choose, refresh}) as never);
	const screen = fakeScreen([fakeSession()], {commands});
	screen.screen.setState({view: 'team'});
	return {screen, chosen: () => chosen, refresh};
}

test('g goes through people, teams and models, s through the orders, round and round', () => {
	const {screen, chosen} = setUp();
	const seen = ['g', 'tab', 'g'].map(key => {
		screen.press(key);
		return chosen().grouping;
	});
	expect(seen).toEqual(['team', 'model', 'user']);
	const orders = Array.from({length: 6}, () => {
		screen.press('s');
		return chosen().sort;
	});
	expect(orders).toEqual(['today', 'day', 'rate', 'last', 'name', 'cost']);
});

test('/ asks for a text with what is filtered by now; a shows everybody again', () => {
	const {screen, chosen} = setUp();
	screen.press('/');
	screen.pass(1000);
	screen.press('a', 'd', 'a', 'return');
	expect(chosen().filter).toBe('ada');
	screen.pass(1000);
	screen.press('/');
	screen.pass(1000);
	screen.press('m', 'return');
	expect(chosen().filter).toBe('adam');
	screen.pass(1000);
	screen.press('a');
	expect(chosen().filter).toBe('');
});

test('r asks the server again; in the list these keys mean something else', () => {
	const {screen, chosen, refresh} = setUp();
	screen.press('r');
	expect(refresh).toHaveBeenCalledOnce();
	screen.screen.setState({view: 'list'});
	screen.press('r', 'g', 's');
	expect(refresh).toHaveBeenCalledOnce();
	expect(chosen()).toEqual({grouping: 'user', sort: 'cost', filter: ''});
});
