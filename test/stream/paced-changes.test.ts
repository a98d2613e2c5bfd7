import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {createPacedChanges} from '../../source/stream/paced-changes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** `sessions`: how many change each time. */
function open(sessions = 0) {
	const state = {isBusy: false, written: 0};
	const write = () => {
		state.written++;
		return sessions;
	};
	return {state, changes: createPacedChanges(write, () => state.isBusy)};
}

test('changes are written at once, or when the lines before them are', () => {
	const {state, changes} = open();
	changes.send();
	expect(state.written).toBe(1);
	state.isBusy = true;
	for (let n = 0; n < 10; n++) changes.send();
	expect(state.written).toBe(1);
	state.isBusy = false;
	changes.resume();
	changes.resume();
	expect(state.written).toBe(2);
});

test('after changes of many sessions there is a pause, half as fast as a reader takes them', () => {
	// 1,000 sessions at 2,500 a second are 400 ms.
	const {state, changes} = open(1000);
	changes.send();
	changes.send();
	vi.advanceTimersByTime(399);
	expect(state.written).toBe(1);
	vi.advanceTimersByTime(1);
	expect(state.written).toBe(2);
	vi.advanceTimersByTime(10_000);
	expect(state.written).toBe(2);
});

test('nothing is written after the end', () => {
	const {state, changes} = open(1000);
	changes.send();
	changes.send();
	changes.stop();
	vi.advanceTimersByTime(10_000);
	changes.send();
	expect(state.written).toBe(1);
});
