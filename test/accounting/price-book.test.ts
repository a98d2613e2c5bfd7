import {expect, test} from 'vitest';
import {
	type ConfiguredModel,
	createPriceBook,
	listPrices,
	type PriceClass,
} from '../../source/accounting/price-book.ts';
import type {ManagedPricing} from '../../source/claude/settings/model-pricing.ts';

const classOf = (model: string, rest: Partial<PriceClass> = {}): PriceClass => ({
	...{model, speed: 'standard', usInference: false, largePrompt: false},
	...rest,
});

const flat = (dollars: number, windowTokens: number | null = null): ConfiguredModel => ({
	...{input: dollars, output: dollars, cacheRead: dollars, cacheWrite5m: dollars, cacheWrite1h: dollars, windowTokens},
});

const managed = (pricing: Partial<ManagedPricing>): ManagedPricing => ({
	overrides: new Map(),
	multiplier: 1,
	...pricing,
});
const rates = {input: 2, output: 8, cacheRead: 0.1, cacheWrite: 2.5};

test('without settings list prices apply', () => {
	const book = createPriceBook(listPrices, null);
	expect(book.pricesOf(classOf('claude-opus-5'))?.input).toBe(5);
	expect(book.pricesOf(classOf('claude-opus-5', {speed: 'fast'}))?.cacheWrite5m).toBe(12.5);
	expect(book.pricesOf(classOf('claude-haiku-5-5', {largePrompt: true}))?.input).toBe(0.5);
	expect(book.pricesOf(classOf('claude-opus-5', {usInference: true}))?.output).toBeCloseTo(27.5, 10);
	expect(book.sourceOf('claude-opus-5')).toBe('list');
	expect(book.windowOf('claude-opus-5')).toBe(1_000_000);
	expect(book.pricesOf(classOf('glm-4.7'))).toBeNull();
	expect(book.sourceOf('constructor')).toBeNull();
	expect(book.windowOf('__proto__')).toBeNull();
	// Newer than the list: no price, but the window that its family has.
	expect([book.sourceOf('claude-opus-9'), book.windowOf('claude-opus-9')]).toEqual([null, 1_000_000]);
	expect(book.paidShare('claude-opus-5', 'anthropic')).toBe(1);
});

test('a configured model is charged as written and has a window', () => {
	const models = {'GLM-4.7': flat(0.6, 128_000), 'claude-sonnet-4-5': flat(1), 'my-opus': flat(2)};
	const book = createPriceBook({...listPrices, models}, null);
	expect(book.pricesOf(classOf('glm-4.7', {speed: 'fast', usInference: true, largePrompt: true}))?.output).toBe(0.6);
	expect(book.windowOf('glm-4.7')).toBe(128_000);
	expect(book.sourceOf('glm-4.7')).toBe('config');
	// The id of a known model is for all its spellings.
	expect(book.pricesOf(classOf('eu.anthropic.claude-sonnet-4-5-20250929-v1:0'))?.input).toBe(1);
	expect(book.windowOf('claude-sonnet-4-5')).toBe(200_000);
	expect(book.pricesOf(classOf('my-opus[1m]'))?.input).toBe(2);
	expect(book.windowOf('my-opus')).toBeNull();
	expect(book.pricesOf(classOf('claude-opus-5'))?.input).toBe(5);
});

test('an exact spelling wins over the model, the first of two rows over the second', () => {
	const models = {'claude-opus-5': flat(1), 'anthropic/claude-opus-5': flat(2), 'claude-opus-5@default': flat(3)};
	const book = createPriceBook({...listPrices, models}, null);
	expect(book.pricesOf(classOf('claude-opus-5'))?.input).toBe(1);
	expect(book.pricesOf(classOf('anthropic/claude-opus-5'))?.input).toBe(2);
	expect(book.pricesOf(classOf('us.anthropic.claude-opus-5'))?.input).toBe(1);
});

test('an administrator’s rates: one for both lifetimes, no surcharge, the multiplier over everything', () => {
	const pricing = managed({overrides: new Map([['claude-sonnet-4-6', rates]]), multiplier: 0.5});
	const book = createPriceBook(listPrices, pricing);
	const written = {input: 1, output: 4, cacheRead: 0.05, cacheWrite5m: 1.25, cacheWrite1h: 1.25, webSearchUsd: 0.005};
	expect(book.pricesOf(classOf('claude-sonnet-4-6-20260101'))).toEqual(written);
	expect(book.pricesOf(classOf('claude-sonnet-4-6', {speed: 'fast', usInference: true}))).toEqual(written);
	expect(book.pricesOf(classOf('claude-opus-5'))?.input).toBe(2.5);
	expect(book.sourceOf('claude-opus-5')).toBe('managed');
	// Without a multiplier the other models stay at the list.
	expect(createPriceBook(listPrices, managed({})).sourceOf('claude-opus-5')).toBe('list');
});

test('ccmon’s config wins over the administrator’s rates', () => {
	const pricing = managed({overrides: new Map([['claude-opus-5', rates]]), multiplier: 0.5});
	const book = createPriceBook({...listPrices, models: {'claude-opus-5': flat(7)}}, pricing);
	expect(book.pricesOf(classOf('claude-opus-5'))?.input).toBe(7);
	expect(book.sourceOf('claude-opus-5')).toBe('config');
});

test('discount and premium apply to list prices only', () => {
	const regions = {'bedrock.eu': 10, bedrock: 5, vertex: 20};
	const settings = {models: {'glm-4.7': flat(1)}, discountPercent: 10, regions};
	const book = createPriceBook(settings, null);
	expect(book.paidShare('claude-opus-5', 'anthropic')).toBeCloseTo(0.9, 10);
	expect(book.paidShare('eu.anthropic.claude-opus-5', 'bedrock')).toBeCloseTo(0.99, 10);
	expect(book.paidShare('us.anthropic.claude-opus-5', 'bedrock')).toBeCloseTo(0.945, 10);
	expect(book.paidShare(null, 'vertex')).toBeCloseTo(1.08, 10);
	expect(book.paidShare('glm-4.7', 'anthropic')).toBe(1);
	expect(createPriceBook(settings, managed({multiplier: 0.8})).paidShare('claude-opus-5', 'vertex')).toBe(1);
});
