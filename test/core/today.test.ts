import {describe, expect, test} from 'vitest';
import {dayAround, highest} from '../../source/core/today.ts';

const hours = 3_600_000;

/** The local date in a zone, by the platform's own calendar. */
const dayIn = (timeZone: string) => {
	const format = new Intl.DateTimeFormat('sv-SE', {timeZone, year: 'numeric', month: '2-digit', day: '2-digit'});
	return (at: number) => format.format(at);
};

describe('the day around a time', () => {
	test.each([
		['UTC', '2026-11-22T12:00:00Z', '2026-11-22T00:00:00Z', 24],
		['America/New_York', '2026-07-01T01:00:00Z', '2026-06-30T04:00:00Z', 24],
		['Asia/Kathmandu', '2026-07-01T12:00:00Z', '2026-06-30T18:15:00Z', 24],
		// The clocks are put forward, and back.
		['America/New_York', '2026-03-08T17:00:00Z', '2026-03-08T05:00:00Z', 23],
		['America/New_York', '2026-11-01T17:00:00Z', '2026-11-01T04:00:00Z', 25],
		['Australia/Lord_Howe', '2026-04-05T00:00:00Z', '2026-04-04T13:00:00Z', 24.5],
		// Its clocks are put forward at midnight: the day begins at one.
		['Africa/Cairo', '2026-04-24T10:00:00Z', '2026-04-23T22:00:00Z', 23],
	])('in %s at %s', (zone, now, from, length) => {
		const day = dayAround(Date.parse(now), dayIn(zone));
		expect(new Date(day.from).toISOString()).toBe(new Date(from).toISOString());
		expect((day.until - day.from) / hours).toBe(length);
	});

	test('is the same from its first millisecond to its last', () => {
		const dayOf = dayIn('Asia/Kolkata');
		const day = dayAround(Date.parse('2026-11-22T12:00:00Z'), dayOf);
		expect(dayAround(day.from, dayOf)).toEqual(day);
		expect(dayAround(day.until - 1, dayOf)).toEqual(day);
		expect(dayAround(day.until, dayOf).from).toBe(day.until);
	});

	test('ends where a broken calendar never changes its day', () => {
		const day = dayAround(0, () => 'ever');
		expect(day.until - day.from).toBeLessThan(100 * hours);
	});
});

describe('the busiest minute', () => {
	const peak = {tokensPerMinute: 100, requestsPerMinute: 3};

	test('takes each figure from the minute that had the most of it', () => {
		expect(highest(peak, {tokensPerMinute: 50, requestsPerMinute: 9})).toEqual({
			tokensPerMinute: 100,
			requestsPerMinute: 9,
		});
	});

	test('stays the same object while nothing is higher: what shows it is not drawn again', () => {
		expect(highest(peak, {tokensPerMinute: 100, requestsPerMinute: 2})).toBe(peak);
	});
});
