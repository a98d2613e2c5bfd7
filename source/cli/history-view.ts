/** The history for the key `h` and for budgets: its database and reader are opened when they are first needed. */
import type {Emit} from '../claude/events.ts';
import type {HistoryControl} from '../control/commands/history-commands.ts';
import type {Spending} from '../core/budget.ts';
import {everywhere, type HistoryBook, type HistoryState, thisMachine} from '../core/history/layout.ts';
import {sameWords} from '../core/hosts/books.ts';
import {keyOn} from '../core/hosts/history.ts';
import {type ProviderSpend, providerLines} from '../core/provider-spend.ts';
import {referenceFigures} from '../core/reference.ts';
import {databaseFile} from '../platform/paths.ts';
import type {HistoryReader, HistoryReaderOptions} from '../reports/history/history-reader.ts';
import type {HistorySource} from '../ui/history/view.tsx';
import type {UsageSource} from '../ui/usage/view.tsx';
import type {HostHistories} from './hosts/host-histories.ts';
import type {Settings} from './settings.ts';

export interface LazyHistory extends HistorySource, UsageSource, HistoryControl {
	/** Opens it in the background, and reports what was spent, now and whenever that changes. */
	watch(onSpending: (spending: Spending) => void): void;
	close(): Promise<void>;
}

/** Starts reading the history; the hooks receive it. */
export type OpenReader = (
	hooks: Required<Pick<HistoryReaderOptions, 'onRead' | 'onProgress' | 'spent'>>,
) => Promise<HistoryReader>;

/** The history of this machine. `onScan` is called with the progress, 0 to 1, while there is much to read. */
export const machineHistory =
	({config, configDirs, stateDir, clock}: Settings, emit: Emit, onScan: (scanned: number | null) => void): OpenReader =>
	async hooks => {
		const {openHistoryReader} = await import('../reports/history/history-reader.ts');
		const reference = referenceFigures[config.figures];
		const databasePath = databaseFile(stateDir);
		return openHistoryReader({databasePath, configDirs, reference, now: clock, emit, onScan, ...hooks});
	};

/** How often gateways are asked, in ms. */
const askAgainMs = 600_000;

export interface LazyHistoryOptions {
	openReader: OpenReader;
	/** Asks gateways what they count, while the view is open. */
	askProviders(): Promise<ProviderSpend>;
	clock(): number;
	/** Changes when something was spent, and with the day. */
	spent(): string;
	/** Of this machine: a plan's limits are those of one of them. */
	configDirs: readonly string[];
	/** Other machines; null or missing: there are none. */
	hosts?: HostHistories | null;
	/** Whether this machine is shown; false: only others are. */
	isLocalShown?: boolean;
}

export function openLazyHistory(options: LazyHistoryOptions): LazyHistory {
	const {openReader, askProviders, clock, spent, configDirs, hosts = null, isLocalShown = true} = options;
	const names = hosts?.names ?? [];
	const each = [...(isLocalShown ? [thisMachine] : []), ...names];
	const places = each.length > 1 ? [everywhere, ...each] : names;
	const first = {span: 'month', grouping: 'day', path: []} as const;
	let state: HistoryState = {
		...first,
		view: null,
		progress: 0,
		readAt: null,
		besides: [],
		places,
		place: places[0] ?? thisMachine,
		missing: [],
	};
	let book: HistoryBook | null = null;
	let opening: Promise<HistoryReader> | null = null;
	const viewers = new Set<() => void>();
	const watchers = new Set<(spending: Spending) => void>();

	let providers: ProviderSpend | null = null;
	let askedAt = Number.NEGATIVE_INFINITY;

	const spentSince: LazyHistory['spentSince'] = (at, account) =>
		// The folder may be known by another path (a link): better not to leave any session out.
		book?.spentSince(at, configDirs.includes(account) ? account : null) ?? null;
	const ownUsd = (at: number) => book?.spentSince(at).reduce((sum, {usd}) => sum + usd, 0) ?? null;

	function viewOf(chosen: HistoryState, from: HistoryBook): Pick<HistoryState, 'view' | 'missing'> {
		const {span, grouping, path, place} = chosen;
		const choice = {span, grouping, path};
		if (!hosts || !from.joined || places.length === 0) return {view: from.view(choice), missing: []};
		const isShown = (name: string) => place === everywhere || place === name;
		// One that is chosen by itself is added to nothing.
		const shown = names.filter(isShown).map(host => ({host, sameAs: place === host ? null : hosts.sameAs(host)}));
		const found = shown.flatMap(({host, sameAs}) => {
			const there = sameAs ? null : pathOn(host, path, names);
			return there ? [{host, ...hosts.read(host, {...choice, path: there})}] : [];
		});
		const others = found.flatMap(({host, reports}) => (reports ? [{host, ...reports}] : []));
		const own = isLocalShown && isShown(thisMachine) ? pathOn(null, path, names) : null;
		const missing = found.flatMap(({host, problem}) => (problem === null ? [] : [`${host}: ${problem}`]));
		const apart = shown.flatMap(({host, sameAs}) =>
			sameAs && !sameAs.isWhole ? [`${host}: ${sameWords(sameAs)}`] : [],
		);
		return {view: from.joined(choice, {own, others}), missing: [...missing, ...apart]};
	}

	/** Views are computed only while somebody looks. */
	const show = (change: Partial<HistoryState> = {}) => {
		const next = {...state, ...change};
		const {view, missing} = viewers.size > 0 && book ? viewOf(next, book) : {view: null, missing: []};
		state = {...next, besides: providers ? providerLines(providers, ownUsd) : [], view, missing};
		for (const onChange of [...viewers]) onChange();
	};
	const open = () => {
		opening ??= openReader({
			spent: () => (watchers.size > 0 ? spent() : ''),
			onProgress: progress => show({progress}),
			onRead(read) {
				book = read;
				show({progress: null, readAt: clock()});
				if (!book || watchers.size === 0) return;
				const spending = book.spending();
				for (const watcher of watchers) watcher(spending);
			},
		});
		return opening;
	};
	hosts?.onChange(() => viewers.size > 0 && show());
	const setWatched = () => void open().then(reader => reader.setWatched(viewers.size > 0));
	const askForProviders = () => {
		if (clock() - askedAt < askAgainMs) return;
		askedAt = clock();
		void askProviders().then(answer => {
			providers = answer;
			show();
		});
	};

	return {
		getState: () => state,
		subscribe(onChange) {
			viewers.add(onChange);
			askForProviders();
			setWatched();
			if (state.view === null) show();
			return () => {
				viewers.delete(onChange);
				setWatched();
			};
		},
		choose: show,
		choosePlace: place => show({place, path: []}),
		spentSince,
		watch(onSpending) {
			watchers.add(onSpending);
			void open();
			if (book) onSpending(book.spending());
		},
		async close() {
			await (await opening)?.close();
		},
	};
}

/** Opened rows by one machine's keys (null: this one); null: one of them belongs to another machine. */
function pathOn(
	host: string | null,
	path: HistoryState['path'],
	names: readonly string[],
): HistoryState['path'] | null {
	const own = path.map(step => ({...step, key: keyOn(host, step, names) ?? ''}));
	return own.some(({key}) => key === '') ? null : own;
}
