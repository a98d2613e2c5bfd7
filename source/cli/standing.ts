/** Judges budgets and plan limits while the monitor runs; the history is opened only for a budget that needs it. */
import {needsHistory} from '../core/budget.ts';
import {formatDate} from '../core/format.ts';
import {createJudge} from '../core/spending-status.ts';
import type {Monitor} from '../store.ts';
import type {LazyHistory} from './history-view.ts';
import type {Settings} from './settings.ts';

export interface StandingOptions {
	monitor: Pick<Monitor, 'setJudge'>;
	settings: Settings;
	history: Pick<LazyHistory, 'watch'>;
}

/** Call it when today has been read: before that, a budget would seem less spent than it is. */
export function judgeStanding({monitor, settings, history}: StandingOptions): void {
	const {budgets} = settings.config;
	const judge = createJudge({budgets, dateOf: formatDate});
	monitor.setJudge(judge);
	if (!needsHistory(budgets)) return;
	history.watch(spending => {
		judge.learn(spending);
		monitor.setJudge(judge);
	});
}
