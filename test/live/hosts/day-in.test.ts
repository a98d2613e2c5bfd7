import {expect, test} from 'vitest';
import {dayIn, isOwnTime} from '../../../source/live/hosts/day-in.ts';

const at = (text: string) => Date.parse(text);

test.each([
	['UTC', '2026-11-27T23:59:59Z', '2026-11-27'],
	['Asia/Tokyo', '2026-11-27T14:59:59Z', '2026-11-27'],
	['Asia/Tokyo', '2026-11-27T15:00:00Z', '2026-11-28'],
	['America/Los_Angeles', '2026-11-27T07:59:59Z', '2026-11-26'],
	// A zone without a name.
	['UTC+05:30', '2026-11-27T18:29:59Z', '2026-11-27'],
	['UTC+05:30', '2026-11-27T18:30:00Z', '2026-11-28'],
	['UTC-09:00', '2026-11-27T08:59:00Z', '2026-11-26'],
])('in %s the day of %s is %s', (zone, time, day) => {
	expect(dayIn(zone, at(time))).toBe(day);
});

test.each(['', 'Nowhere/Land', 'UTC+99:99', '\u0000', 'x'.repeat(10_000), '__proto__'])(
	'%j, which is no zone here, counts as UTC',
	zone => {
		expect(dayIn(zone, at('2026-11-27T23:59:00Z'))).toBe('2026-11-27');
		expect(dayIn(zone, at('2026-11-28T00:00:00Z'))).toBe('2026-11-28');
	},
);

test('more zones than anybody has machines in change nothing of those that are right', () => {
	for (let index = 0; index < 500; index++) dayIn(`Made/Up${index}`, 0);
	expect(dayIn('Asia/Tokyo', at('2026-11-27T15:00:00Z'))).toBe('2026-11-28');
});

test('the time of day is the same where the clocks show the same, whatever the zone is called', () => {
	const winter = at('2026-01-15T12:00:00Z');
	const summer = at('2026-07-15T12:00:00Z');
	// Tests run in UTC; London leaves it in summer.
	expect([isOwnTime('UTC', winter), isOwnTime('Atlantic/Reykjavik', summer)]).toEqual([true, true]);
	expect([isOwnTime('Europe/London', winter), isOwnTime('Europe/London', summer)]).toEqual([true, false]);
	expect(isOwnTime('UTC+05:30', winter)).toBe(false);
});
