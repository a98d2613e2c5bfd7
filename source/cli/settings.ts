/** What every command needs to know first: the config, the folders, the clock. */

import {setPriceBook} from '../accounting/cost.ts';
import {createPriceBook} from '../accounting/price-book.ts';
import type {Problem} from '../claude/events.ts';
import {parseModelPricing} from '../claude/settings/model-pricing.ts';
import {loadConfig} from '../config.ts';
import type {Config} from '../core/config/config.ts';
import {configDirMistake, configDirsOfEnvironment, distinctConfigDirs} from '../index/config-folders.ts';
import {readManagedSettings} from '../live/session-settings.ts';
import {ownZoneProblem} from '../platform/own-zone.ts';
import {configFile, homeProblem, resolveFolder, stateFolder} from '../platform/paths.ts';
import {UsageError} from './arguments.ts';

export interface Settings {
	config: Config;
	/** What is wrong with the config file and the environment. */
	problems: readonly Problem[];
	/** Claude Code's config folders: those of the command line, else of the config file, else of the environment. */
	configDirs: readonly string[];
	/** They were named on the command line: nothing that might belong to others counts. */
	onlyNamedFolders: boolean;
	/** Where ccmon keeps its database, token and status line files. */
	stateDir: string;
	clock: () => number;
}

/**
 * From here on the process counts at the config's and the administrator's prices. `mustExist`: a folder on the command
 * line that cannot be Claude Code's config folder is a `UsageError`; else it may come later.
 */
export function readSettings(configDirs: readonly string[], {mustExist = false} = {}): Settings {
	const named = configDirs.map(path => resolveFolder(path));
	const mistake = mustExist && named.map(configDirMistake).find(Boolean);
	if (mistake) throw new UsageError(mistake);
	const {config, problems} = loadConfig(configFile());
	setPriceBook(createPriceBook(config.prices, parseModelPricing(readManagedSettings())));
	const given = [named, config.configDirs].find(paths => paths.length > 0);
	return {
		config,
		problems: [...problems, ...environmentProblems()],
		configDirs: distinctConfigDirs(given ?? configDirsOfEnvironment(process.env)),
		onlyNamedFolders: named.length > 0,
		stateDir: stateFolder(),
		clock: Date.now,
	};
}

/** What of the environment would have ccmon look in other places, or count other days, than the person thinks. */
function environmentProblems(): Problem[] {
	const found = {HOME: homeProblem(), TZ: ownZoneProblem()};
	return Object.entries(found).flatMap(([path, message]): Problem[] =>
		message === null ? [] : [{type: 'problem', path, message, count: 1}],
	);
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
