import {expect, test} from 'vitest';
import {openLazyHistory} from '../../source/cli/history-view.ts';
import type {HostHistories} from '../../source/cli/hosts/host-histories.ts';
import type {Histories} from '../../source/core/history/layout.ts';
import {everywhere, type HistoryBook, type HistoryView} from '../../source/core/history/layout.ts';
import {spent, spentThisMonth} from '../support/spent.ts';

/** Its views hold only what distinguishes them. */
const book = (usd: number): HistoryBook => ({
	view: ({span, grouping}) => ({span, grouping, total: {usd}}) as unknown as HistoryView,
	spending: () => ({...spentThisMonth, ofDay: spent(usd)}),
	spentSince: () => [{sessionId: 'web', name: 'web', usd}],
});

type Hooks = Parameters<Parameters<typeof openLazyHistory>[0]['openReader']>[0];

function lazyHistory(hosts: HostHistories | null = null) {
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
		hosts,
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

test('of machines that count the same one is added; each can be looked at by itself', () => {
	const relation = {name: 'box', isMachine: true, isWhole: true};
	const same = new Map([
		['lan', relation],
		['more', {...relation, isWhole: false}],
	]);
	const read: string[] = [];
	const hosts: HostHistories = {
		names: ['box', 'lan', 'more'],
		read(host) {
			read.push(host);
			return {reports: {days: {}, top: {}} as never, problem: null};
		},
		sameAs: name => same.get(name) ?? null,
		onChange() {},
	};
	const {history, opened} = lazyHistory(hosts);
	history.subscribe(() => {});
	const added: (string | null)[][] = [];
	const joined: HistoryBook['joined'] = (_, {own, others}: Histories) => {
		added.push([...(own ? [null] : []), ...others.map(({host}) => host)]);
		return null;
	};
	opened[0]!.onRead({...book(1), joined});
	expect(added.at(-1)).toEqual([null, 'box']);
	expect(history.getState()).toMatchObject({
		place: everywhere,
		missing: ['more: shares a config folder with box, not counted'],
	});
	expect(read).toEqual(['box']);
	history.choosePlace('lan');
	expect(added.at(-1)).toEqual(['lan']);
	history.choosePlace('more');
	expect([added.at(-1), history.getState().missing]).toEqual([['more'], []]);
});
