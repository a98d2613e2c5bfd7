/** A team's figures, computed from its server's answers. */

import {highestOf} from '../../accounting/extremes.ts';
import {getOrMake} from '../../accounting/get-or-make.ts';
import {sum} from '../../accounting/sum.ts';
import {type MonthProjection, projectMonth} from '../projection.ts';
import {type FigureSet, organisationTokensPerMinute, recommendedRate, referenceFigures} from '../reference.ts';
import {noTokens, type Person, type SeriesData, type TeamData, type TokenCounts} from './data.ts';
import {addTokens, type MinuteRates, minuteRates, type PersonKey, peopleOf, personKey} from './people.ts';
import {type Pilot, pilots} from './pilot.ts';

/** Sums that people, teams and models all have, in dollars; null: nothing was received. */
export interface TeamFigures extends TokenCounts {
	costUsd: number | null;
	requests: number;
}

export interface ModelFigures extends TeamFigures {
	model: string;
}

interface PeoplesFigures extends TeamFigures {
	/** Null: nothing was received today. */
	todayUsd: number | null;
	backgroundUsd: number | null;
	idleUsd: number | null;
	/** Days on which something was spent; of several people, of all of them together. */
	activeDays: number;
	usdPerActiveDay: number | null;
	/** The dollars are a lower bound. */
	partial: boolean;
}

export interface UserFigures extends PeoplesFigures, Person {
	/** Over active minutes, as rate limits count; null: not known. */
	tokensPerMinute: MinuteRates | null;
	/** Milliseconds since the epoch. */
	lastReceivedAt: number | null;
	/** Most dollars first. */
	byModel: readonly ModelFigures[];
}

export interface GroupFigures extends PeoplesFigures {
	name: string;
	users: number;
}

export interface TeamReport {
	from: number;
	to: number;
	days: readonly {day: string; costUsd: number; activeUsers: number}[];
	source: {series: 'ccmon' | 'claude_code' | 'both'; partial: boolean; warnings: readonly string[]};
	/** Most dollars first. */
	users: readonly UserFigures[];
	teams: readonly GroupFigures[];
	models: readonly ModelFigures[];
	totals: GroupFigures & {receivedToday: number; month: MonthProjection};
	tokensPerMinute: {
		now: number | null;
		peak: number | null;
		recommendedPerUser: number;
		recommendedTotal: number;
		/** The organisation's; null: not known. */
		limit: number | null;
		/** People who share it. */
		size: number;
	};
	requestsPerMinute: {now: number | null; peak: number | null; recommendedTotal: number | null};
	pilot: readonly Pilot[];
	figures: FigureSet;
}

export interface TeamReportOptions {
	figures: FigureSet;
	/** People who share the rate limit; null: as many as are seen. */
	size: number | null;
	orgTpm: number | null;
}

export function teamReport(data: TeamData, {figures, size, orgTpm}: TeamReportOptions): TeamReport {
	const people = peopleOf(data);
	const users = [...people.values()].map(one =>
		userFigures(one.person, one.isRaw ? data.claudeCode : data.ccmon, data),
	);
	const report = toReport(data, groupParts(users, people, data));
	const count = Math.max(size ?? users.length, 1);
	const rate = recommendedRate(count, figures);
	const {tokensNow, tokensPeak, requestsNow, requestsPeak} = data.rates;
	const today = data.days.at(-1) ?? '';
	const days = report.days.map(({day, costUsd}) => ({day, usd: costUsd}));
	const [low, high] = referenceFigures[figures].monthUsd;
	const range = [low * users.length, high * users.length] as const;
	return {
		...report,
		totals: {
			...report.totals,
			receivedToday: users.filter(({todayUsd}) => todayUsd !== null).length,
			month: projectMonth(days, today, range),
		},
		tokensPerMinute: {
			now: tokensNow,
			peak: tokensPeak,
			limit: orgTpm,
			size: count,
			recommendedPerUser: rate.tokensPerMinute[1],
			recommendedTotal: organisationTokensPerMinute(count, figures),
		},
		requestsPerMinute: {
			now: requestsNow,
			peak: requestsPeak,
			recommendedTotal: rate.requestsPerMinute && Math.ceil(rate.requestsPerMinute[1] * count),
		},
		pilot: pilots(users, daysSince(report.days), tokensPeak, figures),
		figures,
	};
}

