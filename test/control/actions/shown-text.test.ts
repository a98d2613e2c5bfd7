import {describe, expect, test} from 'vitest';
import type {PromptReading} from '../../../source/claude/screen/reading.ts';
import {holdsBeginning, holdsText, showsText} from '../../../source/control/actions/shown-text.ts';
import {emptyPrompt} from '../../support/prompt-reading.ts';

const box = (text: string, more: Partial<PromptReading> = {}): PromptReading => ({...emptyPrompt, text, ...more});

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

	test('may show only the beginning of the text', () => {
		expect(holdsBeginning(box('/comp'), '/compact')).toBe(true);
		expect(holdsBeginning(box('pact'), '/compact')).toBe(false);
		expect(holdsBeginning(box(''), '/compact')).toBe(false);
	});

	test('shows long lines and the rest of many lines as a placeholder', () => {
		const text = `first\n${'word '.repeat(200)}\nthird`;
		expect(holdsText(box('first\n[Pasted text #1]\nthird'), text)).toBe(true);
		expect(holdsText(box('first\n[Pasted text #1]'), text)).toBe(false);
		expect(holdsBeginning(box('first\n[Pasted text #1]'), text)).toBe(true);
		const many = Array.from({length: 9}, (_, index) => `line ${index}`).join('\n');
		expect(holdsText(box('line 0\n[Pasted text #1 +7 lines]'), many)).toBe(true);
		expect(holdsText(box('line 0\n[Pasted text #1 +7 lines]'), 'line 0\nline 1')).toBe(false);
		expect(holdsText(box('line 0\n[Pasted text #1 +7 lines] mine'), many)).toBe(false);
	});
});

describe('what a terminal shows otherwise than it was typed', () => {
	test.each([
		[
			'letters composed with their marks, as file names of macOS have them apart',
			'Résumé für Zoë',
			'Résumé für Zoë'.normalize('NFD'),
		],
		['no zero-width spaces and joiners', 'ab cd', 'a\u200bb\u2060 c\u200dd\ufeff'],
		['a sign for marks of direction', '\ufffdabc\ufffd and de', '\u202eabc\u202c and \u200fde'],
		['no marks of direction', 'abc שלום', '\u202aabc\u202c \u200fשלום\u2069'],
		['no soft hyphens', 'Silbentrennung', 'Silben\u00adtrennung'],
	])('%s', (_, shown, typed) => {
		expect(holdsText(box(shown), typed)).toBe(true);
		expect(holdsText(box(`${shown} mine`), typed)).toBe(false);
	});

	test.each([
		['left out', 'see  and go', 'see 🜁 and go'],
		['replaced', 'see ? and go', 'see 🜁 and go'],
		['without its marks', 'ne e', 'né é'],
	])('characters beyond ASCII may be %s: it is not the text, but ours to take back', (_, shown, typed) => {
		expect(holdsText(box(shown), typed)).toBe(false);
		expect(holdsBeginning(box(shown), typed)).toBe(true);
	});

	test.each(['pact', '/cmpact', '/compact!', 'mine'])('%s is nothing of /compact', shown => {
		expect(holdsBeginning(box(shown), '/compact')).toBe(false);
	});
});
