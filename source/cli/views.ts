/** The views that need more than the running sessions: history, past conversations, team. They read once opened. */
import type {Command} from '../control/commands/command.ts';
import {historyCommands} from '../control/commands/history-commands.ts';
import {pastCommands} from '../control/commands/past-commands.ts';
import {teamCommands} from '../control/commands/team-commands.ts';
import type {Monitor} from '../store.ts';
import type {LazyViews} from '../ui/lazy-view.tsx';
import {type LazyHistory, machineHistory, openLazyHistory} from './history-view.ts';
import type {ChosenHosts} from './hosts/choose-hosts.ts';
import {createHostConversations} from './hosts/host-conversations.ts';
import {createHostHistories} from './hosts/host-histories.ts';
import type {OpenHosts} from './hosts/open-hosts.ts';
import {type LazyPastOptions, machinePast, openLazyPast} from './past-view.ts';
import {localDay, type Settings} from './settings.ts';
import {openTeamView} from './team-view.ts';

export interface ViewsOptions extends Pick<LazyPastOptions, 'portsOf' | 'copyId'> {
	settings: Settings;
	demo: boolean;
	monitor: Monitor;
	chosen: ChosenHosts;
	links: OpenHosts['links'];
}

export interface Views {
	/** Also used for budgets, once the screen is there. */
	history: LazyHistory;
	commands: readonly Command[];
	screens: LazyViews;
	close(): Promise<void>;
}

export function openViews({settings, demo, monitor, chosen, links, portsOf, copyId}: ViewsOptions): Views {
	const {clock, config} = settings;
	const {providers} = config;
	const {names} = chosen;
	const history = openLazyHistory({
		openReader: demo
			? async hooks => (await import('./demo.ts')).demoHistory(settings, monitor.store)(hooks)
			: machineHistory(settings, monitor.emit, monitor.setScanned),
		async askProviders() {
			const {askProviders} = await import('./providers.ts');
			return askProviders({providers, env: process.env, now: clock()});
		},
		clock,
		spent: () => `${localDay(clock())} ${monitor.store.getState().ownTotals.todayUsd}`,
		configDirs: settings.configDirs,
		hosts: createHostHistories({names, links, clock}),
		isLocalShown: chosen.local,
	});
	const past = openLazyPast({
		openReader: demo ? async () => (await import('./demo.ts')).demoPast(settings) : machinePast(settings, monitor.emit),
		sessions: () => monitor.store.getState().sessions.values(),
		elsewhere: createHostConversations({names, links}),
		portsOf,
		copyId,
	});
	const team = openTeamView({
		config,
		clock,
		besides: async () => (await import('./counted-elsewhere.ts')).countedElsewhere(providers, process.env, clock()),
	});
	return {
		history,
		commands: [...pastCommands(past), ...historyCommands(history), ...teamCommands(team)],
		screens: {
			history: async () => (await import('../ui/history/view.tsx')).historyScreen(history),
			past: async () => (await import('../ui/past/view.tsx')).pastScreen(past),
			usage: async () => (await import('../ui/usage/view.tsx')).usageScreen(history),
			...(config.team.url !== null && {
				team: async () => (await import('../ui/team/view.tsx')).teamScreen(team),
			}),
		},
		async close() {
			team.close();
			await Promise.all([history.close(), past.close()]);
		},
	};
}
