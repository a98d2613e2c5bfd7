import {expect, onTestFinished, test} from 'vitest';
import {costOf, isLargePrompt, paidShare, priceClassOf, setPriceBook} from '../../source/accounting/cost.ts';
import {createPriceBook, listPrices} from '../../source/accounting/price-book.ts';
import {noUsage, type TokenUsage} from '../../source/claude/usage.ts';

function price(
	model: string,
	usage: Partial<TokenUsage>,
	{speed = 'standard', geo = null}: {speed?: 'standard' | 'fast'; geo?: string | null} = {},
) {
	const whole = {...noUsage, ...usage};
	return costOf(priceClassOf({model, speed, inferenceGeo: geo}, isLargePrompt(model, whole)), whole);
}

// Claude Code's own price of this request, as its telemetry reported it.
const seen = {
	inputTokens: 7,
	outputTokens: 30,
	cacheReadInputTokens: 11_108,
	cacheCreation5mInputTokens: 2777,
};

test('a request seen by telemetry costs what Claude Code reported', () => {
	expect(price('claude-opus-5-5', seen)).toBeCloseTo(0.0167346, 10);
});

test('an hour of cache costs more to write than five minutes', () => {
	expect(price('claude-opus-4-5', {cacheCreation5mInputTokens: 1000})).toBeCloseTo(0.00625, 10);
	expect(price('claude-opus-4-5', {cacheCreation1hInputTokens: 1000})).toBeCloseTo(0.01, 10);
});

test('fast mode has its own prices, cache writes included; a model without them costs the same', () => {
	const usage = {inputTokens: 1000, outputTokens: 1000, cacheReadInputTokens: 1000, cacheCreation5mInputTokens: 1000};
	expect(price('claude-opus-5-5', usage, {speed: 'fast'})).toBeCloseTo((8 + 40 + 0.4 + 10) / 1000, 10);
	expect(price('claude-opus-4-6', {cacheCreation1hInputTokens: 1000}, {speed: 'fast'})).toBeCloseTo(0.06, 10);
	expect(price('claude-sonnet-5', usage, {speed: 'fast'})).toBeCloseTo((2 + 10 + 0.2 + 2.5) / 1000, 10);
});

test('models of 2024 have the public list’s prices', () => {
	const million = {inputTokens: 1_000_000};
	expect(price('claude-3-opus-20240229', million)).toBe(15);
	expect(price('us.anthropic.claude-3-haiku-20240307-v1:0', million)).toBe(0.25);
	expect(price('claude-3-haiku-20240307', {outputTokens: 1_000_000, cacheReadInputTokens: 1_000_000})).toBe(1.28);
	expect(price('claude-3-5-sonnet-20241022', million)).toBe(3);
});

test('inference in the US costs a tenth more, web searches do not', () => {
	const usage = {inputTokens: 1_000_000, webSearchRequests: 3};
	expect(price('claude-sonnet-4-5', usage)).toBeCloseTo(3.03, 10);
	expect(price('claude-sonnet-4-5', usage, {geo: 'us'})).toBeCloseTo(3.33, 10);
	expect(price('claude-sonnet-4-5', usage, {geo: ''})).toBeCloseTo(3.03, 10);
});

test('a prompt above the threshold, but not at it, makes its whole request dearer', () => {
	expect(price('claude-haiku-5-5', {inputTokens: 100_000, outputTokens: 1000})).toBeCloseTo(0.0105, 10);
	expect(price('claude-haiku-5-5', {inputTokens: 100_001, outputTokens: 1000})).toBeCloseTo(0.0525005, 10);
	expect(price('claude-haiku-5-5', {cacheReadInputTokens: 100_001})).toBeCloseTo(0.00500005, 10);
});

test('an unknown model has no price, unless an old transcript line names one', () => {
	const unknown = priceClassOf({model: 'claude-opus-9', speed: 'standard', inferenceGeo: null}, false);
	expect(costOf(unknown, {...noUsage, ...seen})).toBeNull();
	expect(costOf(unknown, {...noUsage, ...seen}, 0.12)).toBe(0.12);
	const known = priceClassOf({model: 'claude-opus-5-5', speed: 'standard', inferenceGeo: null}, false);
	expect(costOf(known, {...noUsage, ...seen}, 99)).toBeCloseTo(0.0167346, 10);
});

test('a new price book applies to everything', () => {
	const discount = createPriceBook({...listPrices, discountPercent: 20}, null);
	const models = {'glm-4.7': {input: 1, output: 2, cacheRead: 0, cacheWrite5m: 1, cacheWrite1h: 1, windowTokens: null}};
	onTestFinished(() => setPriceBook(createPriceBook(listPrices, null)));
	setPriceBook(createPriceBook({...listPrices, models}, null));
	expect(price('glm-4.7', {inputTokens: 500_000})).toBe(0.5);
	setPriceBook(discount);
	// Claude Code knows nothing of a contract: its dollars stay comparable, and are reduced when they are shown.
	expect(price('claude-opus-5', {inputTokens: 1_000_000})).toBe(5);
	expect(paidShare('claude-opus-5', 'anthropic')).toBeCloseTo(0.8, 10);
});
