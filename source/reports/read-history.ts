/** How the history's commands get it: brought up to date, with what is wrong reported. */
import {join} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import type {Problem} from '../claude/events.ts';
import {type OpenedHistory, openIndexedHistory} from '../index/scan/index-history.ts';
import {replaceDamagedIndex} from '../index/schema.ts';
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
 * takes its place: it has everything from transcripts, and lacks what came by telemetry. One that turns out to be damaged is
 * set aside, and all is read again into a new one.
 */
export async function readHistory<Result>(
	{databasePath, configDirs, keepPrompts}: HistoryPlace,
	io: CommandIo,
	{ascii = false, said = new Set()}: {ascii?: boolean | undefined; said?: Set<string> | undefined},
	read: (database: DatabaseSync) => Result,
): Promise<ReadHistory<Result>> {
	const bar = createProgressBar(io.stderr, ascii);
	const open = (path: string) =>
		openIndexedHistory({databasePath: path, configDirs, keepPrompts, now: io.now, onProgress: bar.show});
	const openSomewhere = async (): Promise<OpenedHistory> => {
		const first = await open(databasePath);
		if (first.database) return first;
		const folder = temporaryOwnerFolder();
		const second = await open(join(folder.path, 'ccmon.db'));
		folder.remove();
		return {...second, problems: [...first.problems, ...second.problems]};
	};
	const attempt = async (earlier: readonly Problem[], mayReplace: boolean): Promise<ReadHistory<Result>> => {
		const {database, problems} = await openSomewhere();
		bar.clear();
		const found = [...earlier, ...problems];
		const all = sayProblems(found, io, said);
		try {
			return {result: database && read(database), problems: all};
		} catch (error) {
			database?.close();
			const replaced = mayReplace && replaceDamagedIndex(error, {path: databasePath, now: io.now});
			if (!replaced) throw error;
			return attempt([...found, replaced], false);
		} finally {
			if (database?.isOpen) database.close();
		}
	};
	return attempt([], true);
}
