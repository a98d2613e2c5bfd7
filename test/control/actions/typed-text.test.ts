import {describe, expect, test} from 'vitest';
import {
	actionOf,
	actionText,
	cleanText,
	formFor,
	inPieces,
	losesConversation,
	typedForm,
} from '../../../source/control/actions/typed-text.ts';

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

test('invisible characters are not sent, unless letters or emoji need them', () => {
	expect(cleanText('\u202ea\u2066b\u2069 \u200bc\u{e0041} नि\u200dक 👨\u200d👩')).toBe('ab c नि\u200dक 👨\u200d👩');
});

test.each([...['/clear', ' \n/clear', '\u200b/clear', '\ufeff/clear', '/cle\u200bar', '\x07/clear', '/\u2060clear ']])(
	'is the command that is typed, whatever is left out of it: %j',
	text => {
		expect([losesConversation(text), actionOf(text)]).toEqual([true, {type: 'clear'}]);
	},
);

test.each([
	['/reset', true],
	['\u2066/new\u2069 topic', true],
	['/clearly', false],
	['say /clear', false],
	['\u200b', false],
])('whether %j ends the conversation: %s', (text, loses) => {
	expect([losesConversation(text), actionOf(text)]).toEqual([loses, {type: 'prompt', text}]);
});

test.each([
	['/compact', '/compact '],
	['/compact keep the API', '/compact keep the API'],
	['look at @source/main.ts', 'look at @source/main.ts '],
	['@agent', '@agent '],
	['mail a@b.example please', 'mail a@b.example please'],
	['ends in mail a@b.example', 'ends in mail a@b.example'],
	['/review\nlook at @source/main.ts\nand that', '/review \nlook at @source/main.ts \nand that'],
])('a list of names that would take Enter is closed by a space: %s', (text, typed) => {
	expect(typedForm(text)).toBe(typed);
});

describe('how a text is typed', () => {
	const lines = (count: number, text = 'a line of it') => Array.from({length: count}, () => text).join('\n');

	test.each([
		['one line', 'word '.repeat(100), {columns: 120, rows: 40}, 'lines'],
		['a command in a tiny pane', '/compact', {columns: 20, rows: 6}, 'lines'],
		['several lines', lines(20), {columns: 80, rows: 30}, 'lines'],
		// Over 800 characters in one line Claude Code shows a word for them.
		['one long line', 'word '.repeat(400), {columns: 40, rows: 12}, 'lines'],
		['more lines than there is room for', lines(60), {columns: 80, rows: 30}, 'paste'],
		['more than fits, and too little to be shown as a word', 'word '.repeat(120), {columns: 40, rows: 12}, null],
		['a few long lines in a small pane', lines(3, 'word '.repeat(50)), {columns: 40, rows: 12}, null],
	])('%s', (_, text, size, form) => {
		expect(formFor(text.trim(), size)).toBe(form);
	});

	test('the first line goes first, and the rest with its line break', () => {
		expect(inPieces('one\ntwo\n\nthree')).toEqual(['one', '\ntwo\n\nthree']);
		expect(inPieces('one')).toEqual(['one']);
	});
});
