import {describe, expect, test} from 'vitest';
import type {PromptReading} from '../../../source/claude/screen/reading.ts';
import {
	actionText,
	cleanText,
	fitsScreen,
	holdsBeginning,
	holdsText,
	showsText,
	typedForm,
} from '../../../source/control/actions/typed-text.ts';

const box = (text: string, more: Partial<PromptReading> = {}): PromptReading => ({
	...{kind: 'prompt', text, shellMode: false, stashed: false, busy: false, completion: null},
	...more,
});

test.each([
	[{type: 'compact', instructions: null} as const, '/compact'],
	[{type: 'compact', instructions: ' keep\nthe API '} as const, '/compact keep the API'],
	[{type: 'clear'} as const, '/clear'],
	[{type: 'prompt', text: 'one\r\ntwo\tthree'} as const, 'one\ntwo    three'],
	[{type: 'end'} as const, null],
])('%j is typed as %j', (action, text) => {
	expect(actionText(action)).toBe(text);
});

test('nothing in a text can leave the paste it is sent in, or act as a key', () => {
	expect(cleanText('a\x1b[201~\x03b\x7f\x9bc\x00\x0bd\re')).toBe('a[201~bcd\ne');
});

test.each([
	['/compact', '/compact '],
	['/compact keep the API', '/compact keep the API'],
	['look at @source/main.ts', 'look at @source/main.ts '],
	['@agent', '@agent '],
	['mail a@b.example please', 'mail a@b.example please'],
	['ends in mail a@b.example', 'ends in mail a@b.example'],
])('a list of names that would take Enter is closed by a space: %s', (text, typed) => {
	expect(typedForm(text)).toBe(typed);
});

describe('the box', () => {
	test('shows the text however it wraps it', () => {
		expect(showsText(box('a prompt of\nseveral words'), 'a prompt of several words')).toBe(true);
	});

	test.each([
		['more', box('/compact now')],
		['less', box('/compac')],
		['the same in shell mode', box('/compact', {shellMode: true})],
		['it, but Enter would take another command', box('/compact', {completion: 'compact-all'})],
		['a paste that cannot be it', box('[Pasted text #1]')],
	])('does not show the text when it holds %s', (_, reading) => {
		expect(showsText(reading, '/compact')).toBe(false);
	});

	test('shows a command with its own entry in the list below', () => {
		expect(showsText(box('/compact', {completion: 'compact'}), '/compact')).toBe(true);
	});

	const long = `/compact ${'word '.repeat(200)}`;

	test.each(['[Pasted text #1]', '[Pasted text #12 +40 lines]', '/compact [Pasted text #2]'])(
		'shows a long text as %s',
		text => {
			expect(holdsText(box(text), long)).toBe(true);
			expect(holdsBeginning(box(text), long)).toBe(true);
		},
	);

	test('holds a beginning of the text, and only that', () => {
		expect(holdsBeginning(box('/comp'), '/compact')).toBe(true);
		expect(holdsBeginning(box('pact'), '/compact')).toBe(false);
		expect(holdsBeginning(box(''), '/compact')).toBe(false);
	});
});

test('a text that a small pane would show only in part is not typed there', () => {
	const text = 'word '.repeat(120);
	expect(fitsScreen(text, {columns: 120, rows: 40})).toBe(true);
	expect(fitsScreen(text, {columns: 40, rows: 12})).toBe(false);
	expect(fitsScreen('/compact', {columns: 20, rows: 6})).toBe(true);
	// Over 800 characters Claude Code shows a word for them.
	expect(fitsScreen('word '.repeat(400), {columns: 40, rows: 12})).toBe(true);
});
