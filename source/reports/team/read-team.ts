/** Queries a team's server for everything that `ccmon team` shows. */

import {getOrMake} from '../../accounting/get-or-make.ts';
import {quarterMs} from '../../accounting/spending.ts';
import {cleanLabel} from '../../claude/clean.ts';
import type {TeamConfig} from '../../core/config/team.ts';
import {noSeries, type Person, type SeriesData, type TeamData, type TokenField} from '../../core/team/data.ts';
import {ProviderError} from '../gateways/ask.ts';
import {dayAt} from '../report/period.ts';
import {dayName, startOfLocalDay, type Zone} from '../report/zones.ts';
import type {QueryApi, QueryResult, Series} from './api.ts';
import {tokenFields, tokenTypes} from './counters.ts';
import {ccmonQueries, presentQuery, type RawSpelling, rateQueries, rawQueries, rawSpellings} from './queries.ts';

export const windowDays = 30;

export interface ReadTeamOptions {
	api: QueryApi;
	team: Pick<TeamConfig, 'userLabel' | 'teamLabel'>;
	zone: Zone;
	/** Milliseconds since the epoch. */
	now: number;
	/** Called early, with what the first lines need. */
	onFirst?(data: TeamData): void;
}

/** The window's local days: when each begins, and when the last one ends, in seconds since the epoch. */
interface Window {
	days: readonly string[];
	bounds: readonly number[];
	from: number;
	end: number;
	seconds: number;
}

/** Rejects with `ProviderError` if the server cannot be reached; failures of single queries are warnings. */
export async function readTeam({api, team, zone, now, onFirst}: ReadTeamOptions): Promise<TeamData> {
	const window = windowUntil(zone, now);
	const asking = createAsking();
	const present = await api.instant(presentQuery, Math.floor(now / 1000));
	asking.note(present);
	const names = new Set(present.series.map(({labels}) => labels.__name__));
	const own = readOwn(api, asking, window, now);
	const spellings = rawSpellings.filter(({cost}) => names.has(cost));
	const raw = spellings.map(spelling => readRaw(api, asking, window, {spelling, ...team}));
	const data = (ccmon: SeriesData, claudeCode: SeriesData, rates: TeamData['rates']): TeamData => ({
		from: window.from * 1000,
		todayFrom: window.bounds[windowDays - 1]! * 1000,
		to: now,
		days: window.days,
		ccmon,
		claudeCode,
		rates,
		partial: asking.isPartial(),
		warnings: asking.warnings(),
	});
	const [byDay, received, rates] = await Promise.all([own.byDay, own.received, own.rates]);
	onFirst?.(data({...noSeries, byDay, received}, noSeries, rates));
	const ccmon = {...(await own.rest), byDay, received};
	return data(ccmon, joinSeries(await Promise.all(raw)), rates);
}

function windowUntil(zone: Zone, now: number): Window {
	const today = dayAt(zone, now);
	const days = Array.from({length: windowDays}, (_, index) => today - windowDays + 1 + index);
	const bounds = [...days, today + 1].map(day => (startOfLocalDay(zone, day) * quarterMs) / 1000);
	const [from, end] = [bounds[0]!, bounds[windowDays]!];
	return {days: days.map(dayName), bounds, from, end, seconds: end - from};
}

/** Several questions to one server, and what it warned of. The first is asked alone: it says whether it answers. */
function createAsking() {
	const warnings = new Set<string>();
	let partial = false;
	const note = ({warnings: found, isPartial}: QueryResult) => {
		for (const warning of found) warnings.add(warning);
		partial ||= isPartial;
	};
	return {
		note,
		async series(asked: Promise<QueryResult>): Promise<readonly Series[]> {
			try {
				const result = await asked;
				note(result);
				return result.series;
			} catch (error) {
				if (!(error instanceof ProviderError)) throw error;
				warnings.add(error.message);
				partial = true;
				return [];
			}
		},
		isPartial: () => partial,
		warnings: () => [...warnings],
	};
}

type Asking = ReturnType<typeof createAsking>;

/** Queries each day at its end; days that are not 24 hours long, because clocks change, separately. */
async function readDays(
	api: QueryApi,
	asking: Asking,
	{bounds, days}: Window,
	query: (seconds: number) => string,
): Promise<readonly {labels: Series['labels']; usd: (number | null)[]}[]> {
	const runs: {length: number; first: number; last: number}[] = [];
	for (const [index] of days.entries()) {
		const length = bounds[index + 1]! - bounds[index]!;
		const run = runs.at(-1);
		if (run?.length === length) run.last = index;
		else runs.push({length, first: index, last: index});
	}
	const indexOf = new Map(bounds.slice(1).map((end, index) => [end, index]));
	const rows = new Map<string, {labels: Series['labels']; usd: (number | null)[]}>();
	const answers = runs.map(({length, first, last}) =>
		asking.series(api.range(query(length), bounds[first + 1]!, bounds[last + 1]!, length)),
	);
	for (const answer of answers) {
		for (const {labels, values} of await answer) {
			const key = JSON.stringify(Object.entries(labels).sort());
			const row = getOrMake(rows, key, () => ({labels, usd: days.map(() => null)}));
			for (const [at, value] of values) {
				const index = indexOf.get(Math.round(at));
				if (index !== undefined) row.usd[index] = value;
			}
		}
	}
	return [...rows.values()];
}

