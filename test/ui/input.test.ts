import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {fakeSession} from '../support/fake-fleet.ts';
import {fakeScreen} from '../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const fleet = (...names: string[]) => names.map(name => fakeSession({name}));
/** Longer than between two letters of a word; then longer than anybody pauses in a text. */
const moment = 600;
const pause = 800;

describe('confirmation', () => {
	test('y does it, to the sessions it was asked for', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('x');
		expect(screen.dialog()).toMatchObject({type: 'confirm', question: 'Clear a?'});
		// Meanwhile another session comes to stand where `a` was.
		screen.put(fakeSession({name: 'z', state: 'busy'}), fakeSession({name: 'a', state: 'shell'}));
		screen.remove('key-b');
		screen.press('y');
		screen.pass(moment);
		expect(screen.acted).toEqual([{action: {type: 'clear'}, targets: ['a']}]);
		expect(screen.dialog()).toBeNull();
	});

	test.each(['n', 'N', 'escape', 'q', 'ctrl+c'])('%s leaves everything as it was', key => {
		const screen = fakeScreen(fleet('a'));
		screen.press('x', key);
		screen.pass(moment);
		expect(screen.acted).toEqual([]);
		expect(screen.events).toEqual([]);
		expect(screen.dialog()).toBeNull();
	});

	test.each(['return', 'space', 'c', 'x', 'down'])('%s is no answer', key => {
		const screen = fakeScreen(fleet('a'));
		screen.press('x', key);
		screen.pass(moment);
		expect(screen.acted).toEqual([]);
		expect(screen.dialog()).not.toBeNull();
		expect(screen.message()).toBe('Press y for yes, n for no');
	});

	test('after a key that is no answer, one that is counts only after a pause', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('x', 'e', 'y');
		screen.pass(pause);
		expect([screen.acted, screen.dialog()?.type]).toEqual([[], 'confirm']);
		screen.press('y');
		screen.pass(moment);
		expect(screen.acted).toHaveLength(1);
	});

	test('a y with letters behind it is part of a word, and no yes', () => {
		const screen = fakeScreen(fleet('a'));
		for (const letter of 'xylophone') {
			screen.press(letter);
			screen.pass(150);
		}
		screen.pass(pause);
		expect([screen.acted, screen.dialog()?.type]).toEqual([[], 'confirm']);
	});

	test('a yes typed before the question was on the screen does not count', () => {
		const screen = fakeScreen(fleet('a'));
		screen.pressTogether('x', 'y');
		screen.pass(pause);
		expect([screen.acted, screen.dialog()]).toEqual([[], null]);
	});

	test.each([
		['q', 'q'],
		['ctrl+c', 'ctrl+c'],
	])('%s and again %s leaves, also where something is lost by it', (first, second) => {
		const screen = fakeScreen(fleet('a'), {quitQuestion: 'End a headless session?'});
		screen.press(first);
		expect(screen.dialog()).toMatchObject({type: 'confirm', question: 'End a headless session?'});
		screen.press(second);
		screen.pass(moment);
		expect(screen.events).toEqual(['quit']);
	});

	test.each([2, 3])('%i times q in one read leaves as well', times => {
		const screen = fakeScreen(fleet('a'), {quitQuestion: 'End a headless session?'});
		screen.pressTogether(...Array<string>(times).fill('q'));
		screen.pass(moment);
		expect(screen.events).toEqual(['quit']);
	});
});

