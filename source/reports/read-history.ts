/** Reads the history for a command: updates it and reports problems. */
import type {DatabaseSync} from 'node:sqlite';
import type {Problem} from '../claude/events.ts';
import {type OpenedHistory, openIndexedHistory} from '../index/scan/index-history.ts';
import {replaceDamagedIndex} from '../index/schema.ts';
import {holdsTranscripts} from '../index/transcript-rows.ts';
import {isDatabaseError} from '../platform/database.ts';
import {reasonOf} from '../platform/files.ts';
import {temporaryOwnerFolder} from '../platform/owner-file.ts';
import {databaseFile} from '../platform/paths.ts';
import {type CommandIo, sayProblems} from './command-io.ts';
import {createProgressBar} from './progress-bar.ts';

export interface HistoryPlace {
	databasePath: string;
	configDirs: readonly string[];
	/** Whether prompts are stored for searching; missing: as before. */
	keepPrompts?: boolean;
}

export interface ReadHistory<Result> {
	/** Null: not even a temporary database can be opened. */
	result: Result | null;
	/** Problems of the config and of reading, already reported. Sums may be too small because of them. */
	problems: readonly Problem[];
	/** Everything could be read: where there is nothing, there was nothing. */
	isWhole: boolean;
	/** All that could be read could be written down, too; false: the sums are of an earlier time, or of a part. */
	complete: boolean;
}

/**
 * Reads new parts of transcripts and then, with `read`, the database. A damaged one is set
 * aside, and everything is read again into a new one. If it cannot be used at all, or nothing could ever be written into it,
 * a temporary one replaces it: it has everything from transcripts, but nothing from telemetry.
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
	const openTemporary = async (): Promise<OpenedHistory> => {
		const folder = temporaryOwnerFolder();
		try {
			return await open(databaseFile(folder.path));
		} finally {
			folder.remove();
		}
	};
	const attempt = async (
		place: 'first' | 'again' | 'temporary',
		earlier: readonly Problem[],
	): Promise<ReadHistory<Result>> => {
		const opened = await (place === 'temporary' ? openTemporary() : open(databasePath));
		const found = [...earlier, ...opened.problems];
		if (opened.database && !opened.complete && !holdsTranscripts(opened.database)) opened.database.close();
		const database = opened.database?.isOpen ? opened.database : null;
		if (!database && place !== 'temporary') return attempt('temporary', found);
		bar.clear();
		const all = sayProblems(found, io, said);
		try {
			return {
				result: database && read(database),
				problems: all,
				isWhole: found.length === 0,
				complete: opened.complete,
			};
		} catch (error) {
			database?.close();
			if (place === 'temporary' || !isDatabaseError(error)) throw error;
			const replaced = place === 'first' ? replaceDamagedIndex(error, {path: databasePath, now: io.now}) : null;
			if (replaced) return attempt('again', [...found, replaced]);
			const message = `The database cannot be used (${reasonOf(error)}): nothing is remembered until it can.`;
			return attempt('temporary', [...found, {type: 'problem', path: databasePath, message, count: 1}]);
		} finally {
			if (database?.isOpen) database.close();
		}
	};
	return attempt('first', []);
}
