import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {dialogLines, entryLine} from '../../source/ui/dialog.tsx';
import {editEntry, startEntry} from '../../source/ui/text-entry.ts';
import {createLook} from '../../source/ui/theme.ts';

const look = createLook({colour: 'none', ascii: false});
const seen = createLook({colour: 'attributes', ascii: false});
const context = {width: 30, look, shown: 3, message: null};

describe('a line being typed', () => {
	const cursorAt = (line: string) => line.replace(/\u001B\[7m(.*?)\u001B\[27m/, '[$1]').trimEnd();

	test('shows where the cursor is', () => {
		const entry = startEntry('hello');
		expect(cursorAt(entryLine(entry, 10, seen))).toBe('hello[ ]');
		expect(cursorAt(entryLine(editEntry(entry, 'left')!, 10, seen))).toBe('hell[o]');
		expect(cursorAt(entryLine(editEntry(entry, 'home')!, 10, seen))).toBe('[h]ello');
	});

	test('scrolls so that the cursor stays in view', () => {
		const entry = startEntry('0123456789');
		expect(cursorAt(entryLine(entry, 6, seen))).toBe('56789[ ]');
		expect(cursorAt(entryLine(editEntry(entry, 'home')!, 6, seen))).toBe('[0]12345');
	});

	test('is as wide as its place, wide characters or not', () => {
		for (const text of ['設計設計設計', 'a設b計c', '', '🎉🎉🎉🎉'])
			for (let width = 2; width < 12; width++)
				expect(stringWidth(entryLine(startEntry(text), width, look))).toBe(width);
	});
});

describe('questions', () => {
	test('a long one is wrapped, its answer below', () => {
		const dialog = {
			type: 'confirm' as const,
			question: 'Clear web? Its 186k of context are gone then.',
			onYes: () => {},
		};
		expect(dialogLines(dialog, context)).toEqual(['Clear web? Its 186k of', 'context are gone then.', 'y yes  n no']);
	});

	test('a choice shows what can be chosen, cleaned, and which is', () => {
		const choices = ['~/work/web', '~/work/\u001B[31mdocs'];
		const dialog = {type: 'choose' as const, question: 'Where?', choices, index: 1, onChoice: () => {}};
		expect(dialogLines(dialog, context)).toEqual([
			'Where?',
			'  ~/work/web',
			'▸ ~/work/docs',
			'↑↓ choose  ⏎ ok  Esc leave it',
		]);
	});

	test('a long list of choices scrolls', () => {
		const choices = Array.from({length: 20}, (_, index) => `folder ${index}`);
		const dialog = {type: 'choose' as const, question: 'Where?', choices, index: 15, onChoice: () => {}};
		const lines = dialogLines(dialog, {...context, width: 60});
		expect(lines).toHaveLength(10);
		expect(lines).toContain('▸ folder 15');
		expect(lines.at(-1)).toContain('16/20');
	});
});
