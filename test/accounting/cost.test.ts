import {expect, test} from 'vitest';
import {costOf, priceClassOf} from '../../source/accounting/cost.ts';
import {noUsage, type TokenUsage} from '../../source/claude/usage.ts';

function price(
	model: string,
	usage: Partial<TokenUsage>,
	{speed = 'standard', geo = null}: {speed?: 'standard' | 'fast'; geo?: string | null} = {},
) {
	const whole = {...noUsage, ...usage};
	return costOf(priceClassOf({model, speed, inferenceGeo: geo}, whole), whole);
}

// Claude Code's own price of this request, as its telemetry reported it.
const seen = {
	inputTokens: 7,
	outputTokens: 30,
	cacheReadInputTokens: 11_108,
	cacheCreation5mInputTokens: 2777,
};

test('a seen request costs what Claude Code said', () => {
	expect(price('claude-opus-5-5', seen)).toBeCloseTo(0.0167346, 10);
});

test('an hour of cache costs more to write than five minutes', () => {
	expect(price('claude-opus-4-5', {cacheCreation5mInputTokens: 1000})).toBeCloseTo(0.00625, 10);
	expect(price('claude-opus-4-5', {cacheCreation1hInputTokens: 1000})).toBeCloseTo(0.01, 10);
});

test('fast mode replaces the prices that differ and keeps the others', () => {
	const usage = {inputTokens: 1000, outputTokens: 1000, cacheReadInputTokens: 1000, cacheCreation5mInputTokens: 1000};
	expect(price('claude-opus-5-5', usage, {speed: 'fast'})).toBeCloseTo((8 + 40 + 0.4 + 5) / 1000, 10);
	expect(price('claude-sonnet-5', usage, {speed: 'fast'})).toBeCloseTo((2 + 10 + 0.2 + 2.5) / 1000, 10);
});

test('inference in the US costs a tenth more, web searches do not', () => {
	const usage = {inputTokens: 1_000_000, webSearchRequests: 3};
	expect(price('claude-sonnet-4-5', usage)).toBeCloseTo(3.03, 10);
	expect(price('claude-sonnet-4-5', usage, {geo: 'us'})).toBeCloseTo(3.33, 10);
	expect(price('claude-sonnet-4-5', usage, {geo: ''})).toBeCloseTo(3.03, 10);
});

test('a prompt above the threshold prices its whole request higher, at the threshold not', () => {
	expect(price('claude-haiku-5-5', {inputTokens: 100_000, outputTokens: 1000})).toBeCloseTo(0.0105, 10);
	expect(price('claude-haiku-5-5', {inputTokens: 100_001, outputTokens: 1000})).toBeCloseTo(0.0525005, 10);
	expect(price('claude-haiku-5-5', {cacheReadInputTokens: 100_001})).toBeCloseTo(0.00500005, 10);
});

test('an unknown model has no price', () => {
	expect(price('claude-opus-9', seen)).toBeNull();
});
