import {expect, test} from 'vitest';
import type {Dialog} from '../../../source/claude/screen/dialog.ts';
import {chosenBy} from '../../../source/control/answer/one-of-several.ts';
import {dialog} from '../../support/fake-dialogs.ts';

const asked = (title: string, ...done: boolean[]): Dialog => ({
	...dialog('dialog-question-several'),
	title,
	tabs: done.map((isDone, index) => ({header: `Head${index}`, isDone})),
});
const shows = (shown: Dialog) => ({kind: 'dialog', reason: 'a dialog is open there', dialog: shown}) as const;

const first = asked('Head0', false, false, false);

test('the question that was answered is marked, and what is left is counted', () => {
	const chosen = (...done: boolean[]) => chosenBy(first, done.indexOf(true), shows(asked('Head1', ...done)));
	expect(chosen(true, false, false)).toEqual({type: 'chosen', next: '2 more to answer'});
	const second = chosenBy(asked('Head1', true, false, false), 1, shows(asked('Head2', true, true, false)));
	expect(second).toEqual({type: 'chosen', next: '1 more to answer'});
	const last = chosenBy(asked('Head2', true, true, false), 2, shows(asked('Submit', true, true, true)));
	expect(last).toEqual({type: 'chosen', next: 'y (allow) submits all answers'});
});

test('a mark at another question, or two at once, came from somebody else', () => {
	expect(chosenBy(first, 0, shows(asked('Head1', false, true, false)))).toEqual({type: 'other'});
	expect(chosenBy(first, 0, shows(asked('Head1', true, true, false)))).toEqual({type: 'other'});
	expect(chosenBy(first, 0, shows(asked('Head1', true, false)))).toEqual({type: 'other'});
	// Somebody has only looked at another question.
	expect(chosenBy(first, 0, shows(asked('Head1', false, false, false)))).toEqual({type: 'other'});
});

test('an unchanged dialog is no evidence yet', () => {
	expect(chosenBy(first, 0, shows(asked('Head0', false, false, false)))).toEqual({type: 'same'});
});

test('without a dialog of several questions there is nothing to compare', () => {
	const gone = {type: 'gone'};
	expect(chosenBy(first, 0, {kind: 'elsewhere', reason: 'copy mode'})).toEqual(gone);
	expect(chosenBy(first, 0, {kind: 'dialog', reason: 'x'})).toEqual(gone);
	expect(chosenBy(first, 0, {kind: 'dialog', reason: 'x', dialog: {kind: 'unknown', reason: 'x'}})).toEqual(gone);
	const one = dialog('dialog-question');
	expect(chosenBy(first, 0, shows(one))).toEqual(gone);
	expect(chosenBy(one, 0, shows(first))).toEqual(gone);
});
