/** The history behind the key `h` and the budgets: its database and its reader are opened when somebody first asks. */
import {join} from 'node:path';
import type {Emit} from '../claude/events.ts';
import type {HistoryControl} from '../control/commands/history-commands.ts';
import type {Spending} from '../core/budget.ts';
import type {HistoryBook, HistoryState} from '../core/history-layout.ts';
import {type ProviderSpend, providerLines} from '../core/provider-spend.ts';
import {referenceFigures} from '../core/reference.ts';
import type {HistoryModel} from '../reports/history/model.ts';
import type {HistorySource} from '../ui/history/view.tsx';
import type {UsageSource} from '../ui/usage/view.tsx';
import type {Settings} from './settings.ts';

export interface LazyHistory extends HistorySource, UsageSource, HistoryControl {
	/** Opens it without anybody looking, and tells what was spent now and whenever that has changed. */
	watch(onSpending: (spending: Spending) => void): void;
	close(): Promise<void>;
}

/** Opens what is behind it. `onBook` hears of each reading; while `spent` is the same, nothing new is of interest. */
export type OpenModel = (hooks: {onBook(book: HistoryBook): void; spent(): string}) => Promise<HistoryModel>;

/** The history of this machine. `onScan` is called while much is read, with the share of it that has been. */
export const machineHistory =
	({config, configDirs, stateDir, clock}: Settings, emit: Emit, onScan: (scanned: number | null) => void): OpenModel =>
	async hooks => {
		const {openHistoryModel} = await import('../reports/history/model.ts');
		const databasePath = join(stateDir, 'ccmon.db');
		const reference = referenceFigures[config.figures];
		return openHistoryModel({databasePath, configDirs, reference, now: clock, emit, onScan, ...hooks});
	};

/** Between two questions to gateways, in ms. */
const askAgainMs = 600_000;

export interface LazyHistoryOptions {
	openModel: OpenModel;
	/** Asks gateways what they count, when somebody looks. */
	askProviders(): Promise<ProviderSpend>;
	clock(): number;
	/** Changes when something was spent, and with the day. */
	spent(): string;
	/** Of this machine: a plan's limits are those of one of them. */
	configDirs: readonly string[];
}

export function openLazyHistory({openModel, askProviders, clock, spent, configDirs}: LazyHistoryOptions): LazyHistory {
	let state: HistoryState = {span: 'month', grouping: 'project', view: null, progress: 0, readAt: null, besides: []};
	let opening: Promise<HistoryModel> | null = null;
	let model: HistoryModel | null = null;
	let leave: (() => void) | null = null;
	const listeners = new Set<() => void>();
	const watchers = new Set<(spending: Spending) => void>();

	let providers: ProviderSpend | null = null;
	let askedAt = Number.NEGATIVE_INFINITY;

	const spentSince: LazyHistory['spentSince'] = (at, account) =>
		// Told by another path than the configured one (a link), it is better not to leave any session out.
		model?.book()?.spentSince(at, configDirs.includes(account) ? account : null) ?? null;
	const ownUsd = (at: number) =>
		model
			?.book()
			?.spentSince(at)
			.reduce((sum, {usd}) => sum + usd, 0) ?? null;
	const tell = () => {
		const besides = providers ? providerLines(providers, ownUsd) : [];
		state = {...(model?.getState() ?? state), besides};
		for (const listener of [...listeners]) listener();
	};
	/** The model makes views for those who look, and for nobody else. */
	const attend = () => {
		if (listeners.size > 0 && clock() - askedAt >= askAgainMs) {
			askedAt = clock();
			void askProviders().then(answer => {
				providers = answer;
				tell();
			});
		}
		if (listeners.size > 0 && model) leave ??= model.subscribe(tell);
		else {
			leave?.();
			leave = null;
		}
	};
	async function open(): Promise<HistoryModel> {
		model = await openModel({
			spent: () => (watchers.size > 0 ? spent() : ''),
			onBook(book) {
				if (watchers.size === 0) return;
				const spending = book.spending();
				for (const watcher of watchers) watcher(spending);
			},
		});
		model.choose(state.span, state.grouping);
		attend();
		tell();
		return model;
	}

	return {
		getState: () => state,
		subscribe(onChange) {
			listeners.add(onChange);
			opening ??= open();
			attend();
			return () => {
				listeners.delete(onChange);
				attend();
			};
		},
		span: () => state.span,
		grouping: () => state.grouping,
		choose(span, grouping) {
			state = {...state, span, grouping};
			model?.choose(span, grouping);
			tell();
		},
		spentSince,
		watch(onSpending) {
			watchers.add(onSpending);
			opening ??= open();
			const book = model?.book();
			if (book) onSpending(book.spending());
		},
		async close() {
			await (await opening)?.close();
		},
	};
}
