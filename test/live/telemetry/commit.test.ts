import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {Delivery, Writer} from '../../../source/index/telemetry/write.ts';
import {createCommitter} from '../../../source/live/telemetry/commit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const delivery = (name: string) => name as unknown as Delivery;

/** A database that takes what comes, or fails as the test says. */
function setUp(write: (names: string[]) => boolean = () => true) {
	const batches: string[][] = [];
	const errors: unknown[] = [];
	let stored = 0;
	const state = {hasWriter: true};
	const committer = createCommitter({
		writer: () =>
			state.hasWriter
				? ({
						write(deliveries: readonly Delivery[]) {
							const names = deliveries as unknown as string[];
							const isStored = write(names);
							if (isStored) batches.push([...names]);
							return isStored;
						},
					} as Writer)
				: null,
		onStored: () => stored++,
		onError: error => errors.push(error),
	});
	const store = (...names: string[]) => Promise.all(names.map(name => committer.store(delivery(name))));
	return {batches, errors, state, committer, store, stored: () => stored};
}

test('one body is stored at once, those that come together in one transaction', async () => {
	const {batches, store, stored} = setUp();
	const first = store('a');
	await vi.advanceTimersToNextTimerAsync();
	expect(await first).toEqual([true]);
	const more = store('b', 'c', 'd');
	await vi.runAllTimersAsync();
	expect(await more).toEqual([true, true, true]);
	expect(batches).toEqual([['a'], ['b', 'c', 'd']]);
	expect(stored()).toBe(2);
});

test('a flood is stored in parts that keep the screen alive, in its order', async () => {
	const {batches, store} = setUp();
	const names = Array.from({length: 450}, (_, index) => `${index}`);
	const all = store(...names);
	await vi.runAllTimersAsync();
	expect((await all).every(Boolean)).toBe(true);
	expect(batches.map(({length}) => length)).toEqual([200, 200, 50]);
	expect(batches.flat()).toEqual(names);
});

test('waits while another process writes, then stores all that has arrived', async () => {
	let isBusy = true;
	const {batches, store} = setUp(() => !isBusy);
	const first = store('a');
	await vi.advanceTimersByTimeAsync(1000);
	const second = store('b');
	isBusy = false;
	await vi.runAllTimersAsync();
	expect([...(await first), ...(await second)]).toEqual([true, true]);
	expect(batches).toEqual([['a', 'b']]);
});

test('before Claude Code gives up, it says that nothing was stored: it sends again', async () => {
	const {store, stored} = setUp(() => false);
	let answer: boolean[] | null = null;
	void store('a').then(value => {
		answer = value;
	});
	await vi.advanceTimersByTimeAsync(4900);
	expect(answer).toBeNull();
	await vi.advanceTimersByTimeAsync(200);
	expect(answer).toEqual([false]);
	expect(stored()).toBe(0);
});

test('what cannot be stored is reported, and the next is tried', async () => {
	let fails = true;
	const {errors, store, state} = setUp(() => {
		if (fails) throw new Error('disk full');
		return true;
	});
	const first = store('a');
	await vi.runAllTimersAsync();
	expect(await first).toEqual([false]);
	expect(errors).toEqual([new Error('disk full')]);
	fails = false;
	state.hasWriter = false;
	const second = store('b');
	await vi.runAllTimersAsync();
	expect(await second).toEqual([false]);
	state.hasWriter = true;
	const third = store('c');
	await vi.runAllTimersAsync();
	expect(await third).toEqual([true]);
});

test('closing waits for what has arrived', async () => {
	const {batches, store, committer} = setUp();
	void store('a', 'b');
	const closed = committer.close();
	await vi.runAllTimersAsync();
	await closed;
	expect(batches).toEqual([['a', 'b']]);
});
