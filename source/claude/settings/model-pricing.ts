/**
 * `modelPricing` in an administrator's settings: an organisation's contracted rates, at which Claude Code prices everything
 * that it reports. Honoured from managed settings alone.
 */
import * as v from 'valibot';
import {isObject, parseSettingsJson} from './settings-json.ts';

/** US dollars per million tokens; `cacheWrite` is for both lifetimes. */
export interface ManagedRates {
	input: number;
	output: number;
	cacheRead: number;
	cacheWrite: number;
}

export interface ManagedPricing {
	/** By model id, in the order of the file: of two that mean the same model the first is used. */
	overrides: ReadonlyMap<string, ManagedRates>;
	/** Scales every price, overridden or not. */
	multiplier: number;
}

const rate = v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(10_000));
const ratesShape = v.object({input: rate, output: rate, cacheRead: rate, cacheWrite: rate});
const multiplierShape = v.pipe(v.number(), v.gtValue(0), v.maxValue(10));

/**
 * From the managed settings files, the strongest first: the first that has the key decides. A row or multiplier out of
 * bounds is passed over, as Claude Code does. Null: list prices. Never throws.
 */
export function parseModelPricing(files: readonly (string | null)[]): ManagedPricing | null {
	const pricing = files.map(parseSettingsJson).find(file => file.modelPricing !== undefined)?.modelPricing;
	if (!isObject(pricing)) return null;
	const overrides = new Map<string, ManagedRates>();
	for (const [id, row] of Object.entries(isObject(pricing.overrides) ? pricing.overrides : {})) {
		const rates = v.safeParse(ratesShape, row);
		if (rates.success) overrides.set(id, rates.output);
	}
	const multiplier = v.safeParse(multiplierShape, pricing.multiplier);
	return {overrides, multiplier: multiplier.success ? multiplier.output : 1};
}
