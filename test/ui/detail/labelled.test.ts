import {expect, test} from 'vitest';
import {changeTone, type LineContext, labelled, labelledFlow, roomOf} from '../../../source/ui/detail/labelled.ts';
import {widthOf} from '../../../source/ui/text.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {noon} from '../../support/fake-fleet.ts';
import {testOptions} from '../../support/fake-screen.ts';

const options = {...testOptions, look: createLook({colour: 'none', ascii: false})};
const at = (width: number): LineContext => ({width, now: noon, options, onPlan: false});

test('the label stands beside the first line, the others below it', () => {
	expect(labelled('prompt', ['one', 'two'], at(60))).toEqual([' prompt      one', '             two']);
	expect(labelled('prompt', ['one', 'two'], at(59))).toEqual(['prompt  one', '        two']);
	expect(labelled('background', ['one'], at(40))).toEqual(['backgro one']);
	expect(labelled('prompt', [], at(80))).toEqual([]);
});

test('the text has the rest of the width, and is cut there', () => {
	for (const width of [20, 59, 60, 120]) {
		expect(widthOf(labelled('x', ['y'.repeat(roomOf(at(width)))], at(width))[0]!)).toBe(width);
		expect(labelled('x', ['y'.repeat(roomOf(at(width)))], at(width))[0]).not.toContain('…');
		expect(labelled('x', ['y'.repeat(roomOf(at(width)) + 1)], at(width))[0]).toMatch(/…$/);
	}
	expect(roomOf(at(3))).toBe(1);
});

test('short texts stand side by side; empty ones leave nothing behind', () => {
	expect(labelledFlow('host', ['box', '', '9 ms', ''], at(80))).toEqual([' host        box · 9 ms']);
	expect(labelledFlow('host', ['', ''], at(80))).toEqual([]);
	const narrow = labelledFlow('host', ['first words', 'second words', 'third words'], at(40));
	expect(narrow).toEqual(['host    first words · second words', '        third words']);
});

test('what a change adds and removes is marked by more than its colour', () => {
	expect(['+ new', '− old', ' same', '+', '-old'].map(changeTone)).toEqual(['good', 'bad', 'plain', 'plain', 'plain']);
});