describe('refusals', () => {
	test('a key that cannot work now says why and does nothing', () => {
		const screen = fakeScreen([fakeSession({name: 'a', state: 'waiting'})]);
		screen.press('c');
		screen.pass(moment);
		expect(screen.acted).toEqual([]);
		expect(screen.message()).toBe('It waits for an answer: nothing is typed into a dialog');
	});

	test('what is typed on after it does nothing, until a pause', () => {
		const screen = fakeScreen([fakeSession({name: 'a', state: 'waiting'}), ...fleet('b', 'c')]);
		for (const letter of 'preject it, please') {
			screen.press(letter === ' ' ? 'space' : letter);
			screen.pass(300);
		}
		expect([screen.selected(), screen.acted, screen.screen.getState().marked.size]).toEqual(['a', [], 0]);
		expect(screen.message()).toContain('typing ignored: pause, or Esc');
		screen.pass(pause);
		screen.press('j');
		expect(screen.selected()).toBe('b');
	});

	test('Escape ends that, and does nothing else', () => {
		const screen = fakeScreen([fakeSession({name: 'a', state: 'waiting'}), ...fleet('b')]);
		screen.press('space', 'up', 'p', 'escape');
		expect([screen.screen.getState().marked.size, screen.message()]).toEqual([1, null]);
		screen.press('j');
		expect(screen.selected()).toBe('b');
	});

	test('arrows are not typed text: they move at once, and the message goes with them', () => {
		const screen = fakeScreen([fakeSession({name: 'a', state: 'waiting'}), ...fleet('b')]);
		screen.press('c', 'down');
		expect([screen.selected(), screen.message()]).toEqual(['b', null]);
	});

	test('a key that means nothing begins a text, too', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('e', 'j', 'x');
		expect([screen.selected(), screen.dialog()]).toEqual(['a', null]);
		expect(screen.message()).toContain('e is not a key here: ? shows them all');
	});

	test('session keys do not reach through a view', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('?', 'c', 'x', 'space');
		screen.pass(moment);
		expect(screen.acted).toEqual([]);
		expect(screen.dialog()).toBeNull();
		expect(screen.message()).toContain('Esc goes back to the list first');
	});

	test('the history key is refused where there is no history', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('h');
		expect(screen.message()).toBe('There is no history to show here');
	});

	test('a command that fails says so', async () => {
		vi.useRealTimers();
		const screen = fakeScreen(fleet('a'));
		screen.press('B');
		await expect.poll(screen.message, {timeout: 20_000}).toBe('the pane is gone');
	});

	test('a key meant for a session that has just ended does not hit its neighbour', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.remove('key-a');
		screen.press('c');
		screen.pass(pause);
		expect(screen.acted).toEqual([]);
		expect(screen.message()).toContain('a just ended');
		screen.press('c');
		screen.pass(moment);
		expect(screen.acted[0]?.targets).toEqual(['b']);
	});

	test('where there is no neighbour, none is said to be selected', () => {
		const screen = fakeScreen(fleet('a'));
		screen.remove('key-a');
		screen.press('c');
		expect(screen.message()).toBe('There is no session to act on');
	});

	test('later the neighbour is simply the selected one', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.remove('key-a');
		screen.pass(2000);
		screen.press('c');
		screen.pass(moment);
		expect(screen.acted[0]?.targets).toEqual(['b']);
	});

	test('moving on purpose delays no key', () => {
		const screen = fakeScreen(fleet('a', 'b', 'c'));
		screen.press('down', 'c');
		screen.pass(moment);
		expect(screen.acted[0]?.targets).toEqual(['b']);
	});
});

describe('a key that sends something without a question', () => {
	test('does so when it stands alone', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('c');
		expect(screen.acted).toEqual([]);
		screen.pass(moment);
		expect(screen.acted).toEqual([{action: {type: 'compact', instructions: null}, targets: ['a']}]);
	});

	test.each(['cat', 'ccmon', 'c '])('does nothing as part of typed text: %j', text => {
		const screen = fakeScreen(fleet('a'));
		for (const letter of text) {
			screen.press(letter === ' ' ? 'space' : letter);
			screen.pass(200);
		}
		screen.pass(pause);
		expect([screen.acted, screen.screen.getState().marked.size]).toEqual([[], 0]);
		expect(screen.message()).toContain('Typed text is ignored: c was not taken');
	});

	test('pressed twice does so once', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('c', 'c');
		screen.pass(pause);
		expect(screen.acted).toHaveLength(1);
	});

	test('does nothing when it comes twice in one read: that is text', () => {
		const screen = fakeScreen(fleet('a'));
		screen.pressTogether('c', 'c');
		screen.pass(pause);
		expect(screen.acted).toEqual([]);
		expect(screen.message()).toContain('Typed text is ignored: c was not taken');
		screen.press('x');
		screen.pressTogether('y', 'y');
		screen.pass(pause);
		expect([screen.acted, screen.dialog()?.type]).toEqual([[], 'confirm']);
		screen.press('y');
		screen.pass(moment);
		expect(screen.acted).toHaveLength(1);
	});

	test('does nothing as part of text that goes on below a question that opened meanwhile', () => {
		const screen = fakeScreen(fleet('a'));
		screen.press('c');
		screen.controller.control.confirm('Allow this call in b?', () => {}, ['touch made']);
		screen.press('a');
		screen.pass(pause);
		expect([screen.acted, screen.dialog()?.type]).toEqual([[], 'confirm']);
		expect(screen.message()).toContain('c was not taken');
	});

	test.each(['down', 'j'])('does so for the row it was pressed on when %s follows, and not when Escape does', key => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('c', key);
		expect([screen.acted[0]?.targets, screen.selected()]).toEqual([['a'], 'b']);
		screen.press('c', 'escape');
		screen.pass(pause);
		expect(screen.acted).toHaveLength(1);
	});
});

describe('keys in one read', () => {
	test('several characters in one read are a paste, wherever they come', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.pressTogether('j', 'x', 'y');
		screen.pass(pause);
		expect([screen.selected(), screen.dialog(), screen.acted]).toEqual(['a', null, []]);
		expect(screen.message()).toBe('Pasted text is ignored here');
	});

	test('a key that is held down moves as often as it came', () => {
		const screen = fakeScreen(fleet('a', 'b', 'c'));
		screen.pressTogether('j', 'j');
		expect(screen.selected()).toBe('c');
	});
});

describe('a question that is closed by something else than a key', () => {
	test('takes what is typed for it with it', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.press('x');
		screen.screen.setState({dialog: null});
		screen.press('y', 'j', 'c');
		screen.pass(pause);
		expect([screen.acted, screen.selected()]).toEqual([[], 'a']);
	});
});
