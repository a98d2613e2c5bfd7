/** The month so far, and its projected total. */
import {highestOf} from '../accounting/extremes.ts';
import {compareWithRange, type Range, type RangeVerdict} from './reference.ts';

export interface DaySpent {
	/** `2026-11-20` */
	day: string;
	usd: number;
}

export interface MonthProjection {
	/** `2026-11` */
	month: string;
	soFarUsd: number;
	/** Null: nothing to project from. */
	projectedUsd: number | null;
	/** What is documented per developer and month. */
	range: Range;
	verdict: RangeVerdict | null;
}

const dayMs = 86_400_000;
/** Weekdays and weekends are in it twice. */
const fewestDays = 14;

/**
 * Adds the average day of the last two weeks for each remaining day of the month, or the average since the
 * first day if that is more recent. `days` may leave out days on which nothing was spent.
 */
export function projectMonth(days: readonly DaySpent[], today: string, range: Range): MonthProjection {
	const month = today.slice(0, 7);
	const now = Date.parse(`${today}T00:00:00Z`);
	const spent = days.filter(({day, usd}) => day <= today && usd > 0);
	const soFarUsd = spent.filter(({day}) => day.startsWith(month)).reduce((sum, {usd}) => sum + usd, 0);
	const ageOf = ({day}: DaySpent) => (now - Date.parse(`${day}T00:00:00Z`)) / dayMs;
	// Today is not over: it counts only if there is no other day.
	const past = spent.filter(day => ageOf(day) >= 1 && ageOf(day) <= fewestDays);
	const oldest = highestOf(spent.map(ageOf), 0);
	const length = Math.min(fewestDays, oldest);
	const averageUsd = length > 0 ? past.reduce((sum, {usd}) => sum + usd, 0) / length : (spent[0]?.usd ?? null);
	if (averageUsd === null) return {month, soFarUsd, projectedUsd: null, range, verdict: null};
	const [year, index] = month.split('-').map(Number) as [number, number];
	const daysInMonth = new Date(Date.UTC(year, index, 0)).getUTCDate();
	const projectedUsd = soFarUsd + averageUsd * (daysInMonth - Number(today.slice(8)));
	return {month, soFarUsd, projectedUsd, range, verdict: compareWithRange(projectedUsd, range)};
}
