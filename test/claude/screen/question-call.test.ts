/** Which question of a call a dialog asks. With captured screens: dialog-call.test.ts. */
import {describe, expect, test} from 'vitest';
import type {Dialog, DialogAnswer} from '../../../source/claude/screen/dialog.ts';
import {answersReviewed, questionShown} from '../../../source/claude/screen/question-call.ts';

const option = (label: string, description = '') => ({label, description});
const color = {header: 'Color', question: 'Which color?', options: [option('Red', 'warm'), option('Blue', 'cold')]};
const size = {header: 'Size', question: 'Which size?', options: [option('Small'), option('Large')]};
const many = {
	header: 'Extras',
	question: 'Which extras?',
	multiSelect: true,
	options: ['A', 'B', 'C'].map(one => option(one)),
};

const answers = (...rows: string[][]): DialogAnswer[] => [
	...rows.map((one, index) => ({number: index + 1, rows: one, kind: 'choice' as const})),
	{number: rows.length + 1, rows: ['Type something.'], kind: 'other'},
];
const tabs = (...headers: string[]) => headers.map(header => ({header, isDone: true}));
const asks = (fields: Partial<Dialog> = {}): Dialog =>
	({
		...{kind: 'question', title: 'Color', head: ['Which', 'color?'], body: []},
		answers: answers(['Red', '  warm'], ['Blue', 'cold']),
		...fields,
	}) as Dialog;

describe('a question is that of the call', () => {
	test('if its text and choices are those of the call, however the screen wraps them', () => {
		expect(questionShown(asks(), {questions: [color]})).toBe(0);
		const ofSeveral = asks({tabs: tabs('Size', 'Color'), title: 'Size, Color'});
		expect(questionShown(ofSeveral, {questions: [size, color]})).toBe(1);
	});

	test.each<[string, Partial<Dialog>, object[]]>([
		['another question', {head: ['Which size?']}, [color]],
		['another header', {title: 'Colour'}, [color]],
		['a choice less', {answers: answers(['Red', 'warm'])}, [color]],
		['a choice more', {answers: answers(['Red', 'warm'], ['Blue', 'cold'], ['Green'])}, [color]],
		['choices in another order', {answers: answers(['Blue', 'cold'], ['Red', 'warm'])}, [color]],
		['something else said of a choice', {answers: answers(['Red', 'hot'], ['Blue', 'cold'])}, [color]],
		['several questions without tabs', {}, [color, size]],
		['other tabs', {tabs: tabs('Color', 'Shape')}, [color, size]],
		['tabs in another order', {tabs: tabs('Color', 'Size')}, [size, color]],
		['two questions alike', {tabs: tabs('Color', 'Color')}, [color, color]],
		['several choices at once', {}, [{...color, multiSelect: true}]],
		['no question at all', {}, []],
		['another dialog', {kind: 'permission'}, [color]],
	])('not %s', (_, fields, questions) => {
		expect(questionShown(asks(fields), {questions})).toBeNull();
	});

	test.each([{}, {questions: 'x'}, {questions: [null]}, {questions: [{options: [7]}]}])(
		'not with junk in the call: %j',
		input => {
			expect(questionShown(asks(), input)).toBeNull();
		},
	);
});

describe('a review', () => {
	const review = (...head: string[]): Dialog =>
		asks({kind: 'review', title: 'Review your answers', head, tabs: tabs('Color', 'Extras'), answers: []});
	const input = {questions: [color, many]};

	test('has an answer to each question, several joined in their order', () => {
		expect(answersReviewed(review('● Which color?', '  → Blue', '● Which extras?', '  → A, C'), input)).toEqual([
			{question: 'Which color?', answer: 'Blue'},
			{question: 'Which extras?', answer: 'A, C'},
		]);
	});

	test.each([
		['an answer that somebody typed', ['● Which color?', '→ Mauve', '● Which extras?', '→ A']],
		['choices in an order that none has', ['● Which color?', '→ Blue', '● Which extras?', '→ C, A']],
		['two answers to a question of one', ['● Which color?', '→ Red, Blue', '● Which extras?', '→ A']],
		['a question missing', ['● Which color?', '→ Blue']],
		['another order', ['● Which extras?', '→ A', '● Which color?', '→ Blue']],
		['nothing chosen', ['● Which color?', '→ Blue', '● Which extras?', '→']],
	])('not with %s', (_, head) => {
		expect(answersReviewed(review(...head), input)).toBeNull();
	});

	test('not of another call', () => {
		expect(answersReviewed(review('● Which color?', '→ Blue'), {questions: [color]})).toBeNull();
		expect(answersReviewed(asks(), input)).toBeNull();
	});
});
