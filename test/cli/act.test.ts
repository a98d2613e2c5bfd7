/** How it is found out which sessions keys can reach, and what an action is told of its session. */
import {afterEach, beforeEach, describe, expect, onTestFinished, test, vi} from 'vitest';
import {openAct} from '../../source/cli/act.ts';
import type {Reach} from '../../source/control/keyboard.ts';
import {type Target, type Terminal, TerminalLostError} from '../../source/control/terminals/terminal.ts';
import type {Session} from '../../source/core/session.ts';
import {fakeSession, fakeStore, noon} from '../support/fake-fleet.ts';

beforeEach(() => void vi.useFakeTimers({now: noon}));
afterEach(() => void vi.useRealTimers());

const found = (address: string): Reach => ({
	...{ok: true, address},
	way: {type: 'messages', channel: {send: async () => {}, interrupt: async () => {}, end: async () => {}}},
});

function open(
	sessions: readonly Session[],
	answer: (target: Target) => Promise<Reach | null> = async () => found('tmux:%1'),
) {
	const {store, put, remove} = fakeStore(sessions);
	const asked: string[] = [];
	const controls: [string, string | null, string | null][] = [];
	const terminal: Terminal = {
		reach(target) {
			asked.push(target.sessionId);
			return answer(target);
		},
	};
	const act = openAct({
		monitor: {
			store,
			setControl: (key, address, hint) => void controls.push([key, address, hint]),
			emit: event => expect.unreachable(JSON.stringify(event)),
		},
		...{stateDir: '/nowhere', clock: Date.now, env: {}, terminals: [terminal]},
	});
	const show = () => {
		const stop = act.showControls();
		onTestFinished(stop);
		return stop;
	};
	return {act, show, asked, controls, put, remove};
}

const one = fakeSession({name: 'one', sessionId: 'a'});
const two = fakeSession({name: 'two', sessionId: 'b'});

describe('how a session is reached', () => {
	test('is looked up once for each session that runs on this machine', async () => {
		const ended = fakeSession({name: 'ended', state: 'exited'});
		const far = fakeSession({name: 'far', host: {name: 'box', lostAt: null, prices: null}});
		const {act, controls} = open([one, ended, far, two]);
		await act.findControls();
		expect(controls).toEqual([
			['key-one', 'tmux:%1', null],
			['key-two', 'tmux:%1', null],
		]);
	});

	test.each([
		['it is refused', async (): Promise<Reach> => ({ok: false, reason: 'it is in copy-mode'}), 'it is in copy-mode'],
		['the way is lost', () => Promise.reject(new TerminalLostError('its pane has closed')), 'its pane has closed'],
		['asking fails', () => Promise.reject(new Error('tmux is gone')), 'tmux is gone'],
	])('is shown with the reason when %s', async (_, answer, reason) => {
		const {act, controls} = open([one], answer);
		await act.findControls();
		expect(controls).toEqual([['key-one', null, reason]]);
	});

	test('is looked up again every fifteen seconds, since it may have moved into tmux', async () => {
		const {show, asked} = open([one]);
		show();
		await vi.advanceTimersByTimeAsync(14_999);
		expect(asked).toEqual(['a']);
		await vi.advanceTimersByTimeAsync(1);
		expect(asked).toEqual(['a', 'a']);
	});

	test('is looked up as soon as a session begins, without asking the others', async () => {
		const {show, asked, put, remove} = open([one]);
		show();
		await vi.advanceTimersByTimeAsync(5000);
		put(two);
		expect(asked).toEqual(['a', 'b']);
		put({...two, state: 'busy'});
		remove('key-one');
		expect(asked).toEqual(['a', 'b']);
		// Each has its own time.
		await vi.advanceTimersByTimeAsync(10_000);
		expect(asked).toEqual(['a', 'b']);
		await vi.advanceTimersByTimeAsync(15_000);
		expect(asked).toEqual(['a', 'b', 'b']);
	});

	test('is not looked up any more once that is stopped', async () => {
		const {show, asked, put} = open([one]);
		show()();
		put(two);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(asked).toEqual(['a']);
	});
});

describe('an action', () => {
	test('learns when its own session changes, but not of others', () => {
		const {act, put, remove} = open([one, two]);
		let changes = 0;
		const stop = act.deps.observe('key-one', () => changes++);
		put({...two, state: 'busy'});
		expect(changes).toBe(0);
		put({...one, state: 'busy'});
		expect([changes, act.deps.current('key-one')?.state]).toEqual([1, 'busy']);
		remove('key-one');
		expect([changes, act.deps.current('key-one')]).toEqual([2, null]);
		stop();
		put(one);
		expect(changes).toBe(2);
	});

	test('has no fresh status of a session without a process', () => {
		expect(open([]).act.deps.freshStatus(fakeSession({pid: null}))).toBeNull();
	});
});
