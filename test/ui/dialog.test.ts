import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {dialogLines, entryLine, entryRows, fitDialog} from '../../source/ui/dialog.tsx';
import {editEntry, insertText, startEntry} from '../../source/ui/text-entry.ts';
import {createLook} from '../../source/ui/theme.ts';

const look = createLook({colour: 'none', ascii: false});
const seen = createLook({colour: 'attributes', ascii: false});
const context = {width: 30, textRows: 8, look, shown: 3, message: null};

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

test('what a question is about is shown whole, blanks and all', () => {
	const about = {type: 'confirm' as const, question: 'Allow it?', onYes: () => {}};
	const lines = ['if true; then', '    echo   "a long text that is wrapped"', '', 'fi'];
	expect(dialogLines({...about, lines}, context)).toEqual([
		'Allow it?',
		'  if true; then',
		'      echo   "a long text ',
		'  that is wrapped"',
		'  ',
		'  fi',
		'y yes  n no',
	]);
});

describe('a text of several lines being typed', () => {
	const text = insertText(startEntry('', {multiline: true}), 'one\ntwo is wider\n\nfour');
	const shown = (entry: typeof text, width: number, most = 8) =>
		entryRows(entry, width, most, seen).rows.map(row => row.replace(/\u001B\[7m(.*?)\u001B\[27m/, '[$1]'));

	test('stands in as many rows as it needs', () => {
		expect(shown(text, 20)).toEqual(['one', 'two is wider', '', 'four[ ]']);
		expect(shown(text, 6)).toEqual(['one', 'two is', ' wider', '', 'four[ ]']);
	});

	test('shows the cursor on a line break and at the end of a full row', () => {
		const above = ['up', 'up', 'up', 'end'].reduce((entry, key) => editEntry(entry, key)!, text);
		expect(shown(above, 20)[0]).toBe('one[ ]');
		expect(shown(text, 4)).toEqual(['one', 'two ', 'is w', 'ider', '', 'four', '[ ]']);
	});

	test('scrolls with the cursor and says how much is hidden', () => {
		expect(shown(text, 20, 2)).toEqual(['', 'four[ ]']);
		const dialog = {type: 'ask' as const, question: 'Prompt:', entry: text, onText: () => {}};
		const lines = dialogLines(dialog, {...context, width: 60, textRows: 2});
		expect(lines).toEqual(['Prompt:', '▸ ', '  four ', '⏎ ok  Esc cancel  Alt+⏎ new line   2 more rows']);
	});

	test('no row is wider than its place', () => {
		const wide = insertText(startEntry('', {multiline: true}), '設計設計設計 a設b\n🎉🎉🎉🎉 c');
		for (let width = 2; width < 14; width++)
			for (const row of entryRows(wide, width, 99, look).rows) expect(stringWidth(row)).toBeLessThanOrEqual(width);
	});
});

describe('questions', () => {
	test('of quitting name the keys that quit', () => {
		const dialog = {type: 'confirm' as const, question: 'Quit?', onYes: () => {}, quits: true};
		expect(dialogLines(dialog, context)).toEqual(['Quit?', 'q quit  Esc stay']);
	});

	test('show what was said to a key that is no answer, beside the answers or below them', () => {
		const dialog = {type: 'confirm' as const, question: 'Clear?', onYes: () => {}};
		const lines = (width: number) => dialogLines(dialog, {...context, width, message: 'Press y for yes, n for no'});
		expect(lines(60)).toEqual(['Clear?', 'y yes  n no   Press y for yes, n for no']);
		expect(lines(26)).toEqual(['Clear?', 'y yes  n no', 'Press y for yes, n for no']);
	});

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
			'↑↓ choose  ⏎ ok  Esc cancel',
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

describe('with too few rows', () => {
	const dialog = {
		type: 'confirm' as const,
		question: 'Clear web? Its 186k of context are gone then.',
		onYes: () => {},
	};
	const message = 'Press y for yes, n for no';

	test('the end is shown, and how much is missing is known', () => {
		expect(fitDialog(dialog, context, 3)).toMatchObject({hidden: 0});
		expect(fitDialog(dialog, context, 2)).toEqual({lines: ['context are gone then.', 'y yes  n no'], hidden: 1});
	});

	test('a remark takes the place of the keys, not that of the question', () => {
		const remarked = {...context, message};
		expect(fitDialog(dialog, remarked, 4).lines).toHaveLength(4);
		expect(fitDialog(dialog, remarked, 3)).toEqual({
			lines: ['Clear web? Its 186k of', 'context are gone then.', message],
			hidden: 0,
		});
		expect(fitDialog(dialog, remarked, 1)).toEqual({lines: [message], hidden: 2});
	});

	test('the choice that Enter would take is among those shown', () => {
		const choices = Array.from({length: 20}, (_, index) => `folder ${index}`);
		const choose = {type: 'choose' as const, question: 'Where?', choices, index: 15, onChoice: () => {}};
		expect(fitDialog(choose, {...context, textRows: 1}, 3).lines.slice(0, 2)).toEqual(['Where?', '▸ folder 15']);
	});
});
