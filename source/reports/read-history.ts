/** How the history's commands get it: brought up to date, with what is wrong reported. */
import {join} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import type {Problem} from '../claude/events.ts';
import {openIndexedHistory} from '../index/scan/index-history.ts';
import {temporaryOwnerFolder} from '../platform/owner-file.ts';
import {type CommandIo, sayProblems} from './command-io.ts';
import {createProgressBar} from './progress-bar.ts';

export interface HistoryPlace {
	databasePath: string;
	configDirs: readonly string[];
	/** Whether what people asked is to be stored, for searching; missing: as it was before. */
	keepPrompts?: boolean;
}

export interface ReadHistory<Result> {
	/** Null: no database can be opened, not even a temporary one. */
	result: Result | null;
	/** Those of the config and of reading; they have been reported already. Sums may be too small because of them. */
	problems: readonly Problem[];
}

/**
 * Reads what is new of the transcripts and then, by `read`, the database. Where that cannot be opened, a temporary one
 * takes its place: it has everything from transcripts, and lacks what came by telemetry.
 */
export async function readHistory<Result>(
	{databasePath, configDirs, keepPrompts}: HistoryPlace,
	io: CommandIo,
	{ascii = false, said}: {ascii?: boolean | undefined; said?: Set<string> | undefined},
	read: (database: DatabaseSync) => Result,
): Promise<ReadHistory<Result>> {
	const bar = createProgressBar(io.stderr, ascii);
	const open = (path: string) =>
		openIndexedHistory({databasePath: path, configDirs, keepPrompts, now: io.now, onProgress: bar.show});
	let {database, problems} = await open(databasePath);
	if (!database) {
		const folder = temporaryOwnerFolder();
		const second = await open(join(folder.path, 'ccmon.db'));
		folder.remove();
		database = second.database;
		problems = [...problems, ...second.problems];
	}
	bar.clear();
	const all = sayProblems(problems, io, said);
	try {
		return {result: database && read(database), problems: all};
	} finally {
		database?.close();
	}
}
