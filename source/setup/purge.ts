/** Removes what ccmon has created on this machine; what others put into its folders stays. */
import {dirname, join} from 'node:path';
import * as v from 'valibot';
import {readDirectoryOrEmpty, statOrNull} from '../platform/files.ts';
import {readJsonFile} from '../platform/json-file.ts';
import {removeEmptyFolder, removeFolder} from '../platform/owner-file.ts';
import {smallFileOrNull} from '../platform/small-file.ts';

export interface OwnPlaces {
	/** The database, the token, what setup kept. */
	stateDir: string;
	/** Sockets of sessions. */
	runtimeDir: string;
	/** Compiled code; null: it is not stored anywhere. */
	cacheDir: string | null;
	configFile: string;
	/** The config file as `ccmon config init` writes it. */
	sampleConfig: string;
	/** Whether the process that a socket leads to is running, so that a session needs it. */
	isAlive(pid: number): boolean;
}

export interface PurgePlan {
	/** Files, and folders with their contents. */
	paths: string[];
	/** Removed when they are empty then. */
	folders: string[];
	/** Sentences about what stays. */
	notes: string[];
}

const maxBytes = 8_000_000;

/** Each name that any part of ccmon uses in the state folder. */
const ownState =
	/^(?:ccmon\.db(?:[.-].*)?|ccmon-statusline\.sh|statusline|setup|requests|team-pseudonym\.key|act(?:-\d+)?\.lock|(?:telemetry|forward|spawn-settings|compact-instructions|notified-budgets|screen)\.json(?:\.lock)?|.*\.[0-9a-f-]{36}\.tmp)$/;
/** Of the monitor, and of each command that keeps its own. */
const ownCode = /^(?:[a-z]+-)?code-/;
const ownSocket = /^(?:pty|headless)-(\d+)\.sock$/;

export function planPurge({stateDir, runtimeDir, cacheDir, configFile, ...rest}: OwnPlaces): PurgePlan {
	const plan: PurgePlan = {paths: [], folders: [stateDir, runtimeDir], notes: []};
	for (const name of readDirectoryOrEmpty(stateDir)) {
		const path = join(stateDir, name);
		if (ownState.test(name)) plan.paths.push(path);
		else plan.notes.push(`${path} is not ccmon's: it is left.`);
	}
	for (const name of readDirectoryOrEmpty(runtimeDir)) {
		const pid = ownSocket.exec(name)?.[1];
		if (pid === undefined) continue;
		if (rest.isAlive(Number(pid)))
			plan.notes.push(`${join(runtimeDir, name)} leads to a session that runs: it is left.`);
		else plan.paths.push(join(runtimeDir, name));
	}
	if (cacheDir !== null) {
		const code = readDirectoryOrEmpty(cacheDir).filter(name => ownCode.test(name));
		plan.paths.push(...code.map(name => join(cacheDir, name)));
		plan.folders.push(cacheDir);
	}
	const config = statOrNull(configFile) && smallFileOrNull(configFile, {maxBytes, followLinks: true});
	if (config === rest.sampleConfig) {
		plan.paths.push(configFile);
		plan.folders.push(dirname(configFile));
	} else if (config) plan.notes.push(`${configFile} has your choices in it: it is left.`);
	return plan;
}

/** Throws file system errors. */
export function purge({paths, folders}: PurgePlan): void {
	for (const path of paths) removeFolder(path);
	for (const folder of folders) removeEmptyFolder(folder);
}

const recordShape = v.object({configDir: v.string()});

/** Config folders that setup has changed: what undoes them is in the state folder, and is needed before that goes. */
export function foldersSetUp(stateDir: string): string[] {
	const records = join(stateDir, 'setup');
	return readDirectoryOrEmpty(records).flatMap(
		id => readJsonFile(join(records, id, 'record.json'), recordShape, {maxBytes})?.configDir ?? [],
	);
}
