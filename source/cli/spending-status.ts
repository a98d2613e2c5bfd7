/** Evaluates budgets and plan limits while the monitor runs; the history is opened only for a budget that needs it. */
import {needsHistory, noneSpent} from '../core/budget.ts';
import {formatDate} from '../core/format.ts';
import {createSpendingEvaluator} from '../core/spending-status.ts';
import type {Monitor} from '../store.ts';
import type {LazyHistory} from './history-view.ts';
import {createHostSpending, type HostSpendingOptions} from './hosts/host-spending.ts';
import type {Settings} from './settings.ts';

export interface SpendingStatusOptions {
	monitor: Pick<Monitor, 'store' | 'setEvaluator' | 'refresh'>;
	settings: Settings;
	/** Null: budgets of months and projects are not evaluated. */
	history: Pick<LazyHistory, 'watch'> | null;
	/** The other machines that are shown; missing: none. */
	hosts?: Pick<HostSpendingOptions, 'names' | 'links'>;
}

const noHosts: Required<SpendingStatusOptions>['hosts'] = {names: [], links: () => null};

/** Call it once today has been read: before that, budgets would seem less spent than they are. */
export function showSpendingStatus({monitor, settings, history, hosts = noHosts}: SpendingStatusOptions): void {
	const {clock} = settings;
	const {budgets} = settings.config;
	const monthOf = (at: number) => formatDate(at).slice(0, 7);
	const folders = Object.keys(budgets.projects);
	const others = createHostSpending({...hosts, folders, clock, monthOf, onChange: monitor.refresh});
	const evaluator = createSpendingEvaluator({budgets, dateOf: formatDate, elsewhere: others.read});
	monitor.setEvaluator(evaluator);
	if (!history || !needsHistory(budgets)) return;
	if (hosts.names.length > 0) monitor.store.subscribe(state => others.refresh(state.hosts));
	history.watch(spending => {
		evaluator.setHistory(spending);
		monitor.refresh();
	});
}

/** A history in which nothing was spent, for when this machine is not shown. */
export const nothingSpent = (now: number): Pick<LazyHistory, 'watch'> => ({
	watch(onSpending) {
		const day = formatDate(now);
		const none = {ofDay: noneSpent, ofMonth: noneSpent, projects: new Map(), sessions: []};
		onSpending({day, month: day.slice(0, 7), ...none});
	},
});
