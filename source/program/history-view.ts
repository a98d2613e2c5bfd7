/** The history behind the key `h`: its database and its reader are opened when somebody first looks. */
import {join} from 'node:path';
import type {HistoryControl} from '../commands/history-commands.ts';
import type {Emit} from '../core/events.ts';
import type {HistoryState} from '../core/history-view.ts';
import {referenceFigures} from '../core/reference.ts';
import type {HistoryModel} from '../history/view/model.ts';
import type {HistorySource} from '../ui/history/view.tsx';
import type {Settings} from './settings.ts';

export interface LazyHistory extends HistorySource, HistoryControl {
	close(): Promise<void>;
}

export function openLazyHistory({config, configDirs, stateDir, clock}: Settings, emit: Emit): LazyHistory {
	let state: HistoryState = {span: 'month', grouping: 'project', view: null, progress: 0};
	let opening: Promise<HistoryModel> | null = null;
	let model: HistoryModel | null = null;
	const listeners = new Set<() => void>();

	const tell = () => {
		if (model) state = model.getState();
		for (const listener of [...listeners]) listener();
	};
	async function open(): Promise<HistoryModel> {
		const {openHistoryModel} = await import('../history/view/model.ts');
		model = openHistoryModel({
			databasePath: join(stateDir, 'ccmon.db'),
			configDirs,
			budgets: config.budgets,
			reference: referenceFigures[config.figures],
			now: clock,
			emit,
		});
		model.choose(state.span, state.grouping);
		model.subscribe(tell);
		tell();
		return model;
	}

	return {
		getState: () => state,
		subscribe(onChange) {
			listeners.add(onChange);
			opening ??= open();
			return () => listeners.delete(onChange);
		},
		span: () => state.span,
		grouping: () => state.grouping,
		choose(span, grouping) {
			state = {...state, span, grouping};
			model?.choose(span, grouping);
			tell();
		},
		async close() {
			await (await opening)?.close();
		},
	};
}
