/**
 * The figures that Claude Code's documentation gives people to compare themselves with
 * (https://code.claude.com/docs/en/costs), in the two editions that are quoted.
 */
export const figureSets = ['2026-08', '2025'] as const;
export type FigureSet = (typeof figureSets)[number];

/** From and to. */
export type Range = readonly [low: number, high: number];

export interface ReferenceFigures {
	/** Per developer and active day. */
	averageDayUsd: number;
	/** Nine of ten users stay below this on a day. */
	p90DayUsd: number;
	/** Per developer and month. */
	monthUsd: Range;
}

export const referenceFigures: Readonly<Record<FigureSet, ReferenceFigures>> = {
	'2026-08': {averageDayUsd: 13, p90DayUsd: 30, monthUsd: [150, 250]},
	'2025': {averageDayUsd: 6, p90DayUsd: 12, monthUsd: [100, 200]},
};

export interface RecommendedRate {
	/** The team sizes that the recommendation is for; Infinity: no upper end. */
	users: Range;
	/** To plan for, per user. Uncached input, cache creation and output count; cache reads do not. */
	tokensPerMinute: Range;
	/** Per user; null in the edition that gives none. */
	requestsPerMinute: Range | null;
}

const rates: readonly {users: Range; tokensPerMinute: Range; requestsPerMinute: Range}[] = [
	{users: [1, 5], tokensPerMinute: [200_000, 300_000], requestsPerMinute: [5, 7]},
	{users: [5, 20], tokensPerMinute: [100_000, 150_000], requestsPerMinute: [2.5, 3.5]},
	{users: [20, 50], tokensPerMinute: [50_000, 75_000], requestsPerMinute: [1.25, 1.75]},
	{users: [50, 100], tokensPerMinute: [25_000, 35_000], requestsPerMinute: [0.62, 0.87]},
	{users: [100, 500], tokensPerMinute: [15_000, 20_000], requestsPerMinute: [0.37, 0.47]},
	{users: [500, Number.POSITIVE_INFINITY], tokensPerMinute: [10_000, 15_000], requestsPerMinute: [0.25, 0.35]},
];

/** All bands, smallest teams first. */
export function recommendedRates(set: FigureSet): readonly RecommendedRate[] {
	return rates.map(rate => (set === '2025' ? {...rate, requestsPerMinute: null} : rate));
}

/**
 * The band for a team of `users`. The documented bands share their ends; a team on a border gets the smaller band,
 * except that a band's open end begins at its number (`500+`).
 */
export function recommendedRate(users: number, set: FigureSet): RecommendedRate {
	const bands = recommendedRates(set);
	return bands.find(({users: [, upTo]}) => users <= upTo && users < 500) ?? bands[bands.length - 1]!;
}

/** What an organisation should ask for: the band's upper figure per user × users. 200 users: 20k × 200 = 4M. */
export function organisationTokensPerMinute(users: number, set: FigureSet): number {
	return recommendedRate(users, set).tokensPerMinute[1] * users;
}

export type RangeVerdict = 'below' | 'within' | 'above';

/** How a figure compares with the documented one. */
export function compareWithRange(figure: number, [low, high]: Range): RangeVerdict {
	if (figure > high) return 'above';
	return figure < low ? 'below' : 'within';
}
