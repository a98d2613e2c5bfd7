import {expect, test} from 'vitest';
import {createSlidingWindow} from '../../source/accounting/sliding-window.ts';

const now = 1_795_335_000_000;

test('sums what is in the window and drops what leaves it', () => {
	const window = createSlidingWindow(1000, 60);
	window.add(now - 59_000, 5, now);
	window.add(now - 30_000, 7, now);
	window.add(now - 61_000, 100, now);
	expect(window.sum(now)).toBe(12);
	expect(window.sum(now + 2000)).toBe(7);
	expect(window.sum(now + 60_000)).toBe(0);
});

test('a time far in the future is ignored and does not block later ones', () => {
	const window = createSlidingWindow(1000, 60);
	window.add(now + 86_400_000, 100, now);
	window.add(now, 3, now);
	expect(window.sum(now)).toBe(3);
	expect(window.sum(now + 86_400_000)).toBe(0);
});

test('corrections of a streamed figure add up to the final one', () => {
	const window = createSlidingWindow(1000, 60);
	window.add(now, 10, now);
	window.add(now + 500, 15, now + 500);
	expect(window.sum(now + 1000)).toBe(25);
});
