import {expect, test} from 'vitest';
import {allTokens, noUsage, promptTokens, rateLimitedTokens, sumUsage} from '../../source/claude/usage.ts';

const usage = {
	inputTokens: 7,
	outputTokens: 30,
	cacheReadInputTokens: 11_108,
	cacheCreation5mInputTokens: 2700,
	cacheCreation1hInputTokens: 77,
	webSearchRequests: 1,
};

test('the context is input, cache creation and cache read, without output', () => {
	expect(promptTokens(usage)).toBe(13_892);
	expect(allTokens(usage)).toBe(13_922);
});

test('rate limits count neither cache reads nor web searches', () => {
	expect(rateLimitedTokens(usage)).toBe(2814);
});

test('a sum leaves its parts and the zero alone', () => {
	expect(sumUsage([usage, usage]).cacheReadInputTokens).toBe(22_216);
	expect(usage.inputTokens).toBe(7);
	expect(noUsage.inputTokens).toBe(0);
});
