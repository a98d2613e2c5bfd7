/** What gateways and providers report as spent, shown beside ccmon's own figure. */
import {cleanLabel} from '../claude/clean.ts';
import {counted, formatUsd} from './format.ts';

/** Exactly one of the two is null. */
export interface ProviderAnswer<Value> {
	value: Value | null;
	/** One line for the doctor: which provider, and what to do. */
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

/** What one user or API key cost on a day, according to the Console's analytics. */
export interface UserDay {
	user: string;
	usd: number;
}

/** Null: no address in the config, so it was not asked. */
export interface ProviderSpend {
	litellm: ProviderAnswer<readonly KeySpend[]> | null;
	console: ProviderAnswer<readonly DayCost[]> | null;
	/** Where the Console's days begin: midnight in UTC, in ms. */
	since: number;
}

/** A proxy may have hundreds of keys. */
const mostKeys = 5;

/**
 * A line for each figure or failure, with ccmon's own figure beside the one that covers the same days.
 * `spentSince`: what this machine spent since a time according to ccmon, in dollars; null: not known yet.
 */
export function providerLines(
	{litellm, console, since}: ProviderSpend,
	spentSince: (at: number) => number | null,
): string[] {
	const day = new Date(since).toISOString().slice(0, 10);
	const keys = litellm?.value ?? [];
	const others = keys.slice(mostKeys);
	const otherUsd = others.reduce((sum, {usd}) => sum + usd, 0);
	const ownUsd = console?.value ? spentSince(since) : null;
	const lines = [
		...keys.slice(0, mostKeys).map(describeKeySpend),
		others.length > 0 ? `LiteLLM, ${counted(others.length, 'more key')}: ${formatUsd(otherUsd)}` : null,
		litellm?.failure ?? null,
		console?.value ? describeDayCosts(console.value, day) : null,
		ownUsd === null ? null : `ccmon, this machine since ${day} (UTC): ${formatUsd(ownUsd)}`,
		console?.failure ?? null,
	];
	return lines.filter(line => line !== null);
}

/** `LiteLLM, key “team-a”: $12.30 of $50.00, resets on 2026-12-01` */
export function describeKeySpend({name, usd, limitUsd, resetsAt}: KeySpend): string {
	const of = limitUsd === null ? '' : ` of ${formatUsd(limitUsd)}`;
	const reset = resetsAt === null ? '' : `, resets on ${new Date(resetsAt).toISOString().slice(0, 10)}`;
	return `LiteLLM, key “${cleanLabel(name, 40)}”: ${formatUsd(usd)}${of}${reset}`;
}

/** `Console, whole organisation since 2026-11-01 (UTC): $123.40` */
export function describeDayCosts(days: readonly DayCost[], since: string): string {
	const usd = days.reduce((sum, day) => sum + day.usd, 0);
	return `Console, whole organisation since ${since} (UTC): ${formatUsd(usd)}`;
}

/** `Console's Claude Code analytics, 2026-11-19 (UTC): $45.20, 12 users; ada@example.com $20.00, …` */
export function describeUserDays(users: readonly UserDay[], day: string): string {
	const usd = users.reduce((sum, user) => sum + user.usd, 0);
	const most = users.slice(0, mostKeys).map(user => `${cleanLabel(user.user, 40)} ${formatUsd(user.usd)}`);
	const who = most.length === 0 ? '' : `; most: ${most.join(', ')}`;
	return `Console’s Claude Code analytics, ${day} (UTC): ${formatUsd(usd)}, ${counted(users.length, 'user')}${who}`;
}
