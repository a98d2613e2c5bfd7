import {expect, test, vi} from 'vitest';
import {createLedger} from '../source/core/ledger.ts';
import {createMonitor} from '../source/store.ts';
import {noon, process, request} from './support/events.ts';

function monitor() {
	let now = noon;
	vi.useFakeTimers({now});
	const made = createMonitor(createLedger({dayOf: at => new Date(at).toISOString().slice(0, 10)}), () => now);
	return {
		...made,
		pass(ms: number) {
			now += ms;
			vi.advanceTimersByTime(ms);
		},
	};
}

test('nothing is shown before the first reading is complete', () => {
	const {store, emit, show, pass} = monitor();
	emit(process());
	pass(1000);
	expect(store.getState().ready).toBe(false);
	expect(store.getState().sessions.size).toBe(0);
	show();
	expect(store.getState().ready).toBe(true);
	expect(store.getState().sessions.size).toBe(1);
});

test('many events in one frame are one change, the first after a rest is shown at once', () => {
	const {store, emit, show, pass} = monitor();
	show();
	const seen = vi.fn();
	store.subscribe(seen);
	pass(5000);
	seen.mockClear();
	emit(process());
	pass(1);
	expect(seen).toHaveBeenCalledTimes(1);
	for (let n = 1; n <= 50; n++) emit(request({n}));
	pass(148);
	expect(seen).toHaveBeenCalledTimes(1);
	pass(2);
	expect(seen).toHaveBeenCalledTimes(2);
	expect([...store.getState().sessions.values()][0]?.requests).toBe(50);
});

test('when nothing changed, the same objects stay', () => {
	const {store, emit, show} = monitor();
	emit(process());
	show();
	const before = store.getState();
	show();
	const after = store.getState();
	expect(after.sessions).toBe(before.sessions);
	expect(after.totals).toBe(before.totals);
});

test('a fault while sessions are shown is a problem, and they are shown again with the next change', () => {
	const {store, emit, show, pass, setEvaluator} = monitor();
	show();
	let isBroken = true;
	setEvaluator({
		evaluate() {
			if (isBroken) throw new TypeError('made up by the test');
			return {budgets: [], forecasts: [], budgetsWithout: []};
		},
	});
	emit(process());
	pass(200);
	expect(store.getState().sessions.size).toBe(0);
	expect(store.getState().problems).toMatchObject([{message: expect.stringContaining('made up by the test')}]);
	isBroken = false;
	pass(200);
	expect(store.getState().sessions.size).toBe(1);
});

test('problems of one path and message add up', () => {
	const {store, emit} = monitor();
	for (const count of [1, 2]) emit({type: 'problem', path: '/x', message: 'cannot be read', count});
	emit({type: 'problem', path: '/y', message: 'cannot be read', count: 1});
	expect(store.getState().problems).toMatchObject([
		{path: '/x', count: 3},
		{path: '/y', count: 1},
	]);
});

test('budgets are evaluated with the figures that they are shown with, in one change', () => {
	const {store, emit, show, setEvaluator, pass} = monitor();
	show();
	pass(5000);
	const seen: [requests: number, evaluated: number | null | undefined][] = [];
	store.subscribe(({sessions, budgets}) => {
		seen.push([[...sessions.values()][0]?.requests ?? 0, budgets[0]?.spentUsd]);
	});
	const figure = {
		id: 'day',
		kind: 'day',
		name: 'day',
		limitUsd: 10,
		hasUnpriced: false,
		share: 0,
		state: 'below',
	} as const;
	setEvaluator({
		evaluate: ({sessions}) => ({
			budgets: [{...figure, spentUsd: [...sessions.values()][0]?.requests ?? 0}],
			forecasts: [],
			budgetsWithout: [],
		}),
	});
	emit(process());
	for (const n of [1, 2]) {
		emit(request({n}));
		pass(1000);
	}
	expect(seen.every(([requests, evaluated]) => requests === evaluated)).toBe(true);
	expect(seen.at(-1)).toEqual([2, 2]);
});

test('what the history has added to the budgets is shown without an event, with the next frame', () => {
	const {store, show, setEvaluator, refresh, pass} = monitor();
	const figure = {
		id: 'month',
		kind: 'month',
		name: 'month',
		limitUsd: 10,
		hasUnpriced: false,
		share: 0,
		state: 'below',
	} as const;
	let spentUsd = 1;
	setEvaluator({evaluate: () => ({budgets: [{...figure, spentUsd}], forecasts: [], budgetsWithout: []})});
	show();
	spentUsd = 2;
	refresh();
	pass(1000);
	expect(store.getState().budgets[0]?.spentUsd).toBe(2);
});

test('how much has been read for the history is shown when it changes', () => {
	const {store, setScanned} = monitor();
	const seen: (number | null)[] = [];
	store.subscribe(({scanned}) => void seen.push(scanned));
	for (const scanned of [null, 0.1, 0.1, 0.9, null, null]) setScanned(scanned);
	expect(seen).toEqual([0.1, 0.9, null]);
});
