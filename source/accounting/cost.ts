/** usage × model → dollars. */
import {type Prices, resolveModel, usInferenceMultiplier, webSearchUsd} from '../claude/models/models.ts';
import {promptTokens, type TokenUsage} from '../claude/usage.ts';

/** What decides the price of a token. Requests with equal classes can be added up before they are priced. */
export interface PriceClass {
	/** As Claude Code wrote it. */
	model: string;
	speed: 'standard' | 'fast';
	/** `usage.inference_geo` was `us`. */
	usInference: boolean;
	/** The prompt was larger than the model's threshold for its higher prices. */
	largePrompt: boolean;
}

export function priceClassOf(
	request: {model: string; speed: 'standard' | 'fast'; inferenceGeo: string | null},
	usage: TokenUsage,
): PriceClass {
	const above = resolveModel(request.model)?.above;
	return {
		model: request.model,
		speed: request.speed,
		usInference: request.inferenceGeo === 'us',
		largePrompt: above != null && promptTokens(usage) > above.promptTokens,
	};
}

/** Dollars per million tokens of a class, or null for a model without a price. */
export function pricesOf(priceClass: PriceClass): Prices | null {
	const model = resolveModel(priceClass.model);
	if (!model) return null;
	const base = priceClass.largePrompt && model.above ? model.above : model;
	const prices = priceClass.speed === 'fast' && model.fast ? {...base, ...model.fast} : base;
	if (!priceClass.usInference) return prices;
	return {
		input: prices.input * usInferenceMultiplier,
		output: prices.output * usInferenceMultiplier,
		cacheWrite5m: prices.cacheWrite5m * usInferenceMultiplier,
		cacheWrite1h: prices.cacheWrite1h * usInferenceMultiplier,
		cacheRead: prices.cacheRead * usInferenceMultiplier,
	};
}

/** Dollars, or null for a model without a price. `usage` is one request's or the sum of many of the class. */
export function costOf(priceClass: PriceClass, usage: TokenUsage): number | null {
	const prices = pricesOf(priceClass);
	return prices && costAt(prices, usage);
}

/** Dollars at these prices: for who has looked them up once for many sums of one class. */
export const costAt = (prices: Prices, usage: TokenUsage): number =>
	(usage.inputTokens * prices.input +
		usage.outputTokens * prices.output +
		usage.cacheReadInputTokens * prices.cacheRead +
		usage.cacheCreation5mInputTokens * prices.cacheWrite5m +
		usage.cacheCreation1hInputTokens * prices.cacheWrite1h) /
		1e6 +
	usage.webSearchRequests * webSearchUsd;
