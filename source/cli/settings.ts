/** What every command needs to know first: the config, the folders, the clock. */

import {setPriceBook} from '../accounting/cost.ts';
import {createPriceBook} from '../accounting/price-book.ts';
import type {Problem} from '../claude/events.ts';
import {parseModelPricing} from '../claude/settings/model-pricing.ts';
import {loadConfig} from '../config.ts';
import type {Config} from '../core/config/config.ts';
import {readManagedSettings} from '../live/session-settings.ts';
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

/** From here on the process counts at the config's and the administrator's prices. */
export function readSettings(configDirs: readonly string[]): Settings {
	const {config, problems} = loadConfig(configFile());
	setPriceBook(createPriceBook(config.prices, parseModelPricing(readManagedSettings())));
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