/** Days from the first spending on: a pilot that began last week has no month yet. */
function daysSince(days: TeamReport['days']): number {
	const first = days.findIndex(({costUsd}) => costUsd > 0);
	return first < 0 ? days.length : days.length - first;
}

type Indexed = ReturnType<typeof indexSeries>;
const indexes = new WeakMap<SeriesData, Indexed>();

/** Rows by person. */
function indexSeries(series: SeriesData) {
	const by = <Row extends Person>(rows: readonly Row[]) => Map.groupBy(rows, personKey);
	return {
		byDay: by(series.byDay),
		cost: by(series.cost),
		tokens: by(series.tokens),
		requests: by(series.requests),
		idle: by(series.idle),
		lowerBound: by(series.lowerBound),
		minutes: by(series.minutes),
		received: by(series.received),
	};
}

const indexOf = (series: SeriesData): Indexed => getOrMake(indexes, series, () => indexSeries(series));

function userFigures(person: Person, series: SeriesData, data: TeamData): UserFigures {
	const isRaw = series === data.claudeCode;
	const index = indexOf(series);
	const key = personKey(person);
	const days = sumDays(index.byDay.get(key) ?? [], data.days.length);
	const received = highestOf((index.received.get(key) ?? []).map(({at}) => at));
	const lastReceivedAt = Number.isFinite(received) ? Math.min(received, data.to) : null;
	const active = days.filter(usd => (usd ?? 0) > 0).length;
	const cost = index.cost.get(key) ?? [];
	const models = new Map<string, ModelFigures>();
	const modelOf = (model: string) => getOrMake(models, model, () => ({model, costUsd: 0, requests: 0, ...noTokens}));
	for (const {model, usd} of cost) modelOf(model).costUsd = (modelOf(model).costUsd ?? 0) + usd;
	for (const {model, field, tokens} of index.tokens.get(key) ?? []) modelOf(model)[field] += tokens;
	for (const {model, requests} of index.requests.get(key) ?? []) modelOf(model).requests += requests;
	// Models without any use in the window are left out.
	const used = [...models.values()].filter(one => (one.costUsd ?? 0) !== 0 || one.requests > 0 || hasTokens(one));
	const priced = new Set(cost.map(({model}) => model));
	// Tokens without dollars mean an unknown price, except in raw data, whose tokens may come from elsewhere.
	const byModel = used.map(one => (isRaw || priced.has(one.model) ? one : {...one, costUsd: null}));
	const isUnpriced = byModel.length > 0 && byModel.every(one => one.costUsd === null);
	const nothing = lastReceivedAt === null || isUnpriced ? null : 0;
	const costUsd = days.some(usd => usd !== null) ? sum(days.map(usd => usd ?? 0)) : nothing;
	const usdOf = (rows: readonly {usd: number}[]) => (costUsd === null || isRaw ? null : sum(rows.map(({usd}) => usd)));
	const lowerBoundUsd = sum((index.lowerBound.get(key) ?? []).map(({usd}) => usd));
	return {
		...person,
		costUsd,
		todayUsd: days.at(-1) ?? (lastReceivedAt !== null && lastReceivedAt >= data.todayFrom ? nothing : null),
		backgroundUsd: costUsd === null ? null : sum(cost.filter(({isBackground}) => isBackground).map(({usd}) => usd)),
		idleUsd: usdOf(index.idle.get(key) ?? []),
		...addTokens(byModel),
		requests: sum(byModel.map(({requests}) => requests)),
		activeDays: active,
		usdPerActiveDay: active > 0 && costUsd !== null ? costUsd / active : null,
		tokensPerMinute: minuteRates(index.minutes.get(key) ?? []),
		lastReceivedAt,
		partial: isRaw || lowerBoundUsd > 0 || byModel.some(one => one.costUsd === null),
		byModel: byModel.sort((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0)),
	};
}

