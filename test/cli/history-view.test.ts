import {expect, test} from 'vitest';
import {openLazyHistory} from '../../source/cli/history-view.ts';
import type {HistoryBook, HistoryView} from '../../source/core/history/layout.ts';
import {spent, spentThisMonth} from '../support/spent.ts';

/** Its views hold only what distinguishes them. */
const book = (usd: number): HistoryBook => ({
	view: ({span, grouping}) => ({span, grouping, total: {usd}}) as unknown as HistoryView,
	spending: () => ({...spentThisMonth, ofDay: spent(usd)}),
	spentSince: () => [{sessionId: 'web', name: 'web', usd}],
});

type Hooks = Parameters<Parameters<typeof openLazyHistory>[0]['openReader']>[0];

function lazyHistory() {
	const opened: Hooks[] = [];
	const watched: boolean[] = [];
	const history = openLazyHistory({
		async openReader(hooks) {
			opened.push(hooks);
			return {setWatched: value => watched.push(value), refresh: async () => {}, close: async () => {}};
		},
		askProviders: async () => ({since: 0, litellm: null, console: null}),
		clock: () => 1000,
		spent: () => 'spent',
		configDirs: ['/home/ada/.claude'],
	});
	return {history, opened, watched, read: (usd: number) => opened[0]!.onRead(book(usd))};
}

test('opens the database when it is first viewed, and only once', () => {
	const {history, opened} = lazyHistory();
	expect(opened).toHaveLength(0);
	history.subscribe(() => {});
	history.subscribe(() => {});
	history.watch(() => {});
	expect(opened).toHaveLength(1);
});

test('a viewer sees the progress, then the view, then the span that was chosen', () => {
	const {history, opened, read} = lazyHistory();
	let changes = 0;
	history.subscribe(() => changes++);
	opened[0]!.onProgress(0.5);
	expect(history.getState()).toMatchObject({progress: 0.5, view: null, readAt: null});
	read(7);
	expect(history.getState()).toMatchObject({progress: null, readAt: 1000, view: {span: 'month', total: {usd: 7}}});
	const before = changes;
	history.choose({span: 'week', grouping: 'model'});
	expect(changes).toBeGreaterThan(before);
	expect(history.getState()).toMatchObject({span: 'week', view: {span: 'week', grouping: 'model'}});
});

test('passes the spending of each reading to budgets, without building a view', () => {
	const {history, opened, read} = lazyHistory();
	const seen: number[] = [];
	history.watch(({ofDay}) => seen.push(ofDay.usd));
	expect(opened[0]!.spent()).toBe('spent');
	read(1);
	read(2);
	expect(seen).toEqual([1, 2]);
	expect(history.getState().view).toBeNull();
	expect(history.spentSince(0, '/home/ada/.claude')).toMatchObject([{usd: 2}]);
});

test('tells the reader whether the view is open', async () => {
	const {history, watched} = lazyHistory();
	const leave = history.subscribe(() => {});
	await Promise.resolve();
	leave();
	await Promise.resolve();
	expect(watched).toEqual([true, false]);
});
