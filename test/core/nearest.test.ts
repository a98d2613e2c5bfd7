import {expect, test} from 'vitest';
import {didYouMean, nearest} from '../../source/core/nearest.ts';

const known = ['send', 'setup', 'report', 'run', 'doctor', 'monthUsd', 'sessionUsd'];

test.each([
	['snd', 'send'],
	['sned', 'send'],
	['rum', 'run'],
	['monthusd', 'monthUsd'],
	['monthUSD', 'monthUsd'],
	['sesionUsd', 'sessionUsd'],
	['repotr', 'report'],
	['doc', 'doctor'],
	['report', 'report'],
	['frobnicate', null],
	['x', null],
	['', null],
])('%s is meant for %s', (word, meant) => {
	expect(nearest(word, known)).toBe(meant);
});

test('a long word costs no time', () => {
	expect(nearest('x'.repeat(1_000_000), known)).toBeNull();
});

test('adds the suggestion as a question, or nothing', () => {
	expect(didYouMean('snd', known)).toBe(' Did you mean "send"?');
	expect(didYouMean('frobnicate', known)).toBe('');
});
