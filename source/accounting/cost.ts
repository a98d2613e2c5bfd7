/** usage × model → dollars. */
import type {Provider} from '../claude/events.ts';
import {isAnthropicModel} from '../claude/models/model-id.ts';
import {resolveModel} from '../claude/models/models.ts';
import {promptTokens, type TokenUsage} from '../claude/usage.ts';
import {type ClassPrices, createPriceBook, listPrices, type PriceBook, type PriceClass, scaled} from './price-book.ts';

let book = createPriceBook(listPrices, null);

/**
 * Sets the prices for this process, once, before anything is counted. A global rather than a parameter:
 * every sum in every room is priced by the same book, which is as constant for a process as the list is for a release.
 */
export function setPriceBook(next: PriceBook): void {
	book = next;
}

/** The current price book. */
export const priceBook = (): PriceBook => book;

export function priceClassOf(
	request: {model: string; speed: 'standard' | 'fast'; inferenceGeo: string | null},
	largePrompt: boolean,
): PriceClass {
	return {
		model: request.model,
		speed: request.speed,
		usInference: request.inferenceGeo === 'us',
		largePrompt,
	};
}

/** The prompt is larger than the model's threshold for its higher prices. */
export function isLargePrompt(model: string, usage: TokenUsage): boolean {
	const above = resolveModel(model)?.above;
	return above != null && promptTokens(usage) > above.promptTokens;
}

/** Dollars per million tokens of a class, or null for a model without a price. */
export const pricesOf = (priceClass: PriceClass): ClassPrices | null => book.pricesOf(priceClass);

/** For one million tokens of each sort in an ordinary request; null for a model without a price. */
export const standardPricesOf = (model: string): ClassPrices | null =>
	pricesOf({model, speed: 'standard', usInference: false, largePrompt: false});

/**
 * Dollars. `usage` is one request's or the sum of many of the class; `fallbackUsd` is what its transcript lines say it cost
 * (`costUSD` of 2025), for a model without a price. Null: neither is known.
 */
export function costOf(priceClass: PriceClass, usage: TokenUsage, fallbackUsd: number | null = null): number | null {
	const prices = pricesOf(priceClass);
	return prices ? costAt(prices, usage) : fallbackUsd;
}

/** Dollars at these prices, for callers that look them up once for many sums of one class. */
export const costAt = (prices: ClassPrices, usage: TokenUsage): number =>
	(usage.inputTokens * prices.input +
		usage.outputTokens * prices.output +
		usage.cacheReadInputTokens * prices.cacheRead +
		usage.cacheCreation5mInputTokens * prices.cacheWrite5m +
		usage.cacheCreation1hInputTokens * prices.cacheWrite1h) /
		1e6 +
	usage.webSearchRequests * prices.webSearchUsd;

/** The config has the model's prices. */
export const isConfigured = (model: string): boolean => book.sourceOf(model) === 'config';

/** Nobody knows its price. Of Anthropic's models Claude Code may know some that the list does not have yet. */
export const isUnpriced = (model: string): boolean => book.sourceOf(model) === null && !isAnthropicModel(model);

/** Claude Code's own price is a guess: a model that it does not know it prices like its default one. */
export const isGuessed = (model: string): boolean => isConfigured(model) || isUnpriced(model);

/**
 * What a dollar in Claude Code's count really costs after a contract's discount and a region's premium. Applied to figures
 * that have been reconciled with Claude Code's own, never before. `model` null: a sum of several.
 */
export const paidShare = (model: string | null, provider: Provider): number => book.paidShare(model, provider);

/** What a million tokens of a class really cost, for estimates that are not reconciled with anything. */
export function paidPricesOf(priceClass: PriceClass, provider: Provider): ClassPrices | null {
	const prices = pricesOf(priceClass);
	const share = paidShare(priceClass.model, provider);
	return prices && scaled(prices, share, prices.webSearchUsd * share);
}
