/** What is the demo's own: its settings, and the made-up year behind the same keys as a real history. */
import {defaultConfig} from '../core/config/config.ts';
import {formatDate} from '../core/format.ts';
import {referenceFigures} from '../core/reference.ts';
import {demoBook, demoBudgets} from '../live/demo/book.ts';
import {ownZoneName} from '../platform/own-zone.ts';
import type {MonitorStore} from '../store.ts';
import type {OpenReader} from './history-view.ts';
import {readSettings, type Settings} from './settings.ts';

/** It has budgets of its own, calls nobody, and asks nobody. */
export function demoSettings(configDirs: readonly string[]): Settings {
	const settings = readSettings(configDirs);
	const notifications = {...settings.config.notifications, via: []};
	const {providers, team} = defaultConfig;
	return {...settings, config: {...settings.config, budgets: demoBudgets, notifications, providers, team}};
}

export function demoHistory({config, clock}: Settings, store: MonitorStore): OpenReader {
	return async ({onRead}) => {
		const book = demoBook({
			now: clock(),
			dateOf: formatDate,
			timezone: ownZoneName(),
			reference: referenceFigures[config.figures],
			sessions: () => store.getState().sessions.values(),
		});
		onRead(book);
		return {setWatched() {}, refresh: async () => onRead(book), close: async () => {}};
	};
}
