/** Adds up what conversations spent today. */
import {type Costs, costsOf} from '../accounting/costs.ts';
import {plus, weakerBasis} from '../accounting/figures.ts';
import type {Rate} from '../accounting/rates.ts';
import type {ShownFacts} from '../accounting/shown-facts.ts';
import {type Piece, quarterMs, quarterOf, type Spending} from '../accounting/spending.ts';
import type {FleetTotals} from './fleet.ts';

export interface DaySums {
	readonly day: Day;
	/** Whether any of it was spent on the day. */
	holds(spending: Spending): boolean;
	/** Adds what of it was spent on the day. False: nothing was. */
	add(totals: FleetTotals, facts: Pick<ShownFacts, 'compactions'>, spending: Spending): boolean;
}

/** A conversation's share is worked out once for each state of its spending: most conversations are over. */
export function createDaySums(day: Day): DaySums {
	const known = new WeakMap<Spending, Costs | 'nothing'>();
	const isOfDay = ({quarter}: Piece) => isWithin(day, quarter * quarterMs);
	// A higher total may arrive after midnight, for a conversation that ended before.
	const holds = ({pieces}: Spending) => pieces.some(isOfDay);
	return {
		day,
		holds,
		add(totals, {compactions}, spending) {
			let costs = known.get(spending);
			costs ??= holds(spending) ? costsOf(spending, compactions.size > 0, isOfDay) : 'nothing';
			known.set(spending, costs);
			if (costs !== 'nothing') addCosts(totals, costs);
			return costs !== 'nothing';
		},
	};
}

function addCosts(totals: FleetTotals, {cost}: Costs): void {
	totals.todayUsd = plus(totals.todayUsd, cost.totalUsd);
	totals.todayBackgroundUsd = plus(totals.todayBackgroundUsd, cost.backgroundUsd);
	totals.todayIdleUsd = plus(totals.todayIdleUsd, cost.idleUsd);
	totals.basis = weakerBasis(totals.basis, cost.basis);
	totals.partial ||= cost.partial;
	totals.unpricedModels = joinNames(totals.unpricedModels, cost.unpricedModels);
}

/** A local day, in ms; `until` is exclusive. */
export interface Day {
	from: number;
	until: number;
}

/** The longest day: clocks are set back by an hour. */
const maxQuarters = 25 * 4;

export const isWithin = ({from, until}: Day, at: number | null): boolean => at !== null && at >= from && at < until;

/** Found by quarters of an hour, since days begin with one in every zone. */
export function dayAround(now: number, dayOf: (at: number) => string): Day {
	const today = dayOf(now);
	const quarter = quarterOf(now);
	let from = quarter;
	let until = quarter;
	while (dayOf((from - 1) * quarterMs) === today && quarter - from < maxQuarters) from--;
	while (dayOf(until * quarterMs) === today && until - quarter < maxQuarters) until++;
	return {from: from * quarterMs, until: until * quarterMs};
}

/** The sixty seconds until now may lie across two minutes of the clock. An unchanged peak stays the same object. */
export function highest(peak: Rate, {tokensPerMinute, requestsPerMinute}: Rate): Rate {
	if (tokensPerMinute <= peak.tokensPerMinute && requestsPerMinute <= peak.requestsPerMinute) return peak;
	return {
		tokensPerMinute: Math.max(peak.tokensPerMinute, tokensPerMinute),
		requestsPerMinute: Math.max(peak.requestsPerMinute, requestsPerMinute),
	};
}

/** More are not worth naming, and transcripts may hold any number. */
const mostNames = 100;

/** Each name once; the first list itself if the second adds none. */
export function joinNames(names: readonly string[], others: readonly string[]): readonly string[] {
	if (others.length === 0 || names.length >= mostNames) return names;
	const added = others.filter(name => !names.includes(name));
	return added.length === 0 ? names : [...names, ...added].slice(0, mostNames);
}
