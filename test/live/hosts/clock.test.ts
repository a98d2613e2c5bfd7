import {expect, test} from 'vitest';
import {createClockMeasure} from '../../../source/live/hosts/clock.ts';

/** A ping that took so long, answered in its middle by a clock that is so far ahead. */
const ping = (clock: ReturnType<typeof createClockMeasure>, aheadMs: number, tookMs: number, askedAt = 1_000_000) =>
	clock.add(askedAt, askedAt + tookMs / 2 + aheadMs, askedAt + tookMs);

test('before the first answer nothing is known, and nothing corrected', () => {
	const clock = createClockMeasure();
	expect([clock.aheadMs(), clock.delayMs()]).toEqual([0, null]);
});

test('what the clock is ahead is known from the middle of the round trip', () => {
	const clock = createClockMeasure();
	expect(ping(clock, 5000, 40)).toBe(true);
	expect([clock.aheadMs(), clock.delayMs()]).toEqual([5000, 40]);
	const behind = createClockMeasure();
	ping(behind, -90_000, 100);
	expect(behind.aheadMs()).toBe(-90_000);
});

test('less than a quarter of a second is noise', () => {
	const clock = createClockMeasure();
	ping(clock, 249, 10);
	expect(clock.aheadMs()).toBe(0);
	ping(createClockMeasure(), 250, 10);
	const other = createClockMeasure();
	ping(other, 250, 10);
	expect(other.aheadMs()).toBe(250);
});

test('ignores a slow answer that is less exact, but takes a real change', () => {
	const clock = createClockMeasure();
	ping(clock, 5000, 40);
	// One way took all of the two seconds: off by a second at most.
	expect(ping(clock, 6000, 2000)).toBe(false);
	expect([clock.aheadMs(), clock.delayMs()]).toEqual([5000, 2000]);
	expect(ping(clock, 5270, 40)).toBe(false);
	expect(ping(clock, 5271, 40)).toBe(true);
	expect(clock.aheadMs()).toBe(5271);
	expect(ping(clock, 0, 40)).toBe(true);
	expect(clock.aheadMs()).toBe(0);
});

test('setting back the clock here gives no negative delay', () => {
	const clock = createClockMeasure();
	clock.add(2000, 1500, 1000);
	expect(clock.delayMs()).toBe(0);
});
