/** What every command needs to know first: the config, the folders, the clock. */

import {setPriceBook} from '../accounting/cost.ts';
import {createPriceBook} from '../accounting/price-book.ts';
import type {Problem} from '../claude/events.ts';
import {parseModelPricing} from '../claude/settings/model-pricing.ts';
import {loadConfig} from '../config.ts';
import type {Config} from '../core/config/config.ts';
import {configDirMistake, configDirsOfEnvironment, distinctConfigDirs} from '../index/config-folders.ts';
import {readManagedSettings} from '../index/read-settings.ts';
import {ownZoneProblem} from '../platform/own-zone.ts';
import {configFile, homeProblem, resolveFolder, stateFolder} from '../platform/paths.ts';
import {UsageError} from './arguments.ts';

export interface Settings {
	config: Config;
	/** What is wrong with the config file and the environment. */
	problems: readonly Problem[];
	/** Claude Code's config folders: those of the command line, else of the config file, else of the environment. */
	configDirs: readonly string[];
	/** The folders were named on the command line: nothing that may belong to others is counted. */
	onlyNamedFolders: boolean;
	/** Where ccmon keeps its database, token and status line files. */
	stateDir: string;
	clock: () => number;
}

/**
 * Also sets the config's and the administrator's prices for the process. `mustExist`: a folder on the command
 * line that is not a Claude Code config folder is a `UsageError`; otherwise it may appear later.
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

/** Environment variables that would make ccmon look in unexpected places or count unexpected days. */
function environmentProblems(): Problem[] {
	const found = {HOME: homeProblem(), TZ: ownZoneProblem()};
	return Object.entries(found).flatMap(([path, message]): Problem[] =>
		message === null ? [] : [{type: 'problem', path, message, count: 1}],
	);
}

/** Days in the local time zone, as texts that differ from day to day. */
export function localDay(at: number): string {
	const day = new Date(at);
	return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`;
}

/** The local midnight before a time, in ms. */
export function startOfDay(at: number): number {
	return new Date(at).setHours(0, 0, 0, 0);
}
