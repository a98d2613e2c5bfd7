import {describe, expect, test} from 'vitest';
import {editEntry, entryText, insertText, startEntry, type TextEntry} from '../../source/ui/text-entry.ts';

const press = (entry: TextEntry, ...keys: string[]) =>
	keys.reduce((current, key) => editEntry(current, key) ?? current, entry);
const shown = (entry: TextEntry) => `${entry.before}|${entry.after}`;

describe('editing', () => {
	const hello = startEntry('hello you');

	test.each([
		[['left', 'left'], 'hello y|ou'],
		[['home', 'right'], 'h|ello you'],
		[['backspace'], 'hello yo|'],
		[['home', 'delete'], '|ello you'],
		[['home', 'backspace'], '|hello you'],
		[['ctrl+w'], 'hello |'],
		[['ctrl+u'], '|'],
		[['ctrl+a', 'ctrl+k'], '|'],
		[['home', 'end'], 'hello you|'],
	])('%j', (keys, expected) => {
		expect(shown(press(hello, ...keys))).toBe(expected);
	});

	test('moves and deletes by what a person sees as one character', () => {
		const family = startEntry('a👩‍👩‍👧b');
		expect(shown(press(family, 'left', 'left'))).toBe('a|👩‍👩‍👧b');
		expect(shown(press(family, 'left', 'backspace'))).toBe('a|b');
	});

	test('other keys are not its business', () => {
		expect(editEntry(hello, 'pageUp')).toBeNull();
	});
});

describe('inserting', () => {
	test('where the cursor is', () => {
		expect(shown(insertText(press(startEntry('ac'), 'left'), 'b'))).toBe('ab|c');
	});

	test('keeps the spaces at both ends of what was typed', () => {
		expect(entryText(insertText(insertText(startEntry('a'), ' '), 'b '))).toBe('a b ');
	});

	test('several pasted lines stay several where line breaks mean something, and become one elsewhere', () => {
		const pasted = 'one\r\ntwo\u001B[31m\u0007\tthree';
		expect(entryText(insertText(startEntry('', {multiline: true}), pasted))).toBe('one\ntwo three');
		expect(entryText(insertText(startEntry(), pasted))).toBe('one two three');
	});
});

describe('several lines', () => {
	const lines = startEntry('first\nlonger second\nx', {multiline: true, history: ['earlier']});

	test.each([
		[['newline'], 'first\nlonger second\nx\n|'],
		[['up'], 'first\nl|onger second\nx'],
		[['up', 'end', 'up'], 'first|\nlonger second\nx'],
		[['up', 'home', 'down', 'home'], 'first\nlonger second\n|x'],
		[['up', 'end', 'down'], 'first\nlonger second\nx|'],
		[['up', 'ctrl+k'], 'first\nl|\nx'],
		[['up', 'ctrl+u'], 'first\n|onger second\nx'],
		[['home', 'backspace'], 'first\nlonger second|x'],
		[['up', 'up', 'up'], 'earlier|'],
		[['up', 'up', 'up', 'down'], 'first\nlonger second\nx|'],
	])('%j', (keys, expected) => {
		expect(shown(press(lines, ...keys))).toBe(expected);
	});

	test('where there is one only, a line break is not taken', () => {
		expect(shown(press(startEntry('one'), 'newline'))).toBe('one|');
	});
});

describe('history', () => {
	const entry = insertText(startEntry('', {history: ['first', 'second']}), 'draft');

	test('goes back through it and returns to what was being typed', () => {
		expect(entryText(press(entry, 'up'))).toBe('second');
		expect(entryText(press(entry, 'up', 'up', 'up'))).toBe('first');
		expect(entryText(press(entry, 'up', 'up', 'down', 'down', 'down'))).toBe('draft');
	});

	test('without one the keys do nothing', () => {
		expect(entryText(press(startEntry('x'), 'up', 'down'))).toBe('x');
	});
});
