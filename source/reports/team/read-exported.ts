/** Reads the series that Claude Code exports itself. */
import type {TeamConfig} from '../../core/config/team.ts';
import {noSeries, type Person, type SeriesData, type TokenField} from '../../core/team/data.ts';
import type {Series} from './api.ts';
import {type Asking, lastCount, lastValue, modelOf, personOf, type Window} from './asking.ts';
import {type RawSpelling, rawQueries} from './queries.ts';

/** Claude Code's names for types of tokens. It does not report the cache lifetime: five minutes is the default. */
const rawFields: ReadonlyMap<string, TokenField> = new Map([
	['input', 'inputTokens'],
	['output', 'outputTokens'],
	['cacheRead', 'cacheReadInputTokens'],
	['cacheCreation', 'cacheCreation5mInputTokens'],
]);

/** `team`: the labels that name a person and a team; `now`: ms. */
export async function readExported(
	asking: Asking,
	{bounds, seconds}: Window,
	spelling: RawSpelling,
	team: Pick<TeamConfig, 'userLabel' | 'teamLabel'>,
	now: number,
): Promise<SeriesData> {
	const queries = rawQueries(spelling, team.userLabel, team.teamLabel);
	const who = (one: Pick<Series, 'labels'>) => personOf(one, queries.labels.user, queries.labels.team);
	const [days, cost, tokens] = await Promise.all([
		asking.byDay(queries.byDay),
		asking.atEnd(queries.cost(seconds)),
		asking.atEnd(queries.tokens(seconds)),
	]);
	const byDay = days.map(row => ({...who(row), usd: row.usd}));
	return {
		...noSeries,
		byDay,
		cost: cost.map(one => ({
			...who(one),
			model: modelOf(one),
			isBackground: one.labels.query_source === 'auxiliary',
			usd: lastValue(one),
		})),
		tokens: tokens.flatMap(one => {
			const field = rawFields.get(one.labels.type ?? '');
			return field ? [{...who(one), model: modelOf(one), field, tokens: lastCount(one)}] : [];
		}),
		received: byDay.map(({user, team, usd}) => {
			const last = usd.findLastIndex(value => value !== null);
			// The time of the last sample is unknown: take the end of its day, or now.
			return {user, team, at: Math.min(now, (bounds[last + 1] ?? 0) * 1000 - 1000)};
		}),
	};
}

/** A person in series of two spellings has sent to two collectors: the first one counts. */
export function joinExported(all: readonly SeriesData[]): SeriesData {
	const seen = new Set<string>();
	const joined = all.map(series => {
		const isNew = ({user, team}: Person) => !seen.has(`${user}\n${team}`);
		const own = {
			byDay: series.byDay.filter(isNew),
			cost: series.cost.filter(isNew),
			tokens: series.tokens.filter(isNew),
			received: series.received.filter(isNew),
		};
		for (const {user, team} of series.byDay) seen.add(`${user}\n${team}`);
		return own;
	});
	return {
		...noSeries,
		byDay: joined.flatMap(({byDay}) => byDay),
		cost: joined.flatMap(({cost}) => cost),
		tokens: joined.flatMap(({tokens}) => tokens),
		received: joined.flatMap(({received}) => received),
	};
}
