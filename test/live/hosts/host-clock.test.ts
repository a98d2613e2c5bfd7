/** How far another machine's clock is ahead, as its answers say. */
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createHostClock} from '../../../source/live/hosts/host-clock.ts';

const noon = Date.UTC(2026, 10, 22, 12);
beforeEach(() => void vi.useFakeTimers({now: noon}));
afterEach(() => void vi.useRealTimers());

test('its greeting counts until the first answer, which takes half of the way off', () => {
	const hostClock = createHostClock(Date.now);
	expect(hostClock.delayMs()).toBeNull();
	expect(hostClock.greet(noon + 10_000)).toBe(true);
	expect(hostClock.aheadMs()).toBe(10_000);
	const asked: {id: number; clock: number}[] = [];
	hostClock.start(ping => asked.push(ping));
	expect(asked).toMatchObject([{type: 'ping', clock: noon}]);
	vi.advanceTimersByTime(400);
	// It answered after 200 ms, when its clock was 12 s ahead.
	expect(hostClock.answer(asked[0]!.id, noon + 200 + 12_000)).toBe(true);
	expect(hostClock.aheadMs()).toBe(12_000);
	expect(hostClock.delayMs()).toBe(400);
});

test('it is asked again each minute, until the connection is over', () => {
	const hostClock = createHostClock(Date.now);
	const ids: number[] = [];
	hostClock.start(({id}) => ids.push(id));
	vi.advanceTimersByTime(59_999);
	expect(ids).toHaveLength(1);
	vi.advanceTimersByTime(60_001);
	expect(new Set(ids).size).toBe(3);
	hostClock.stop();
	vi.advanceTimersByTime(600_000);
	expect(ids).toHaveLength(3);
});

test('an answer that nobody asked for, comes twice, or after the next question says nothing', () => {
	const hostClock = createHostClock(Date.now);
	const ids: number[] = [];
	hostClock.start(({id}) => ids.push(id));
	expect(hostClock.answer(999, noon + 50_000)).toBeNull();
	vi.advanceTimersByTime(60_000);
	expect(hostClock.answer(ids[0]!, noon + 50_000)).toBeNull();
	expect(hostClock.answer(ids[1]!, noon + 60_000)).not.toBeNull();
	expect(hostClock.answer(ids[1]!, noon + 90_000)).toBeNull();
	hostClock.stop();
	expect(hostClock.aheadMs()).toBe(0);
});