const hasTokens = (counts: TokenCounts) =>
	counts.inputTokens + counts.outputTokens + counts.cacheReadInputTokens > 0 ||
	counts.cacheCreation5mInputTokens + counts.cacheCreation1hInputTokens > 0;

function sumDays(rows: readonly {usd: readonly (number | null)[]}[], length: number): (number | null)[] {
	return Array.from({length}, (_, day) => {
		const known = rows.map(({usd}) => usd[day] ?? null).filter(usd => usd !== null);
		return known.length > 0 ? sum(known) : null;
	});
}

interface Parts {
	users: readonly UserFigures[];
	days: TeamReport['days'];
	series: TeamReport['source']['series'];
}

function groupParts(
	users: readonly UserFigures[],
	people: ReadonlyMap<PersonKey, {person: Person; isRaw: boolean}>,
	data: TeamData,
): Parts {
	const sources = [...people.values()];
	const usdByDay = sources.map(({person, isRaw}) =>
		sumDays(indexOf(isRaw ? data.claudeCode : data.ccmon).byDay.get(personKey(person)) ?? [], data.days.length),
	);
	const days = data.days.map((day, index) => {
		const usd = usdByDay.map(of => of[index] ?? 0);
		return {day, costUsd: sum(usd), activeUsers: usd.filter(one => one > 0).length};
	});
	const raw = sources.filter(({isRaw}) => isRaw).length;
	const series = raw === 0 ? 'ccmon' : raw === sources.length ? 'claude_code' : 'both';
	return {users: [...users].sort((a, b) => (b.costUsd ?? -1) - (a.costUsd ?? -1)), days, series};
}

function toReport({from, to, partial, warnings}: TeamData, {users, days, series}: Parts) {
	const teams = [...Map.groupBy(users, ({team}) => team)].map(([name, members]) => groupFigures(name, members));
	const models = [
		...Map.groupBy(
			users.flatMap(({byModel}) => byModel),
			({model}) => model,
		),
	];
	return {
		from,
		to,
		days,
		users,
		source: {series, partial, warnings} as const,
		teams: teams.sort((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0)),
		models: models
			.map(([model, parts]) => ({
				model,
				costUsd: sumOrNull(parts.map(({costUsd}) => costUsd)),
				requests: sum(parts.map(({requests}) => requests)),
				...addTokens(parts),
			}))
			.sort((a, b) => (b.costUsd ?? 0) - (a.costUsd ?? 0)),
		totals: {...groupFigures('', users), partial: partial || users.some(user => user.partial)},
	};
}

/** Null: none of them is known. */
function sumOrNull(values: readonly (number | null)[]): number | null {
	const known = values.filter(value => value !== null);
	return known.length > 0 ? sum(known) : null;
}

function groupFigures(name: string, users: readonly UserFigures[]): GroupFigures {
	const costUsd = sumOrNull(users.map(user => user.costUsd));
	const activeDays = sum(users.map(user => user.activeDays));
	return {
		name,
		users: users.length,
		costUsd,
		activeDays,
		todayUsd: sumOrNull(users.map(({todayUsd}) => todayUsd)),
		backgroundUsd: sumOrNull(users.map(({backgroundUsd}) => backgroundUsd)),
		idleUsd: sumOrNull(users.map(({idleUsd}) => idleUsd)),
		...addTokens(users),
		requests: sum(users.map(({requests}) => requests)),
		usdPerActiveDay: costUsd !== null && activeDays > 0 ? costUsd / activeDays : null,
		partial: users.some(({partial}) => partial),
	};
}
