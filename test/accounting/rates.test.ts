import {expect, test} from 'vitest';
import {ratesOf} from '../../source/accounting/rates.ts';
import {compareWithRange, recommendedRate} from '../../source/core/reference.ts';

test('percentiles are over minutes with requests', () => {
	const minutes = Array.from({length: 100}, (_, index) => ({minute: index, tokens: (index + 1) * 1000, requests: 1}));
	const idle = {minute: 500, tokens: 0, requests: 0};
	expect(ratesOf([...minutes, idle])).toEqual({
		activeMinutes: 100,
		median: {tokensPerMinute: 50_000, requestsPerMinute: 1},
		p90: {tokensPerMinute: 90_000, requestsPerMinute: 1},
		p99: {tokensPerMinute: 99_000, requestsPerMinute: 1},
		peak: {tokensPerMinute: 100_000, requestsPerMinute: 1, minute: 99},
	});
});

test('tokens and requests have percentiles of their own', () => {
	const {peak, median} = ratesOf([
		{minute: 1, tokens: 10, requests: 9},
		{minute: 2, tokens: 90, requests: 1},
	]);
	expect(peak).toEqual({tokensPerMinute: 90, requestsPerMinute: 9, minute: 2});
	expect(median).toEqual({tokensPerMinute: 10, requestsPerMinute: 1});
});

test('without any minute everything is zero and there is no peak', () => {
	expect(ratesOf([]).peak).toEqual({tokensPerMinute: 0, requestsPerMinute: 0, minute: null});
});

test.each([
	[199_999, 'below'],
	[200_000, 'within'],
	[300_000, 'within'],
	[300_001, 'above'],
])('%d tokens per minute of a single user are %s what is recommended', (tokens, verdict) => {
	expect(compareWithRange(tokens, recommendedRate(1, '2026-08').tokensPerMinute)).toBe(verdict);
});
