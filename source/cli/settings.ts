/** What every command needs to know first: the config, the folders, the clock. */

import type {Problem} from '../claude/events.ts';
import {loadConfig} from '../config.ts';
import type {Config} from '../core/config/config.ts';
import {claudeConfigDir, configFile, resolveFolder, stateFolder} from '../platform/paths.ts';

export interface Settings {
	config: Config;
	/** What is wrong with the config file. */
	problems: readonly Problem[];
	/** Claude Code's config folders: those of the command line, else of the config file, else of the environment. */
	configDirs: readonly string[];
	/** Where ccmon keeps its database, token and status line files. */
	stateDir: string;
	clock: () => number;
}

export function readSettings(configDirs: readonly string[]): Settings {
	const {config, problems} = loadConfig(configFile());
	const given = configDirs.length > 0 ? configDirs : config.configDirs;
	return {
		config,
		problems,
		configDirs: given.length > 0 ? [...new Set(given.map(path => resolveFolder(path)))] : [claudeConfigDir()],
		stateDir: stateFolder(),
		clock: Date.now,
	};
}

/** Days as the person's calendar has them. */
export function localDay(at: number): string {
	const day = new Date(at);
	return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`;
}

/** Midnight before a time, in the person's time zone, in ms. */
export function startOfDay(at: number): number {
	return new Date(at).setHours(0, 0, 0, 0);
}
