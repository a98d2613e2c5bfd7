/** The people of a team, each once, and the distribution of a person's minutes. */
import {noTokens, type Person, type TeamData, type TokenCounts, type TokenField} from './data.ts';

export type PersonKey = string;
export const personKey = ({user, team}: Person): PersonKey => `${user}\n${team}`;

/**
 * Everybody something was received from. A person who has ccmon counts by that alone: what their Claude Code exported
 * itself is included in it. It is the same person if the names are equal, or the address begins with the name.
 */
export function peopleOf({ccmon, claudeCode}: TeamData): Map<PersonKey, {person: Person; isRaw: boolean}> {
	const people = new Map<PersonKey, {person: Person; isRaw: boolean}>();
	for (const {user, team} of [...ccmon.received, ...ccmon.byDay]) {
		people.set(personKey({user, team}), {person: {user, team}, isRaw: false});
	}
	const names = new Set([...people.values()].map(({person}) => person.user.toLowerCase()));
	for (const {user, team} of claudeCode.byDay) {
		const name = user.toLowerCase();
		if (names.has(name) || names.has(name.split('@')[0]!)) continue;
		people.set(personKey({user, team}), {person: {user, team}, isRaw: true});
	}
	return people;
}

export interface MinuteRates {
	p50: number;
	p95: number;
	p99: number;
}

/** From minutes by bound, as Prometheus's `histogram_quantile` does it; null: no active minute. */
export function minuteRates(rows: readonly {bound: number; minutes: number}[]): MinuteRates | null {
	const byBound = new Map<number, number>();
	for (const {bound, minutes} of rows) byBound.set(bound, (byBound.get(bound) ?? 0) + minutes);
	const buckets = [...byBound].sort(([a], [b]) => a - b);
	const total = byBound.get(Number.POSITIVE_INFINITY) ?? 0;
	if (total <= 0) return null;
	const quantile = (share: number) => {
		const rank = share * total;
		let [low, below] = [0, 0];
		for (const [bound, minutes] of buckets) {
			// The last bucket has no upper bound.
			if (!Number.isFinite(bound)) return low;
			if (minutes >= rank) return low + (bound - low) * ((rank - below) / (minutes - below));
			[low, below] = [bound, minutes];
		}
		return low;
	};
	return {p50: Math.round(quantile(0.5)), p95: Math.round(quantile(0.95)), p99: Math.round(quantile(0.99))};
}

export function addTokens(parts: readonly TokenCounts[]): TokenCounts {
	const sums = {...noTokens};
	for (const part of parts) {
		for (const field of Object.keys(noTokens) as TokenField[]) sums[field] += part[field];
	}
	return sums;
}
