import {expect, test} from 'vitest';
import {createBusyMinutes} from '../../source/accounting/busy-minutes.ts';

const noon = Date.UTC(2026, 10, 22, 12);
const minute = 60_000;
const day = 86_400_000;
const rate = (tokensPerMinute: number, requestsPerMinute: number) => ({tokensPerMinute, requestsPerMinute});

test('the peaks of tokens and of requests may be in different minutes', () => {
	const minutes = createBusyMinutes();
	expect(minutes.peak()).toEqual(rate(0, 0));
	minutes.add(noon, 5000, 1);
	minutes.add(noon + 59_999, 3000, 1);
	for (let request = 0; request < 4; request++) minutes.add(noon + minute, 100, 1);
	expect(minutes.peak()).toEqual(rate(8000, 4));
});

test('a correction lowers the minute again', () => {
	const minutes = createBusyMinutes();
	minutes.add(noon, 5000, 1);
	minutes.add(noon + minute, 3000, 1);
	expect(minutes.peak().tokensPerMinute).toBe(5000);
	minutes.add(noon, -5000, -1);
	expect(minutes.peak()).toEqual(rate(3000, 1));
});

test('a period has its own busiest minute', () => {
	const minutes = createBusyMinutes();
	minutes.add(noon, 5000, 1);
	minutes.add(noon + day, 3000, 1);
	expect(minutes.peak(noon, noon + minute).tokensPerMinute).toBe(5000);
	expect(minutes.peak(noon + minute, noon + 2 * day).tokensPerMinute).toBe(3000);
	expect(minutes.peak(noon + 2 * day)).toEqual(rate(0, 0));
});

test('the peak is right no matter how often it was asked for before', () => {
	const minutes = createBusyMinutes();
	minutes.add(noon, 5000, 1);
	expect(minutes.peak(noon)).toEqual(rate(5000, 1));
	minutes.add(noon + minute, 3000, 2);
	expect(minutes.peak(noon)).toEqual(rate(5000, 2));
	minutes.add(noon - day, 9000, 9);
	expect(minutes.peak(noon)).toEqual(rate(5000, 2));
	expect(minutes.peak()).toEqual(rate(9000, 9));
	minutes.add(noon - day, -9000, -9);
	minutes.add(noon, -4000, 0);
	expect(minutes.peak()).toEqual(rate(3000, 2));
});
