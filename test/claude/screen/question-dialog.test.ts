/** What AskUserQuestion shows, row by row. Captured screens are in read-dialog.test.ts. */
import {describe, expect, test} from 'vitest';
import {readQuestion, withoutBar} from '../../../source/claude/screen/question-dialog.ts';

const rule = '─'.repeat(20);
const isRule = (row: string | undefined) => row === rule;
const keys = 'Enter to select · ↑/↓ to navigate · Esc to cancel';
const options = (...labels: string[]) => labels.map((label, index) => ({number: index + 1, rows: label.split('\n')}));
const offered = options('Red\nwarm', 'Blue', 'Type something.');
const below = [rule, '  4. Chat about this', '', keys];

const read = (
	region: string[] = [' ☐ Color', '', 'Which color?'],
	given: ReturnType<typeof options> = offered,
	rest: string[] = below,
) => readQuestion(region, given, rest, isRule);

test('a question has its choices, a place to type, and a way out', () => {
	expect(read()).toEqual({
		...{kind: 'question', title: 'Color', head: ['Which color?'], body: []},
		answers: [
			{number: 1, rows: ['Red', 'warm'], kind: 'choice'},
			{number: 2, rows: ['Blue'], kind: 'choice'},
			{number: 3, rows: ['Type something.'], kind: 'other'},
			{number: 4, rows: ['Chat about this'], kind: 'deny'},
		],
	});
});

test('one of several stands behind tabs', () => {
	expect(read(['←  ☒ Color  ☐ Size  ✔ Submit  →', 'Which size?'])).toMatchObject({
		...{title: 'Color, Size', head: ['Which size?']},
		tabs: [
			{header: 'Color', isDone: true},
			{header: 'Size', isDone: false},
		],
	});
});

describe('is not answered because it is unknown or incomplete', () => {
	const reason = (...given: Parameters<typeof read>) => {
		const dialog = read(...given);
		return 'reason' in dialog ? dialog.reason : null;
	};
	const notKnown = /does not know/;

	test.each<[string, Parameters<typeof read>, RegExp]>([
		['without a header', [['Which color?']], notKnown],
		['with half of the tabs', [['←  ☒ Color  ☐ Size', 'x']], notKnown],
		['with a tab of another sign', [['←  ☒ Color  ☑ Size  ✔ Submit  →', 'x']], notKnown],
		['with several to choose', [undefined, options('[ ] Red', '[x] Blue', 'Type something.')], /several answers/],
		['without the rule', [undefined, undefined, ['', '  4. Chat about this', keys]], notKnown],
		['with another number at the way out', [undefined, undefined, [rule, '  5. Chat about this', keys]], notKnown],
		['with something typed', [undefined, options('Red', 'Blue', 'Mauve'), below], notKnown],
		['with other keys below', [undefined, undefined, [rule, '  4. Chat about this', 'Enter to submit']], /writing/],
	])('%s', (_, given, words) => {
		expect(reason(...given)).toMatch(words);
	});
});

describe('a review', () => {
	const tabs = '←  ☒ Color  ☒ Size  ✔ Submit  →';
	const rows = ['Review your answers', '● Which color?', '  → Blue'];
	const review = (region: string[], given = options('Submit answers', 'Cancel'), rest: string[] = ['']) =>
		read(region, given, rest);

	test('submits or turns down all answers', () => {
		expect(review([tabs, ...rows])).toMatchObject({
			...{kind: 'review', head: ['● Which color?', '  → Blue']},
			answers: [
				{number: 1, kind: 'once'},
				{number: 2, kind: 'deny'},
			],
		});
	});

	test('with unanswered questions is not submitted', () => {
		for (const region of [
			['←  ☒ Color  ☐ Size  ✔ Submit  →', ...rows],
			[tabs, 'Review your answers', '⚠ You have not answered all questions'],
		])
			expect(review(region)).toMatchObject({kind: 'unknown', reason: expect.stringContaining('no answer yet')});
	});

	test('with other answers, or with something below, is not recognised', () => {
		expect(review([tabs, ...rows], options('Submit answers', 'Cancel', 'Edit'))).toMatchObject({kind: 'unknown'});
		expect(review([tabs, ...rows], undefined, ['x'])).toMatchObject({kind: 'unknown'});
	});
});

test('removes a bar that every row begins with', () => {
	expect(withoutBar([' │ one', ' │   two', ' │'])).toEqual(['one', '  two', '']);
	expect(withoutBar(['one', ' │ two'])).toEqual(['one', ' │ two']);
});
