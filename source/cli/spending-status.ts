/** Evaluates budgets and plan limits while the monitor runs; the history is opened only for a budget that needs it. */
import {needsHistory} from '../core/budget.ts';
import {formatDate} from '../core/format.ts';
import {createSpendingEvaluator} from '../core/spending-status.ts';
import type {Monitor} from '../store.ts';
import type {LazyHistory} from './history-view.ts';
import type {Settings} from './settings.ts';

export interface SpendingStatusOptions {
	monitor: Pick<Monitor, 'setEvaluator' | 'refresh'>;
	settings: Settings;
	/** Null: budgets of months and projects are not evaluated. */
	history: Pick<LazyHistory, 'watch'> | null;
}

/** Call it when today has been read: before that, a budget would seem less spent than it is. */
export function showSpendingStatus({monitor, settings, history}: SpendingStatusOptions): void {
	const {budgets} = settings.config;
	const evaluator = createSpendingEvaluator({budgets, dateOf: formatDate});
	monitor.setEvaluator(evaluator);
	if (!history || !needsHistory(budgets)) return;
	history.watch(spending => {
		evaluator.setHistory(spending);
		monitor.refresh();
	});
}
