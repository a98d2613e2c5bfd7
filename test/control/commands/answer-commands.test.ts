import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {answerCommands} from '../../../source/control/commands/answer-commands.ts';
import {commandTable} from '../../../source/control/commands/command-table.ts';
import type {Asked} from '../../../source/core/asked.ts';
import {askedPermission as permission, askedQuestion as question} from '../../support/asked.ts';
import {fakeSession} from '../../support/fake-fleet.ts';
import {fakeScreen} from '../../support/fake-screen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const waiting = () => fakeSession({name: 'web', state: 'waiting', waitingFor: 'permission prompt'});
/** Longer than anybody pauses in a text. */
const pause = 800;

function setUp(asked: Asked | string, sessions = [waiting()]) {
	const looks: ((asked: Asked | string) => void)[] = [];
	const look = vi.fn(() => new Promise<Asked | string>(resolve => looks.push(resolve)));
	const screen = fakeScreen(sessions, {commands: commandTable(answerCommands({look}))});
	return {
		...screen,
		look,
		/** The dialog is read, and the question opens. */
		async seen() {
			for (const resolve of looks.splice(0)) resolve(asked);
			await vi.advanceTimersByTimeAsync(0);
		},
		answers: () => screen.acted.map(({action}) => (action.type === 'answer' ? [action.answer, action.reason] : action)),
	};
}

describe('y', () => {
	test('shows all of the call, and allows it by another y', async () => {
		const screen = setUp(permission('touch made'));
		screen.press('y');
		expect(screen.dialog()).toBeNull();
		await screen.seen();
		expect(screen.dialog()).toMatchObject({
			type: 'confirm',
			question: 'Allow this call of Bash once in web?',
			lines: ['touch made'],
		});
		screen.pass(pause);
		screen.press('y');
		screen.pass(pause);
		expect(screen.answers()).toEqual([['allow', '']]);
	});

	test('pressed twice, or as a part of a word, allows nothing that was not read', async () => {
		const screen = setUp(permission('touch made'));
		screen.press('y', 'y');
		await screen.seen();
		screen.press('y');
		screen.pass(500);
		screen.press('y', 'e', 's', 'return');
		screen.pass(pause);
		expect(screen.answers()).toEqual([]);
		expect(screen.look).toHaveBeenCalledTimes(1);
	});

	test('on one session does not wait for a machine that takes its time with another', async () => {
		const two = ['web', 'far'].map(name => fakeSession({name, state: 'waiting', waitingFor: 'permission prompt'}));
		const screen = setUp(permission('touch made'), two);
		screen.press('y', 'y');
		expect(screen.message()).toMatch(/still being looked at/);
		screen.pass(pause);
		screen.press('down', 'y');
		expect(screen.look).toHaveBeenCalledTimes(2);
		await screen.seen();
		expect([screen.dialog(), screen.message()]).toMatchObject([
			{question: 'Allow this call of Bash once in far?'},
			'web is not answered: another question came first',
		]);
	});

	test('requires a typed word for what looks dangerous', async () => {
		const screen = setUp(permission('rm -rf build', 'it deletes'));
		screen.press('y');
		await screen.seen();
		screen.pass(pause);
		expect(screen.dialog()).toMatchObject({
			type: 'ask',
			question: 'Allow this call of Bash once in web? Careful: it deletes. Type allow:',
			lines: ['rm -rf build'],
		});
		screen.press(...'yes', 'return');
		expect(screen.answers()).toEqual([]);
		expect(screen.message()).toBe('Not allowed: that was not the word allow');
		screen.pass(pause);
		screen.press('y');
		await screen.seen();
		screen.pass(pause);
		screen.press(...'allow', 'return');
		expect(screen.answers()).toEqual([['allow', '']]);
	});

	test('takes no yes to what does not fit on the screen', async () => {
		for (const danger of [null, 'it deletes']) {
			const screen = setUp(permission('a long one', danger));
			screen.press('y');
			await screen.seen();
			screen.measured.hiddenLines = 3;
			screen.pass(pause);
			screen.press(...(danger === null ? ['y'] : [...'allow', 'return']));
			screen.pass(pause);
			expect(screen.answers()).toEqual([]);
			expect(screen.message()).toMatch(/^Not all of it fits here/);
		}
	});
});

test('N denies, with a reason or without one', async () => {
	const screen = setUp(permission('touch made'));
	for (const reason of ['', 'use b']) {
		screen.press('N');
		await screen.seen();
		screen.pass(pause);
		screen.press(...[...reason].map(letter => (letter === ' ' ? 'space' : letter)), 'return');
		screen.pass(pause);
	}
	expect(screen.answers()).toEqual([
		['deny', ''],
		['deny', 'use b'],
	]);
});

test('a digit chooses', async () => {
	const screen = setUp(question);
	screen.press('2');
	await screen.seen();
	expect(screen.dialog()).toMatchObject({
		question: 'Answer 2. Postgres to the question of web?',
		lines: question.lines,
	});
	screen.pass(pause);
	screen.press('y');
	screen.pass(pause);
	expect(screen.answers()).toEqual([[2, '']]);
	screen.pass(pause);
	screen.press('3');
	await screen.seen();
	expect(screen.message()).toBe('web: its choices are 1, 2');
});

describe('nothing is asked', () => {
	test('of one that does not wait, cannot be reached, or of several', () => {
		const screen = setUp('', [fakeSession({name: 'web'})]);
		screen.press('y');
		expect(screen.message()).toBe('web is not asking anything');
		const far = setUp('', [{...waiting(), control: null, controlHint: 'it runs in a plain terminal'}]);
		far.press('N');
		expect(far.message()).toBe('web cannot be reached: it runs in a plain terminal');
		const several = setUp('', [waiting(), fakeSession({name: 'b', state: 'waiting'})]);
		several.press('space', 'space', 'y');
		expect(several.message()).toBe('Only one session can be answered: unmark the others');
		expect([screen, far, several].map(({look}) => look.mock.calls.length)).toEqual([0, 0, 0]);
	});

	test('when its dialog cannot be read: the reason is shown', async () => {
		const screen = setUp('its dialog does not fit in its pane: make that larger');
		screen.press('y');
		await screen.seen();
		expect(screen.dialog()).toBeNull();
		expect(screen.message()).toBe('web: its dialog does not fit in its pane: make that larger');
	});

	test('over another question that was opened meanwhile', async () => {
		const screen = setUp(permission('touch made'));
		screen.press('y', '/');
		await screen.seen();
		expect(screen.dialog()).toMatchObject({type: 'search'});
	});
});
