import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
	formatAge,
	formatBytes,
	formatDuration,
	formatPercent,
	formatTime,
	formatTokens,
	formatUsd,
} from '../../source/core/format.ts';

test.each([
	[0, '0'],
	[7, '7'],
	[950, '950'],
	[999, '999'],
	[1000, '1k'],
	[1234, '1.2k'],
	[9949, '9.9k'],
	[9951, '10k'],
	[41_200, '41k'],
	[186_000, '186k'],
	[999_499, '999k'],
	[999_600, '1M'],
	[1_000_000, '1M'],
	[1_240_000, '1.2M'],
	[64_000_000, '64M'],
	[3_100_000_000, '3.1B'],
	[-1500, '-1.5k'],
	[null, '–'],
	[undefined, '–'],
	[Number.NaN, '–'],
])('%s tokens are shown as %s', (tokens, shown) => {
	expect(formatTokens(tokens)).toBe(shown);
});

test.each([
	[0, '$0.00'],
	[0.42, '$0.42'],
	[12.3, '$12.30'],
	[0.004, '$0.004'],
	[0.0195, '$0.02'],
	[0.0096, '$0.01'],
	[0.0094, '$0.009'],
	[0.000_42, '$0.0004'],
	[0.000_001, '<$0.0001'],
	[999.99, '$999.99'],
	[1234.4, '$1,234'],
	[99_999, '$99,999'],
	[123_456, '$123k'],
	[-0.5, '-$0.50'],
	[null, '–'],
])('%s dollars are shown as %s', (usd, shown) => {
	expect(formatUsd(usd)).toBe(shown);
});

test('a lower bound and a model without a price look different from exact and unknown figures', () => {
	expect(formatUsd(0.41, {partial: true})).toBe('≥ $0.41');
	expect(formatUsd(null, {partial: true})).toBe('–');
	expect(formatUsd(null, {unpriced: true})).toBe('$?');
});

test.each([
	[-5000, '0s'],
	[0, '0s'],
	[2999, '2s'],
	[59_999, '59s'],
	[12 * 60_000, '12m'],
	[65 * 60_000, '1h 05m'],
	[24 * 3_600_000 - 1, '23h 59m'],
	[3.9 * 86_400_000, '3d'],
	[null, '–'],
])('%s ms last %s', (durationMs, shown) => {
	expect(formatDuration(durationMs)).toBe(shown);
});

test('ages are differences, and never negative', () => {
	expect(formatAge(1000, 4000)).toBe('3s');
	expect(formatAge(9000, 4000)).toBe('0s');
	expect(formatAge(null, 4000)).toBe('–');
});

test.each([
	[0, '0%'],
	[0.002, '<1%'],
	[0.29, '29%'],
	[0.783, '78%'],
	[0.996, '99%'],
	[1, '100%'],
	[1.34, '134%'],
	[null, '–'],
])('a share of %s is %s', (share, shown) => {
	expect(formatPercent(share)).toBe(shown);
});

test('sizes have a unit', () => {
	expect([0, 512, 41_200, 1_200_000, 4e9].map(formatBytes)).toEqual(['0 B', '512 B', '41 kB', '1.2 MB', '4 GB']);
});

test('shows the day of a time only if it is another one', () => {
	const now = Date.UTC(2026, 10, 22, 9, 0);
	expect(formatTime(Date.UTC(2026, 10, 22, 11, 20), now)).toBe('11:20');
	expect(formatTime(Date.UTC(2026, 10, 24, 7, 5), now)).toBe('Tue 07:05');
	expect(formatTime(Date.UTC(2026, 11, 24, 7, 5), now)).toBe('2026-12-24');
});

/** What a shown figure says, as a number. */
function readBack(shown: string): number {
	const factor = {k: 1e3, M: 1e6, B: 1e9, T: 1e12}[shown.at(-1)!] ?? 1;
	return Number(shown.replace(/[$,kMBT]/g, '')) * factor;
}

test('any count fits four columns and is right within rounding', () => {
	fc.assert(
		fc.property(fc.integer({min: 0, max: 999_000_000_000_000}), tokens => {
			const shown = formatTokens(tokens);
			expect(shown.length).toBeLessThanOrEqual(4);
			expect(Math.abs(readBack(shown) - tokens)).toBeLessThanOrEqual(0.05 * tokens);
		}),
	);
});

test('any dollars are right within rounding, and never shown as zero', () => {
	const sums = fc.oneof(fc.double({min: 0.0001, max: 1, noNaN: true}), fc.double({min: 1, max: 1e6, noNaN: true}));
	fc.assert(
		fc.property(sums, usd => {
			const shown = formatUsd(usd);
			expect(shown.length).toBeLessThanOrEqual(7);
			expect(readBack(shown)).toBeGreaterThan(0);
			expect(Math.abs(readBack(shown) - usd)).toBeLessThanOrEqual(Math.max(0.005, 0.005 * usd));
		}),
	);
});
