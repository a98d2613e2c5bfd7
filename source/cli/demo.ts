/** What is the demo's own: its settings, and the made-up year behind the same keys as a real history. */
import {defaultConfig} from '../core/config/config.ts';
import {formatDate} from '../core/format.ts';
import type {HistoryState} from '../core/history-layout.ts';
import {referenceFigures} from '../core/reference.ts';
import {demoBook, demoBudgets} from '../live/demo/book.ts';
import type {HistoryModel} from '../reports/history/model.ts';
import type {MonitorStore} from '../store.ts';
import type {OpenModel} from './history-view.ts';
import {readSettings, type Settings} from './settings.ts';

/** It has budgets of its own, calls nobody, and asks nobody. */
export function demoSettings(configDirs: readonly string[]): Settings {
	const settings = readSettings(configDirs);
	const notifications = {...settings.config.notifications, via: []};
	const {providers} = defaultConfig;
	return {...settings, config: {...settings.config, budgets: demoBudgets, notifications, providers}};
}

export function demoHistory({config, clock}: Settings, store: MonitorStore): OpenModel {
	return async ({onBook}): Promise<HistoryModel> => {
		const book = demoBook({
			now: clock(),
			dateOf: formatDate,
			timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
			reference: referenceFigures[config.figures],
			sessions: () => store.getState().sessions.values(),
		});
		onBook(book);
		let state: HistoryState = {
			span: 'month',
			grouping: 'project',
			view: null,
			progress: null,
			readAt: clock(),
			besides: [],
		};
		const listeners = new Set<() => void>();
		const choose: HistoryModel['choose'] = (span, grouping) => {
			state = {...state, span, grouping, view: book.view(span, grouping)};
			for (const listener of [...listeners]) listener();
		};
		return {
			getState: () => state,
			subscribe(onChange) {
				listeners.add(onChange);
				return () => listeners.delete(onChange);
			},
			span: () => state.span,
			grouping: () => state.grouping,
			choose,
			book: () => book,
			refresh: async () => choose(state.span, state.grouping),
			close: async () => {},
		};
	};
}
