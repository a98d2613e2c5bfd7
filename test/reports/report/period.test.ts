/** Dates and spans as people type them. */
import {expect, test} from 'vitest';
import {dayAt, parseDay, periodOf} from '../../../source/reports/report/period.ts';
import {dayName, namedZone} from '../../../source/reports/report/zones.ts';

const berlin = namedZone('Europe/Berlin')!;
const dayOf = (text: string) => Date.parse(`${text}T00:00Z`) / 86_400_000;
const quarterOf = (time: string) => Date.parse(time) / 900_000;

test.each([
	['2026-11-01', '2026-11-01'],
	['today', '2026-11-20'],
	['yesterday', '2026-11-19'],
	['1d', '2026-11-20'],
	['7d', '2026-11-14'],
	['2w', '2026-11-07'],
	['9999d', '1999-07-07'],
	['2024-02-29', '2024-02-29'],
	['2026-02-29', null],
	['2026-02-30', null],
	['2026-13-01', null],
	['2026-11-1', null],
	['10000d', null],
	['-1d', null],
	['7', null],
	['', null],
	['last week', null],
])('%s means %s', (text, expected) => {
	const day = parseDay(text, dayOf('2026-11-20'));
	expect(day === null ? null : dayName(day)).toBe(expected);
});

test('a day is that of the clock on the wall', () => {
	expect(dayName(dayAt(berlin, Date.parse('2026-11-20T22:59:59.999Z')))).toBe('2026-11-20');
	expect(dayName(dayAt(berlin, Date.parse('2026-11-20T23:00Z')))).toBe('2026-11-21');
	// In summer an hour earlier.
	expect(dayName(dayAt(berlin, Date.parse('2026-07-20T22:00Z')))).toBe('2026-07-21');
});

test('a period goes from local midnight to local midnight, its last day in it', () => {
	const changed = dayOf('2026-10-25');
	expect(periodOf(berlin, changed, changed)).toEqual({
		from: quarterOf('2026-10-24T22:00Z'),
		until: quarterOf('2026-10-25T23:00Z'),
	});
});

test('a period without limits has room for the clock of a machine that starts before 1970', () => {
	const {from, until} = periodOf(namedZone('Pacific/Apia')!, null, null);
	expect(from).toBeLessThan(quarterOf('1969-12-31T00:00Z'));
	expect(until).toBeGreaterThan(quarterOf('2199-12-31T00:00Z'));
	expect(periodOf(berlin, dayOf('2026-11-20'), null)).toEqual({from: quarterOf('2026-11-19T23:00Z'), until});
});
