/** The period of a report: dates and spans as people type them. */
import {startOfLocalDay, type Zone} from './zones.ts';

const dayMs = 86_400_000;

/** Quarters of an hour; `until` is exclusive. */
export interface Period {
	from: number;
	until: number;
}

/** The local day of a time, as days since 1970-01-01. */
export function dayAt(zone: Zone, at: number): number {
	return Math.floor((at + zone.offsetMinutes(at) * 60_000) / dayMs);
}

/**
 * A day: `2026-11-20`, `today`, `yesterday`, or `7d`, `4w`: that many days or weeks back, including today.
 * Null: not understood.
 */
export function parseDay(text: string, today: number): number | null {
	if (text === 'today') return today;
	if (text === 'yesterday') return today - 1;
	const span = /^(\d{1,4})([dw])$/.exec(text);
	if (span) return today + 1 - Number(span[1]) * (span[2] === 'w' ? 7 : 1);
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
	const time = Date.parse(`${text}T00:00:00Z`);
	// A day that the month does not have would roll over into the next: that is a typo.
	return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? null : time / dayMs;
}

/** Local days as a period; null: open on that side. `untilDay` is inclusive. */
export function periodOf(zone: Zone, sinceDay: number | null, untilDay: number | null): Period {
	return {
		from: sinceDay === null ? Number.MIN_SAFE_INTEGER : startOfLocalDay(zone, sinceDay),
		until: untilDay === null ? Number.MAX_SAFE_INTEGER : startOfLocalDay(zone, untilDay + 1),
	};
}
