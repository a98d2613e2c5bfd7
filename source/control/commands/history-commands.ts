/** Keys of the history view. */
import {
	type HistoryGrouping,
	type HistorySpan,
	historyGroupings,
	historySpans,
	nextOf,
} from '../../core/history-layout.ts';
import type {Command} from './command.ts';
import type {ViewContext} from './view-context.ts';

export interface HistoryControl {
	span(): HistorySpan;
	grouping(): HistoryGrouping;
	choose(span: HistorySpan, grouping: HistoryGrouping): void;
}

export function historyCommands(control: HistoryControl): readonly Command<ViewContext>[] {
	return [
		{
			id: 'history.span',
			keys: ['s', 'tab'],
			label: 'span',
			description: 'Show another span: 7 days, 30 days, 13 weeks, 52 weeks.',
			group: 'view',
			view: 'history',
			footerRank: 10,
			when: () => true,
			run: () => control.choose(nextOf(historySpans, control.span()), control.grouping()),
		},
		{
			id: 'history.grouping',
			keys: ['g'],
			label: 'group',
			description: 'Add the costs up by project, model, session or cause.',
			group: 'view',
			view: 'history',
			footerRank: 20,
			when: () => true,
			run: () => control.choose(control.span(), nextOf(historyGroupings, control.grouping())),
		},
	];
}
