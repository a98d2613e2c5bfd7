/** The rows of a team's table: by person, team or model, in the chosen order. */
import type {TokenCounts} from './data.ts';
import type {MinuteRates} from './people.ts';
import type {TeamReport} from './report.ts';

export const teamGroupings = ['user', 'team', 'model'] as const;
export type TeamGrouping = (typeof teamGroupings)[number];

export const teamSorts = ['cost', 'today', 'day', 'rate', 'last', 'name'] as const;
export type TeamSort = (typeof teamSorts)[number];

export interface TeamRow {
	name: string;
	/** Of a person. */
	team: string | null;
	costUsd: number | null;
	todayUsd: number | null;
	activeDays: number | null;
	usdPerActiveDay: number | null;
	tokensPerMinute: MinuteRates | null;
	/** Of the dollars, 0 to 1. */
	backgroundShare: number | null;
	idleShare: number | null;
	/** Share of the prompts' tokens that was read from the cache. */
	cacheShare: number | null;
	/** Milliseconds since the epoch. */
	lastReceivedAt: number | null;
	partial: boolean;
}

const share = (part: number | null, whole: number | null) => (part === null || !whole ? null : part / whole);

function cacheShare(counts: TokenCounts): number | null {
	const {inputTokens, cacheReadInputTokens, cacheCreation5mInputTokens, cacheCreation1hInputTokens} = counts;
	const all = inputTokens + cacheReadInputTokens + cacheCreation5mInputTokens + cacheCreation1hInputTokens;
	return share(cacheReadInputTokens, all);
}

const unknown = {
	team: null,
	todayUsd: null,
	activeDays: null,
	usdPerActiveDay: null,
	tokensPerMinute: null,
	backgroundShare: null,
	idleShare: null,
	lastReceivedAt: null,
	partial: false,
};

/** Of a name or team that contains `filter`, whatever its case. */
export function teamRows(report: TeamReport, grouping: TeamGrouping, sort: TeamSort, filter: string): TeamRow[] {
	const wanted = filter.toLowerCase();
	return rowsBy(report, grouping)
		.filter(({name, team}) => `${name}\n${team ?? ''}`.toLowerCase().includes(wanted))
		.sort(comparisons[sort]);
}

function rowsBy(report: TeamReport, grouping: TeamGrouping): TeamRow[] {
	if (grouping === 'model') {
		return report.models.map(one => ({
			...unknown,
			name: one.model,
			costUsd: one.costUsd,
			cacheShare: cacheShare(one),
			partial: report.totals.partial,
		}));
	}
	if (grouping === 'team') {
		return report.teams.map(one => ({
			...unknown,
			...one,
			name: one.name || '(no team)',
			cacheShare: cacheShare(one),
			backgroundShare: share(one.backgroundUsd, one.costUsd),
			idleShare: share(one.idleUsd, one.costUsd),
		}));
	}
	return report.users.map(one => ({
		...one,
		name: one.user || '(no name)',
		cacheShare: cacheShare(one),
		backgroundShare: share(one.backgroundUsd, one.costUsd),
		idleShare: share(one.idleUsd, one.costUsd),
	}));
}

type Comparison = (a: TeamRow, b: TeamRow) => number;
const falling =
	(value: (row: TeamRow) => number | null): Comparison =>
	(a, b) =>
		(value(b) ?? -1) - (value(a) ?? -1) || (a.name < b.name ? -1 : 1);

const comparisons: Readonly<Record<TeamSort, Comparison>> = {
	cost: falling(row => row.costUsd),
	today: falling(row => row.todayUsd),
	day: falling(row => row.usdPerActiveDay),
	rate: falling(row => row.tokensPerMinute?.p95 ?? null),
	last: falling(row => row.lastReceivedAt),
	name: (a, b) => (a.name < b.name ? -1 : 1),
};