const longestName = 128;
const nameOf = (text: string | undefined) => cleanLabel(text ?? '', longestName);
const personOf = ({labels}: Pick<Series, 'labels'>, user = 'user', team = 'team') => ({
	user: nameOf(labels[user]),
	team: nameOf(labels[team]),
});
const modelOf = ({labels}: Series) => nameOf(labels.model) || 'unknown';
const lastValue = ({values}: Series) => values.at(-1)?.[1] ?? 0;

function readOwn(api: QueryApi, asking: Asking, window: Window, now: number) {
	const {end, seconds} = window;
	const ask = (query: string) => asking.series(api.instant(query, end));
	const rate = async (query: string) => {
		const [one] = await asking.series(api.instant(query, Math.floor(now / 1000)));
		return one ? lastValue(one) : null;
	};
	const first = {
		byDay: readDays(api, asking, window, ccmonQueries.byDay).then(rows =>
			rows.map(row => ({...personOf(row), usd: row.usd})),
		),
		received: ask(ccmonQueries.received(seconds)).then(series =>
			series.map(one => ({...personOf(one), at: lastValue(one) * 1000})),
		),
		rates: readRates(rate),
	};
	return {...first, rest: Promise.all(Object.values(first)).then(() => readRest(ask, seconds))};
}

async function readRates(rate: (query: string) => Promise<number | null>): Promise<TeamData['rates']> {
	const {tokensNow, tokensPeak, requestsNow, requestsPeak} = rateQueries;
	return {
		tokensNow: await rate(tokensNow),
		tokensPeak: await rate(tokensPeak),
		requestsNow: await rate(requestsNow),
		requestsPeak: await rate(requestsPeak),
	};
}

async function readRest(ask: (query: string) => Promise<readonly Series[]>, seconds: number) {
	const askFor = (name: 'cost' | 'requests' | 'idle' | 'lowerBound' | 'minutes') => ask(ccmonQueries[name](seconds));
	const usdOf = (one: Series) => ({...personOf(one), usd: lastValue(one)});
	const tokensOf = async ([field, type]: readonly [TokenField, string]) =>
		(await ask(ccmonQueries.tokens(seconds, type))).map(one => ({
			...personOf(one),
			model: modelOf(one),
			field,
			tokens: Math.round(lastValue(one)),
		}));
	// A few at a time, to go easy on the server.
	const [cost, requests] = await Promise.all([askFor('cost'), askFor('requests')]);
	const [minutes, idle, lowerBound] = await Promise.all([askFor('minutes'), askFor('idle'), askFor('lowerBound')]);
	const tokens: SeriesData['tokens'][number][] = [];
	for (const field of tokenFields) tokens.push(...(await tokensOf([field, tokenTypes[field]])));
	return {
		cost: cost.map(one => ({
			...usdOf(one),
			model: modelOf(one),
			isBackground: one.labels.purpose === 'background',
		})),
		tokens,
		requests: requests.map(one => ({...personOf(one), model: modelOf(one), requests: Math.round(lastValue(one))})),
		idle: idle.map(usdOf),
		lowerBound: lowerBound.map(usdOf),
		minutes: minutes.map(one => ({
			...personOf(one),
			bound: one.labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(one.labels.le),
			minutes: Math.round(lastValue(one)),
		})),
	};
}

/** Claude Code's names for types of tokens. It does not report the cache lifetime: five minutes is the default. */
const rawFields: ReadonlyMap<string, TokenField> = new Map([
	['input', 'inputTokens'],
	['output', 'outputTokens'],
	['cacheRead', 'cacheReadInputTokens'],
	['cacheCreation', 'cacheCreation5mInputTokens'],
]);

async function readRaw(
	api: QueryApi,
	asking: Asking,
	window: Window,
	{spelling, userLabel, teamLabel}: ReadTeamOptions['team'] & {spelling: RawSpelling},
): Promise<SeriesData> {
	const queries = rawQueries(spelling, userLabel, teamLabel);
	const who = (one: Pick<Series, 'labels'>) => personOf(one, queries.labels.user, queries.labels.team);
	const [days, cost, tokens] = await Promise.all([
		readDays(api, asking, window, queries.byDay),
		asking.series(api.instant(queries.cost(window.seconds), window.end)),
		asking.series(api.instant(queries.tokens(window.seconds), window.end)),
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
			return field ? [{...who(one), model: modelOf(one), field, tokens: Math.round(lastValue(one))}] : [];
		}),
		received: byDay.map(({user, team, usd}) => {
			const last = usd.findLastIndex(value => value !== null);
			// The time of the last sample is unknown: take the end of its day, or now.
			return {user, team, at: (window.bounds[last + 1] ?? 0) * 1000 - 1000};
		}),
	};
}

/** A person in series of two spellings has sent to two collectors: the first one counts. */
function joinSeries(all: readonly SeriesData[]): SeriesData {
	const seen = new Set<string>();
	const joined = all.map(series => {
		const isNew = ({user, team}: Person) => !seen.has(`${user}\n${team}`);
		const {byDay, cost, tokens, received} = series;
		const own = {
			byDay: byDay.filter(isNew),
			cost: cost.filter(isNew),
			tokens: tokens.filter(isNew),
			received: received.filter(isNew),
		};
		for (const {user, team} of byDay) seen.add(`${user}\n${team}`);
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
