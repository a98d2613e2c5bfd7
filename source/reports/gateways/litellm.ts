/**
 * Spending by key from a LiteLLM proxy (https://docs.litellm.ai/docs/proxy/virtual_keys): `/key/info` tells a key about
 * itself; an administrator's key has no entry, but `/spend/keys` lists everybody's.
 */
import * as v from 'valibot';
import type {ProviderAccess} from '../../core/config/config.ts';
import type {KeySpend} from '../../core/provider-spend.ts';
import {type AskOptions, askJson, askProvider, below, mostUsd, ProviderError} from './ask.ts';

const dollars = v.pipe(v.number(), v.minValue(0), v.maxValue(mostUsd));
const optionalText = v.nullish(v.string(), null);
const keyShape = v.object({
	spend: dollars,
	key_alias: optionalText,
	key_name: optionalText,
	max_budget: v.nullish(dollars, null),
	budget_reset_at: optionalText,
});
const infoShape = v.object({info: keyShape});
const listShape = v.array(keyShape);
const mostKeys = 100;

/** Null: no address configured. Never throws. */
export const readLitellmSpend = (access: ProviderAccess, options: AskOptions) =>
	askProvider('LiteLLM', access, options, (url, key) => readKeys(url, {authorization: `Bearer ${key}`}, options));

async function readKeys(url: string, headers: Record<string, string>, options: AskOptions): Promise<KeySpend[]> {
	const own = await askJson(below(url, '/key/info'), headers, options).catch(error => {
		if (error instanceof ProviderError && / answers (?:400|404|422)\b/.test(error.message)) return null;
		throw error;
	});
	if (own !== null) {
		const parsed = v.safeParse(infoShape, own);
		if (!parsed.success) throw new ProviderError('/key/info answers in a form that is not known');
		return [toSpend(parsed.output.info)];
	}
	const all = v.safeParse(listShape, await askJson(below(url, `/spend/keys?limit=${mostKeys}`), headers, options));
	if (!all.success) throw new ProviderError('/spend/keys answers in a form that is not known');
	return all.output.map(toSpend).sort((a, b) => b.usd - a.usd);
}

function toSpend(key: v.InferOutput<typeof keyShape>): KeySpend {
	const resetsAt = key.budget_reset_at === null ? Number.NaN : Date.parse(key.budget_reset_at);
	return {
		// The proxy abbreviates `key_name` (`sk-...abcd`); the key itself is never taken.
		name: key.key_alias ?? key.key_name ?? 'this key',
		usd: key.spend,
		limitUsd: key.max_budget,
		resetsAt: Number.isNaN(resetsAt) ? null : resetsAt,
	};
}
