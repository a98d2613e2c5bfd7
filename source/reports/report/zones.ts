/** Local days: which quarters of an hour belong to which day of a time zone. */
import {getOrMake} from '../../accounting/get-or-make.ts';
import {quarterMs} from '../../accounting/spending.ts';
import {ownZoneName} from '../../platform/own-zone.ts';

const dayMs = 86_400_000;
const quartersPerDay = dayMs / quarterMs;
const quartersPerWeek = 7 * quartersPerDay;

/** A span without clock changes; `offset` in quarters of an hour east of UTC. */
export interface ZoneSpan {
	/** The first quarter after it; Infinity for the last span. */
	until: number;
	offset: number;
}

export interface Zone {
	/** IANA name, e.g. `Europe/Berlin`. */
	name: string;
	/** Minutes east of UTC at a time in ms. */
	offsetMinutes(at: number): number;
}

/** The zone of the process. */
export function ownZone(): Zone {
	return {name: ownZoneName(), offsetMinutes: at => -new Date(at).getTimezoneOffset()};
}

/** A zone by its IANA name; null if there is none of that name. */
export function namedZone(name: string): Zone | null {
	let format: Intl.DateTimeFormat;
	try {
		format = new Intl.DateTimeFormat('en-US', {
			timeZone: name,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
		});
	} catch {
		return null;
	}
	return {
		name: format.resolvedOptions().timeZone,
		offsetMinutes(at) {
			const part = Object.fromEntries(format.formatToParts(at).map(({type, value}) => [type, Number(value)]));
			const local = Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute);
			return Math.round((local - Math.floor(at / 60_000) * 60_000) / 60_000);
		},
	};
}

/** The zone's spans from one quarter to another. Clocks change at most once a week, on a quarter of an hour. */
export function zoneSpans(zone: Zone, from: number, to: number): ZoneSpan[] {
	const offsetOf = (quarter: number) => Math.round((zone.offsetMinutes(quarter * quarterMs) * 60_000) / quarterMs);
	const spans: ZoneSpan[] = [];
	let offset = offsetOf(from);
	for (let quarter = from; quarter < to; quarter += quartersPerWeek) {
		const next = offsetOf(Math.min(to, quarter + quartersPerWeek));
		if (next === offset) continue;
		let same = quarter;
		let changed = Math.min(to, quarter + quartersPerWeek);
		while (changed - same > 1) {
			const middle = (same + changed) >> 1;
			if (offsetOf(middle) === offset) same = middle;
			else changed = middle;
		}
		spans.push({until: changed, offset});
		offset = next;
	}
	spans.push({until: Number.POSITIVE_INFINITY, offset});
	return spans;
}

/** Claude Code was first seen in February 2025. */
const firstQuarter = Date.UTC(2025, 0, 1) / quarterMs;
const years = 10;

/** The zone's spans since Claude Code exists, and for some years to come. */
export function spansSinceClaudeCode(zone: Zone): readonly ZoneSpan[] {
	const until = firstQuarter + years * 366 * quartersPerDay;
	return getOrMake(knownSpans, zone, () => zoneSpans(zone, firstQuarter, until));
}
const knownSpans = new WeakMap<Zone, readonly ZoneSpan[]>();

/** The local day of a quarter, as days since 1970-01-01. */
export function localDay(spans: readonly ZoneSpan[], quarter: number): number {
	const {offset} = spans.find(({until}) => quarter < until)!;
	return Math.floor((quarter + offset) / quartersPerDay);
}

/** The quarter in which a local day begins, found by its noon, since clocks change at night. */
export function startOfLocalDay(zone: Zone, day: number): number {
	const utc = day * quartersPerDay;
	const offsetOf = (quarter: number) => Math.round((zone.offsetMinutes(quarter * quarterMs) * 60_000) / quarterMs);
	const guess = utc - offsetOf(utc - offsetOf(utc));
	// Where midnight itself is skipped, the day begins at the first quarter that belongs to it.
	return Math.floor((guess + offsetOf(guess)) / quartersPerDay) < day ? guess + 4 : guess;
}

const iso = (day: number) => new Date(day * dayMs).toISOString();

/** `2026-11-20` */
export const dayName = (day: number): string => iso(day).slice(0, 10);
/** `2026-11` */
export const monthName = (day: number): string => iso(day).slice(0, 7);

/** ISO 8601 week, `2026-W47`: weeks begin on Monday and belong to the year of their Thursday. */
export function weekName(day: number): string {
	const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3;
	const year = new Date(thursday * dayMs).getUTCFullYear();
	const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1) / dayMs) / 7);
	return `${year}-W${String(week).padStart(2, '0')}`;
}
