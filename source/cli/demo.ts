/** The demo's own parts: its settings, and a made-up year of history. */
import {defaultConfig} from '../core/config/config.ts';
import {formatDate} from '../core/format.ts';
import {referenceFigures} from '../core/reference.ts';
import {wordsOf} from '../index/search/words.ts';
import {demoBook, demoBudgets} from '../live/demo/book.ts';
import {demoConversations} from '../live/demo/conversations.ts';
import {startDemo} from '../live/demo/demo.ts';
import {startDemoHosts} from '../live/demo/hosts.ts';
import {ownZoneName} from '../platform/own-zone.ts';
import type {PastReader} from '../reports/sessions/past-reader.ts';
import type {Monitor, MonitorStore} from '../store.ts';
import type {OpenReader} from './history-view.ts';
import {readSettings, type Settings} from './settings.ts';

/** It has its own budgets, sends no notifications, compacts nothing by itself, and connects to nothing. */
export function demoSettings(configDirs: readonly string[]): Settings {
	const settings = readSettings(configDirs);
	const notifications = {...settings.config.notifications, via: []};
	const {policy, providers, team, hosts} = defaultConfig;
	const config = {...settings.config, budgets: demoBudgets, notifications, policy, providers, team, hosts};
	return {...settings, config};
}

/** `withHosts`: includes sessions of made-up machines. */
export function playDemo(
	{clock}: Settings,
	monitor: Pick<Monitor, 'emit' | 'refresh' | 'setHosts'>,
	{withHosts}: {withHosts: boolean},
): {close(): void} {
	const own = startDemo({emit: monitor.emit, clock});
	if (!withHosts) return own;
	const hosts = startDemoHosts({clock, dayOf: formatDate, timezone: ownZoneName(), onChange: monitor.refresh});
	monitor.setHosts(hosts);
	return {
		close() {
			own.close();
			hosts.close();
		},
	};
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

export function demoPast({clock}: Settings): PastReader {
	const all = demoConversations(clock());
	return {
		find(search) {
			const found = all.filter(({title, lastPrompt, cwd, gitBranch}) => {
				const words = wordsOf([title, lastPrompt, cwd, gitBranch].join(' '));
				return wordsOf(search).every(wanted => words.some(word => word.startsWith(wanted)));
			});
			const at = (index: number) => found[index] ?? null;
			return {count: found.length, isCut: false, at};
		},
		refresh: async () => {},
		close: async () => {},
	};
}
