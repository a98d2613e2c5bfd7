/** What gateways and providers say was spent, to be shown beside ccmon's own figure. */
import {cleanLabel} from './clean.ts';
import {formatUsd} from './format.ts';

/** Exactly one of the two is null. */
export interface ProviderAnswer<Value> {
	value: Value | null;
	/** One line for the doctor: whom it is about and what to do. */
	failure: string | null;
}

/** What one key of a gateway has spent since its budget was last reset, or ever. */
export interface KeySpend {
	name: string;
	usd: number;
	/** Null: no budget. */
	limitUsd: number | null;
	/** Milliseconds since the epoch; null: never. */
	resetsAt: number | null;
}

export interface DayCost {
	/** In UTC: `2026-11-20`. */
	day: string;
	usd: number;
}

/** `LiteLLM, key "team-a": $12.30 of $50.00` */
export function describeKeySpend({name, usd, limitUsd}: KeySpend): string {
	const of = limitUsd === null ? '' : ` of ${formatUsd(limitUsd)}`;
	return `LiteLLM, key “${cleanLabel(name, 40)}”: ${formatUsd(usd)}${of}`;
}

/** `Console, whole organisation since 2026-11-01 (UTC): $123.40` */
export function describeDayCosts(days: readonly DayCost[], since: string): string {
	const usd = days.reduce((sum, day) => sum + day.usd, 0);
	return `Console, whole organisation since ${since} (UTC): ${formatUsd(usd)}`;
}
