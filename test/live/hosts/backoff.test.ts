import {expect, test} from 'vitest';
import {backoffMs, firstMs, longestMs} from '../../../source/live/hosts/backoff.ts';

test('longer each time, up to a minute, whatever happens', () => {
	const waits = Array.from({length: 12}, (_, index) => backoffMs(index + 1, 1));
	expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, ...Array.from({length: 6}, () => 60_000)]);
	for (const failures of [100, 1e9, Number.MAX_SAFE_INTEGER]) expect(backoffMs(failures, 1)).toBe(longestMs);
});

test('between half of it and all of it, so that many hosts do not come at once, and never less than a second', () => {
	expect([backoffMs(3, 0), backoffMs(3, 0.5), backoffMs(3, 1)]).toEqual([2000, 3000, 4000]);
	expect([backoffMs(1, 0), backoffMs(2, 0), backoffMs(0, 0)]).toEqual([firstMs, firstMs, firstMs]);
	expect(backoffMs(50, 0)).toBe(30_000);
});
