/**
 * The prices that requests are counted at: the list's, unless an administrator's settings or ccmon's config override them.
 * Made once from the settings; `setPriceBook` in cost.ts makes it the process's price book.
 */

import type {Provider} from '../claude/events.ts';
import {bedrockRegion, withoutWindow} from '../claude/models/model-id.ts';
import {
	type Model,
	type Prices,
	resolveModel,
	tableSignature,
	usInferenceMultiplier,
	webSearchUsd,
	windowOfNewer,
} from '../claude/models/models.ts';
import type {ManagedPricing} from '../claude/settings/model-pricing.ts';

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

export interface ClassPrices extends Prices {
	/** US dollars per search. */
	webSearchUsd: number;
}

/** Where a model's prices come from: the list, an administrator's `modelPricing`, or `[prices.models]` of ccmon's config. */
export type PriceSource = 'list' | 'managed' | 'config';

/** A model of `[prices.models]`: dollars per million tokens, charged as written whatever the request's class. */
export interface ConfiguredModel extends Prices {
	windowTokens: number | null;
}

/** `[prices]` of ccmon's config. */
export interface PriceSettings {
	/** By model id. */
	models: Readonly<Record<string, ConfiguredModel>>;
	/** What a contract takes off list prices, 0 to 100. */
	discountPercent: number;
	/** What a region adds to list prices, by `bedrock`, `bedrock.eu`, `vertex` or `anthropic`. */
	regions: Readonly<Record<string, number>>;
}

export const listPrices: PriceSettings = {models: {}, discountPercent: 0, regions: {}};

export interface PriceBook {
	/** What it was made from, so that another thread can make its own. */
	madeFrom: [settings: PriceSettings, managed: ManagedPricing | null];
	/** Changes with the prices: stored sums are then worked out again. */
	signature: string;
	/**
	 * Null for a model without a price. For list and managed prices these are the dollars that Claude Code itself counts, so
	 * that its totals can be compared with them.
	 */
	pricesOf(priceClass: PriceClass): ClassPrices | null;
	/** Null for a model without a price. */
	sourceOf(model: string): PriceSource | null;
	/** The context window in tokens; null: not known. */
	windowOf(model: string): number | null;
	/**
	 * What a dollar in Claude Code's count really costs: with the contract's discount and the region's premium, which it knows
	 * nothing about. 1 for managed and configured prices. `model` null: for a sum over several models.
	 */
	paidShare(model: string | null, provider: Provider): number;
}

interface Entry {
	source: PriceSource;
	windowTokens: number | null;
	/** By `variantOf`. */
	variants: (ClassPrices | undefined)[];
	price(priceClass: PriceClass): ClassPrices;
}

/** Ids come from files: a bound, so that junk cannot grow the book forever. */
const mostModels = 1000;

export function createPriceBook(settings: PriceSettings, managed: ManagedPricing | null): PriceBook {
	const multiplier = managed?.multiplier ?? 1;
	const isManaged = managed !== null && (multiplier !== 1 || managed.overrides.size > 0);
	const configured = rowsByModel(Object.entries(settings.models));
	const overridden = rowsByModel(managed?.overrides ?? []);
	const entries = new Map<string, Entry | null>();

	const findEntry = (id: string): Entry | null => {
		const model = resolveModel(id);
		const own = configured(id);
		if (own) {
			const prices = {...own, webSearchUsd};
			const windowTokens = own.windowTokens ?? model?.windowTokens ?? null;
			return {source: 'config', windowTokens, variants: [], price: () => prices};
		}
		const override = overridden(id);
		if (override) {
			const {cacheWrite, ...rates} = override;
			const written = {...rates, cacheWrite5m: cacheWrite, cacheWrite1h: cacheWrite};
			const prices = scaled(written, multiplier, webSearchUsd * multiplier);
			return {source: 'managed', windowTokens: model?.windowTokens ?? null, variants: [], price: () => prices};
		}
		if (!model) return null;
		return {
			source: isManaged ? 'managed' : 'list',
			windowTokens: model.windowTokens,
			variants: [],
			price: priceClass => listPricesOf(model, priceClass, multiplier),
		};
	};
	const entryOf = (id: string): Entry | null => {
		const known = entries.get(id);
		if (known !== undefined) return known;
		const entry = findEntry(id);
		if (entries.size < mostModels) entries.set(id, entry);
		return entry;
	};

	return {
		madeFrom: [settings, managed],
		signature: JSON.stringify([tableSignature, settings, multiplier, [...(managed?.overrides ?? [])]]),
		pricesOf(priceClass) {
			const entry = entryOf(priceClass.model);
			if (!entry) return null;
			const variant = variantOf(priceClass);
			entry.variants[variant] ??= entry.price(priceClass);
			return entry.variants[variant];
		},
		sourceOf: model => entryOf(model)?.source ?? null,
		windowOf: model => entryOf(model)?.windowTokens ?? windowOfNewer(model),
		paidShare(model, provider) {
			if (isManaged || (model !== null && entryOf(model)?.source === 'config')) return 1;
			const region = model === null ? null : bedrockRegion(model);
			const premiumPercent = settings.regions[`${provider}.${region}`] ?? settings.regions[provider] ?? 0;
			return (1 - settings.discountPercent / 100) * (1 + premiumPercent / 100);
		},
	};
}

const variantOf = ({speed, usInference, largePrompt}: PriceClass) =>
	(speed === 'fast' ? 1 : 0) + (usInference ? 2 : 0) + (largePrompt ? 4 : 0);

function listPricesOf(model: Model, priceClass: PriceClass, multiplier: number): ClassPrices {
	const base = priceClass.largePrompt && model.above ? model.above : model;
	const prices = priceClass.speed === 'fast' && model.fast ? model.fast : base;
	const regional = priceClass.usInference ? usInferenceMultiplier : 1;
	return scaled(prices, regional * multiplier, webSearchUsd * multiplier);
}

export const scaled = (prices: Prices, by: number, searchUsd: number): ClassPrices => ({
	input: prices.input * by,
	output: prices.output * by,
	cacheWrite5m: prices.cacheWrite5m * by,
	cacheWrite1h: prices.cacheWrite1h * by,
	cacheRead: prices.cacheRead * by,
	webSearchUsd: searchUsd,
});

/**
 * Rows by model id, the way Claude Code matches its `modelPricing`: the exact spelling first; the id of a model that the list
 * knows is for all its spellings. The first of two rows for the same wins.
 */
function rowsByModel<Row>(rows: Iterable<readonly [string, Row]>): (id: string) => Row | null {
	const exact = new Map<string, Row>();
	const known = new Map<string, Row>();
	for (const [id, row] of rows) {
		const spelling = withoutWindow(id).toLowerCase();
		if (!exact.has(spelling)) exact.set(spelling, row);
		const model = resolveModel(id);
		if (model && !known.has(model.id)) known.set(model.id, row);
	}
	if (exact.size === 0) return () => null;
	return id => exact.get(withoutWindow(id).toLowerCase()) ?? known.get(resolveModel(id)?.id ?? '') ?? null;
}
