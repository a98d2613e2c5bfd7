import {describe, expect, test} from 'vitest';
import {fakeSession} from '../support/fake-fleet.ts';
import {fakeScreen} from '../support/fake-screen.ts';

const fleet = (...names: string[]) => names.map(name => fakeSession({name}));

describe('confirmation', () => {
	test('y does it, to the sessions it was asked for', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('x');
		expect(screen.dialog()).toMatchObject({type: 'confirm', question: 'Clear a?'});
		// Meanwhile another session comes to stand where `a` was.
		screen.put(fakeSession({name: 'z', state: 'busy'}), fakeSession({name: 'a', state: 'shell'}));
		screen.remove('key-b');
		screen.press('y');
		expect(screen.acted).toEqual([{action: {type: 'clear'}, targets: ['a']}]);
		expect(screen.dialog()).toBeNull();
	});

	test.each(['n', 'N', 'escape', 'q', 'ctrl+c'])('%s leaves everything as it was', key => {
		const screen = fakeScreen(fleet('a'));
		screen.press('x', key);
		expect(screen.acted).toEqual([]);
		expect(screen.events).toEqual([]);
		expect(screen.dialog()).toBeNull();
	});

	test.each(['return', 'space', 'c', 'x', 'down'])('%s is no answer', key => {
		const screen = fakeScreen(fleet('a'));
		screen.press('x', key);
		expect(screen.acted).toEqual([]);
		expect(screen.dialog()).not.toBeNull();
		expect(screen.message()).toBe('Press y for yes, n for no');
	});

	test('a yes typed before the question was on the screen is none', () => {
		const screen = fakeScreen(fleet('a'));
		screen.pressTogether('x', 'y');
		expect(screen.acted).toEqual([]);
		expect(screen.dialog()).toMatchObject({type: 'confirm'});
	});
});

describe('refusals', () => {
	test('a key that cannot work now says why and does nothing', () => {
		const screen = fakeScreen([fakeSession({name: 'a', state: 'waiting'})]);
		screen.press('c');
		expect(screen.acted).toEqual([]);
		expect(screen.message()).toBe('It waits for an answer: nothing is typed into a dialog');
	});

	test('the message goes with the next key', () => {
		const screen = fakeScreen([fakeSession({name: 'a', state: 'waiting'})]);
		screen.press('c', 'down');
		expect(screen.message()).toBeNull();
	});

	test('session keys do not reach through a view', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('?', 'c', 'x', 'space');
		expect(screen.acted).toEqual([]);
		expect(screen.dialog()).toBeNull();
		expect(screen.message()).toBe('Esc goes back to the list first');
	});

	test('the history is refused where there is none', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('h');
		expect(screen.message()).toBe('The history is not open in this ccmon');
	});

	test('a command that fails says so', async () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('B');
		await expect.poll(screen.message).toBe('the pane is gone');
	});

	test('a key meant for a session that has just ended does not hit its neighbour', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.remove('key-a');
		screen.press('c');
		expect(screen.acted).toEqual([]);
		expect(screen.message()).toContain('a just ended');
		screen.press('c');
		expect(screen.acted[0]?.targets).toEqual(['b']);
	});

	test('later the neighbour is simply the selected one', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.remove('key-a');
		screen.pass(2000);
		screen.press('c');
		expect(screen.acted[0]?.targets).toEqual(['b']);
	});

	test('moving on purpose is no surprise', () => {
		const screen = fakeScreen(fleet('a', 'b', 'c'));
		screen.press('down', 'c');
		expect(screen.acted[0]?.targets).toEqual(['b']);
	});
});

describe('one of a few', () => {
	function choosing(choices: readonly string[]) {
		const screen = fakeScreen(fleet('a'));
		const chosen: number[] = [];
		screen.controller.control.choose('Where?', choices, index => chosen.push(index));
		return {...screen, chosen};
	}

	test('is chosen by arrows and Enter, and not beyond the ends', () => {
		const {press, chosen, dialog} = choosing(['here', 'there', 'elsewhere']);
		press('up', 'down', 'j', 'down', 'return');
		expect(chosen).toEqual([2]);
		expect(dialog()).toBeNull();
	});

	test('or not at all', () => {
		const {press, chosen, acted, dialog} = choosing(['here']);
		press('c', 'x', 'escape');
		expect(dialog()).toBeNull();
		expect([chosen, acted]).toEqual([[], []]);
	});

	test('from nothing nothing is chosen', () => {
		const {press, chosen} = choosing([]);
		press('return');
		expect(chosen).toEqual([]);
	});
});

describe('a line of text', () => {
	test('is typed, edited and sent', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('p', 'h', 'i', 'space', 'q', 'backspace', 'y', 'return');
		expect(screen.acted).toEqual([{action: {type: 'prompt', text: 'hi y'}, targets: ['a']}]);
	});

	test('Esc sends nothing', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('p', 'h', 'escape');
		expect(screen.acted).toEqual([]);
		expect(screen.dialog()).toBeNull();
	});

	test('up brings back the one before, and then the one before that', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('p', 'up', 'return');
		screen.press('p', 'up', 'up', 'return');
		expect(screen.acted.map(({action}) => action)).toEqual([
			{type: 'prompt', text: 'run the tests'},
			{type: 'prompt', text: 'an older one'},
		]);
	});

	test('typed in one read with its Enter it is sent once, and what follows is no key', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('p');
		screen.pressTogether('h', 'i', 'return');
		expect(screen.acted[0]?.action).toEqual({type: 'prompt', text: 'hi'});
	});

	test('several lines in one read are one text, never keys', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('p');
		screen.pressTogether('a', 'return', 'x', 'return', 'y');
		expect(screen.acted).toEqual([]);
		screen.press('return');
		expect(screen.acted[0]?.action).toEqual({type: 'prompt', text: 'a x y'});
	});

	test('a paste goes into it whole, and nowhere else', () => {
		const screen = fakeScreen(fleet('a'));
		screen.paste('xyq');
		expect(screen.message()).toBe('Pasted text is ignored here');
		screen.press('x');
		screen.paste('y');
		expect(screen.acted).toEqual([]);
		screen.press('n', 'p');
		screen.paste('two\nlines');
		screen.press('return');
		expect(screen.acted).toEqual([{action: {type: 'prompt', text: 'two lines'}, targets: ['a']}]);
	});
});
