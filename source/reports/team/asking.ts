/** Queries a team's server over a window of local days, and collects what it warns of. */
import {getOrMake} from '../../accounting/get-or-make.ts';
import {quarterMs} from '../../accounting/spending.ts';
import {cleanLabel} from '../../claude/clean.ts';
import type {Person} from '../../core/team/data.ts';
import {ProviderError} from '../gateways/ask.ts';
import {dayAt} from '../report/period.ts';
import {dayName, startOfLocalDay, type Zone} from '../report/zones.ts';
import type {QueryApi, QueryResult, Series} from './api.ts';

export const windowDays = 30;

/** Local days. Times are seconds since the epoch. */
export interface Window {
	days: readonly string[];
	/** When each day begins, and when the last one ends. */
	bounds: readonly number[];
	from: number;
	end: number;
	seconds: number;
}

export function windowUntil(zone: Zone, now: number): Window {
	const today = dayAt(zone, now);
	const days = Array.from({length: windowDays}, (_, index) => today - windowDays + 1 + index);
	const bounds = [...days, today + 1].map(day => (startOfLocalDay(zone, day) * quarterMs) / 1000);
	const from = bounds[0]!;
	const end = bounds[windowDays]!;
	return {days: days.map(dayName), bounds, from, end, seconds: end - from};
}

/** Dollars of each day of the window; null: nothing was received. */
export interface DayRow {
	labels: Series['labels'];
	usd: (number | null)[];
}

/** Failed queries are warnings, and their answers empty. */
export interface Asking {
	/** Values at the end of the window. */
	atEnd(query: string): Promise<readonly Series[]>;
	/** Current values. */
	atPresent(query: string): Promise<readonly Series[]>;
	byDay(query: (seconds: number) => string): Promise<readonly DayRow[]>;
	isPartial(): boolean;
	warnings(): string[];
}

/** `first`: an answer that was received before; `now`: ms. */
export function createAsking(api: QueryApi, window: Window, now: number, first: QueryResult): Asking {
	const warnings = new Set<string>();
	let partial = false;
	const note = ({warnings: found, isPartial}: QueryResult) => {
		for (const warning of found) warnings.add(warning);
		partial ||= isPartial;
	};
	const series = async (asked: Promise<QueryResult>): Promise<readonly Series[]> => {
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
	};
	note(first);
	return {
		atEnd: query => series(api.instant(query, window.end)),
		atPresent: query => series(api.instant(query, Math.floor(now / 1000))),
		async byDay(query) {
			const {bounds, days} = window;
			const answers = runsOfDays(bounds).map(({length, first, last}) =>
				series(api.range(query(length), bounds[first + 1]!, bounds[last + 1]!, length)),
			);
			const indexOf = new Map(bounds.slice(1).map((end, index) => [end, index]));
			const rows = new Map<string, DayRow>();
			for (const {labels, values} of (await Promise.all(answers)).flat()) {
				const key = JSON.stringify(Object.entries(labels).sort());
				const row = getOrMake(rows, key, () => ({labels, usd: days.map(() => null)}));
				for (const [at, value] of values) {
					const index = indexOf.get(Math.round(at));
					if (index !== undefined) row.usd[index] = value;
				}
			}
			return [...rows.values()];
		},
		isPartial: () => partial,
		warnings: () => [...warnings],
	};
}

/** Days of equal length that follow one another, by their indexes. Days without 24 hours are those when clocks change. */
function runsOfDays(bounds: readonly number[]): {length: number; first: number; last: number}[] {
	const runs: {length: number; first: number; last: number}[] = [];
	for (let index = 0; index + 1 < bounds.length; index++) {
		const length = bounds[index + 1]! - bounds[index]!;
		const run = runs.at(-1);
		if (run?.length === length) run.last = index;
		else runs.push({length, first: index, last: index});
	}
	return runs;
}

const longestName = 128;
const nameOf = (text: string | undefined) => cleanLabel(text ?? '', longestName);

/** Whose series it is, by the labels that hold the user's and the team's name. */
export const personOf = ({labels}: Pick<Series, 'labels'>, user = 'user', team = 'team'): Person => ({
	user: nameOf(labels[user]),
	team: nameOf(labels[team]),
});
export const modelOf = ({labels}: Series): string => nameOf(labels.model) || 'unknown';
export const lastValue = ({values}: Series): number => values.at(-1)?.[1] ?? 0;
export const lastCount = (series: Series): number => Math.round(lastValue(series));
