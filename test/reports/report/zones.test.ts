import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {dayAt} from '../../../source/reports/report/period.ts';
import {
	dayName,
	localDay,
	monthName,
	namedZone,
	ownZone,
	startOfLocalDay,
	weekName,
	zoneSpans,
} from '../../../source/reports/report/zones.ts';

const quarterMs = 900_000;
const quarter = (time: string) => Date.parse(time) / quarterMs;
const zone = (name: string) => {
	const found = namedZone(name);
	if (!found) throw new Error(`no zone ${name}`);
	return found;
};

test('a name that is no time zone is refused', () => {
	expect(namedZone('Mars/Olympus')).toBeNull();
	expect(ownZone().name).toBe('UTC');
});

describe.each([
	['America/New_York', '2026-11-20T04:59:00Z', '2026-11-19'],
	['America/New_York', '2026-11-20T05:00:00Z', '2026-11-20'],
	['Asia/Kathmandu', '2026-11-20T18:14:00Z', '2026-11-20'],
	['Asia/Kathmandu', '2026-11-20T18:15:00Z', '2026-11-21'],
	['Australia/Adelaide', '2026-11-20T13:30:00Z', '2026-11-21'],
	['Pacific/Kiritimati', '2026-11-20T10:00:00Z', '2026-11-21'],
])('in %s', (name, time, day) => {
	test(`${time} is on ${day}`, () => {
		const spans = zoneSpans(zone(name), quarter('2026-01-01T00:00Z'), quarter('2027-01-01T00:00Z'));
		expect(dayName(localDay(spans, Math.floor(quarter(time))))).toBe(day);
		expect(dayName(dayAt(zone(name), Date.parse(time)))).toBe(day);
	});
});

test('clocks that change are found to the quarter of an hour', () => {
	const spans = zoneSpans(zone('Europe/Berlin'), quarter('2026-01-01T00:00Z'), quarter('2027-01-01T00:00Z'));
	expect(spans).toEqual([
		{until: quarter('2026-03-29T01:00Z'), offset: 4},
		{until: quarter('2026-10-25T01:00Z'), offset: 8},
		{until: Number.POSITIVE_INFINITY, offset: 4},
	]);
});

test('every quarter belongs to the day whose beginning is the last before it, in any zone', () => {
	const names = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'America/Santiago', 'Africa/Cairo'];
	const from = quarter('2026-01-01T00:00Z');
	fc.assert(
		fc.property(fc.constantFrom(...names), fc.integer({min: 0, max: 365 * 96 - 1}), (name, offset) => {
			const spans = zoneSpans(zone(name), from, from + 365 * 96);
			const day = localDay(spans, from + offset);
			expect(startOfLocalDay(zone(name), day)).toBeLessThanOrEqual(from + offset);
			expect(startOfLocalDay(zone(name), day + 1)).toBeGreaterThan(from + offset);
		}),
		{numRuns: 300},
	);
});

test.each([
	['2026-11-20', '2026-W47', '2026-11'],
	['2026-11-22', '2026-W47', '2026-11'],
	['2026-11-23', '2026-W48', '2026-11'],
	['2027-01-01', '2026-W53', '2027-01'],
	['2024-12-30', '2025-W01', '2024-12'],
])('%s is in week %s and month %s', (date, week, month) => {
	const day = Date.parse(`${date}T00:00Z`) / 86_400_000;
	expect([dayName(day), weekName(day), monthName(day)]).toEqual([date, week, month]);
});
