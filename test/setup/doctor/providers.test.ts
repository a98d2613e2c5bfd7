import {expect, test} from 'vitest';
import {checkProviders} from '../../../source/setup/doctor/providers.ts';

const check = (litellm: object | null, console: object | null = null) => checkProviders({litellm, console} as never);

test('a line for each that is asked: how many keys, or why it does not answer', () => {
	expect(check(null)).toEqual([]);
	expect(check({failure: null, value: [1]})).toMatchObject([
		{id: 'litellm', status: 'ok', message: 'LiteLLM reports what a key has spent.'},
	]);
	expect(check({failure: null, value: [1, 2]})[0]!.message).toBe('LiteLLM reports what 2 keys have spent.');
	expect(check({failure: 'It refuses the key.', value: null}, {failure: null, value: {}})).toMatchObject([
		{id: 'litellm', status: 'warn', message: 'It refuses the key.', fix: null},
		{id: 'console', status: 'ok'},
	]);
	expect(check(null, {failure: 'No answer.', value: null})).toMatchObject([
		{id: 'console', status: 'warn', message: 'No answer.'},
	]);
});
