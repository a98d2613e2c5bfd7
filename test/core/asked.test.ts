import {describe, expect, test} from 'vitest';
import {type Asked, answerOf, isSameQuestion} from '../../source/core/asked.ts';
import {askedPermission, askedQuestion} from '../support/asked.ts';

const permission: Asked = {
	...askedPermission(),
	answers: [
		{number: 1, label: 'Yes', kind: 'once'},
		{number: 2, label: "Yes, and don't ask again", kind: 'always'},
		{number: 3, label: 'No', kind: 'deny'},
	],
};
const question = askedQuestion;

const number = (asked: Asked, answer: Parameters<typeof answerOf>[1]) => {
	const found = answerOf(asked, answer);
	return typeof found === 'string' ? found : found.number;
};

describe('the answer is one that the dialog offers', () => {
	test('wherever it is in the list', () => {
		expect(number(permission, 'allow')).toBe(1);
		expect(number(permission, 'deny')).toBe(3);
		const turned = {
			...permission,
			answers: permission.answers.toReversed().map((one, index) => ({...one, number: index + 1})),
		};
		expect(number(turned, 'allow')).toBe(3);
		expect(number(turned, 'deny')).toBe(1);
		expect(number(question, 2)).toBe(2);
		expect(number(question, 'deny')).toBe(4);
	});

	test('and never one that allows more than once', () => {
		const always = {...permission, answers: permission.answers.slice(1)};
		expect(number(always, 'allow')).toBe('its dialog offers no plain Yes: answer it there');
		expect(number(permission, 2)).toBe('it asks for permission: allow or deny it');
	});

	test('otherwise says what is offered', () => {
		expect(number(question, 3)).toBe('its choices are 1, 2');
		expect(number(question, Number.NaN)).toBe('its choices are 1, 2');
		expect(number(question, 'allow')).toBe('it asks a question: choose one of 1, 2');
		expect(number({...permission, answers: []}, 'deny')).toBe('its dialog offers no plain No: answer it there');
	});
});

test('another call, other words or other places are another question', () => {
	expect(isSameQuestion(permission, structuredClone(permission))).toBe(true);
	expect(isSameQuestion(permission, {...permission, callIds: ['toolu_9']})).toBe(false);
	expect(isSameQuestion(permission, {...permission, lines: ['rm -rf builds']})).toBe(false);
	expect(isSameQuestion(permission, {...permission, answers: permission.answers.slice(0, 2)})).toBe(false);
});
