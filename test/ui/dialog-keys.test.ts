import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {fakeSession} from '../support/fake-fleet.ts';
import {fakeScreen} from '../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const fleet = (...names: string[]) => names.map(name => fakeSession({name}));
/** Longer than between two letters of a word; then longer than anybody pauses in a text. */
const moment = 600;
const pause = 800;

describe('a text', () => {
	/** Opened, and seen. */
	const asking = (...names: string[]) => {
		const screen = fakeScreen(fleet(...names));
		screen.press('p');
		screen.pass(300);
		return screen;
	};
	const prompts = (screen: ReturnType<typeof fakeScreen>) => screen.acted.map(({action}) => action);

	test('is typed, edited and sent', () => {
		const screen = asking('a');
		screen.press('h', 'i', 'space', 'q', 'backspace', 'y', 'return');
		expect(screen.acted).toEqual([{action: {type: 'prompt', text: 'hi y'}, targets: ['a']}]);
	});

	test('what is typed on after Enter does nothing', () => {
		const screen = asking('a', 'b');
		screen.press('h', 'i', 'return', 'j', 'c', 'x', 'y');
		screen.pass(pause);
		expect([prompts(screen), screen.selected()]).toEqual([[{type: 'prompt', text: 'hi'}], 'a']);
	});

	test('that began before the field was seen, as a word does, is sent by a second Enter only', () => {
		const screen = fakeScreen(fleet('a'));
		for (const key of [...'prettier', 'return', ...'npm', 'return']) {
			screen.press(key);
			screen.pass(120);
		}
		screen.pass(pause);
		expect(screen.acted).toEqual([]);
		expect(screen.message()).toContain('Typed before this was on the screen: Enter again sends it');
		screen.press('return');
		expect(prompts(screen)).toEqual([{type: 'prompt', text: 'rettier'}]);
	});

	test('Esc sends nothing', () => {
		const screen = asking('a');
		screen.press('h', 'escape');
		expect(screen.acted).toEqual([]);
		expect(screen.dialog()).toBeNull();
	});

	test('up brings back the one before, and then the one before that', () => {
		const screen = asking('a');
		screen.press('up', 'return');
		screen.pass(pause);
		screen.press('p', 'up', 'up', 'return');
		expect(prompts(screen)).toEqual([
			{type: 'prompt', text: 'run the tests'},
			{type: 'prompt', text: 'an older one'},
		]);
	});

	test('has several lines by Alt+Enter or Shift+Enter', () => {
		const screen = asking('a');
		screen.press('o', 'n', 'e', 'newline', 't', 'w', 'o', 'return');
		expect(prompts(screen)).toEqual([{type: 'prompt', text: 'one\ntwo'}]);
	});

	test('that came in one read with its Enter, as on a slow line, is sent when nothing follows', () => {
		const screen = asking('a');
		screen.pressTogether('h', 'i', 'return');
		expect(screen.acted).toEqual([]);
		screen.pass(moment);
		expect(prompts(screen)).toEqual([{type: 'prompt', text: 'hi'}]);
	});

	test('that was pasted with its line break waits for an Enter', () => {
		const screen = asking('a');
		screen.paste('git push\n');
		screen.pass(pause);
		expect([screen.acted, screen.message()]).toEqual([[], 'Enter sends it']);
		screen.press('return');
		expect(prompts(screen)).toEqual([{type: 'prompt', text: 'git push'}]);
	});

	test('of several lines in several reads is one text, wherever they are cut', () => {
		const screen = asking('a');
		screen.pressTogether('o', 'n', 'e');
		screen.press('return');
		screen.pass(20);
		screen.pressTogether('t', 'w', 'o', 'return', 'x');
		screen.pass(pause);
		expect(screen.acted).toEqual([]);
		screen.press('return');
		expect(prompts(screen)).toEqual([{type: 'prompt', text: 'one\ntwo\nx'}]);
	});

	test('that was pasted, and Enter shortly after, is sent', () => {
		const screen = asking('a');
		screen.pressTogether('o', 'n', 'e');
		screen.press('return');
		screen.pass(moment);
		expect(prompts(screen)).toEqual([{type: 'prompt', text: 'one'}]);
	});

	test('a paste goes into it whole, and nowhere else', () => {
		const screen = fakeScreen(fleet('a', 'b'));
		screen.paste('xyq');
		expect(screen.message()).toBe('Pasted text is ignored here');
		screen.press('return', 'j');
		expect(screen.selected()).toBe('a');
		screen.pass(pause);
		screen.press('x');
		screen.paste('y');
		screen.pass(pause);
		expect(screen.acted).toEqual([]);
		screen.press('n');
		screen.pass(pause);
		screen.press('p');
		screen.paste('two\nlines');
		screen.press('return');
		expect(screen.acted).toEqual([{action: {type: 'prompt', text: 'two\nlines'}, targets: ['a']}]);
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

	test('a word and Enter choose nothing', () => {
		const {press, chosen, dialog} = choosing(['here']);
		press('o', 'h', 'return');
		expect([chosen, dialog()?.type]).toEqual([[], 'choose']);
	});

	test('from nothing nothing is chosen', () => {
		const {press, chosen} = choosing([]);
		press('return');
		expect(chosen).toEqual([]);
	});

	test('the question that follows an answer takes keys at once', () => {
		const {press, controller, dialog} = fakeScreen(fleet('a'));
		const chosen: number[] = [];
		const next = () => controller.control.choose('How?', ['so', 'or so'], index => chosen.push(index));
		controller.control.choose('Where?', ['here'], next);
		press('return', 'j', 'return');
		expect([chosen, dialog()]).toEqual([[1], null]);
	});
});
