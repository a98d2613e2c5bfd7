import {expect, test} from 'vitest';
import {createMinutes} from '../../source/accounting/busy-minutes.ts';

const noon = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
const rate = (tokensPerMinute: number, requestsPerMinute: number) => ({tokensPerMinute, requestsPerMinute});

test('the most tokens and the most requests, which may be of different minutes', () => {
	const minutes = createMinutes();
	expect(minutes.peak()).toEqual(rate(0, 0));
	minutes.add(noon, 5000, 1);
	minutes.add(noon + 59_999, 3000, 1);
	for (let request = 0; request < 4; request++) minutes.add(noon + minute, 100, 1);
	expect(minutes.peak()).toEqual(rate(8000, 4));
});

test('a correction takes away again', () => {
	const minutes = createMinutes();
	minutes.add(noon, 5000, 1);
	minutes.add(noon + minute, 3000, 1);
	expect(minutes.peak().tokensPerMinute).toBe(5000);
	minutes.add(noon, -5000, -1);
	expect(minutes.peak()).toEqual(rate(3000, 1));
});

test('each day has its own', () => {
	const minutes = createMinutes(dayOf);
	minutes.add(noon, 5000, 1);
	minutes.add(noon + 1440 * minute, 3000, 1);
	expect(minutes.peak('2026-11-22').tokensPerMinute).toBe(5000);
	expect(minutes.peak('2026-11-23').tokensPerMinute).toBe(3000);
	expect(minutes.peak('2026-11-24')).toEqual(rate(0, 0));
});

test('what was seen live across two minutes stays the peak of its day', () => {
	const minutes = createMinutes(dayOf);
	minutes.add(noon - 1, 4000, 1);
	minutes.add(noon, 4000, 1);
	minutes.raise('2026-11-22', rate(8000, 2));
	minutes.raise('2026-11-22', rate(100, 1));
	expect(minutes.peak('2026-11-22')).toEqual(rate(8000, 2));
	expect(minutes.peak('2026-11-23')).toEqual(rate(0, 0));
});

test('what comes after a look raises the peak, or takes from it', () => {
	const minutes = createMinutes(dayOf);
	minutes.add(noon, 5000, 1);
	expect(minutes.peak('2026-11-22')).toEqual(rate(5000, 1));
	minutes.add(noon + minute, 3000, 2);
	expect(minutes.peak('2026-11-22')).toEqual(rate(5000, 2));
	expect(minutes.peak()).toEqual(rate(5000, 2));
	minutes.add(noon, 1000, 0);
	expect(minutes.peak()).toEqual(rate(6000, 2));
	minutes.add(noon, -4000, 0);
	expect(minutes.peak()).toEqual(rate(3000, 2));
	minutes.raise('2026-11-22', rate(4000, 1));
	expect(minutes.peak('2026-11-22')).toEqual(rate(4000, 2));
	expect(minutes.peak()).toEqual(rate(4000, 2));
});
