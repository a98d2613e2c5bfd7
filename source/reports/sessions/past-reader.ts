/** Past conversations while the monitor runs: searched in the index at each key; a thread keeps it up to date. */

import type {DatabaseSync} from 'node:sqlite';
import {getOrMake} from '../../accounting/get-or-make.ts';
import type {Emit} from '../../claude/events.ts';
import {faultOf} from '../../core/guarded.ts';
import {type FoundConversations, nothingFound, type PastConversation} from '../../core/past-conversation.ts';
import {createConversationReader, createRowFinder} from '../../index/past-conversations.ts';
import {indexHistory} from '../../index/scan/index-history.ts';
import {openIndex} from '../../index/schema.ts';

export interface PastReaderOptions {
	databasePath: string;
	configDirs: readonly string[];
	now(): number;
	emit: Emit;
}

export interface PastReader {
	/** Takes a few milliseconds with tens of thousands of conversations. Never throws. */
	find(search: string): FoundConversations;
	/** Reads changes; `onProgress` is called with the progress, 0 to 1. */
	refresh(onProgress: (progress: number) => void): Promise<void>;
	close(): Promise<void>;
}

/** Nobody goes through more; searching finds the others. */
const mostListed = 10_000;

export function openPastReader({databasePath, configDirs, now, emit}: PastReaderOptions): PastReader {
	const stop = new AbortController();
	const {database, problem} = openIndex({path: databasePath, now});
	if (problem) emit(problem);
	let running: Promise<void> | null = null;

	const findIn = database && createFind(database, configDirs);

	async function readChanges(onProgress: (progress: number) => void): Promise<void> {
		const {problems} = await indexHistory({
			databasePath,
			configDirs,
			now,
			signal: stop.signal,
			onProgress: ({bytesDone, bytes}) => onProgress(bytes > 0 ? bytesDone / bytes : 1),
		});
		for (const problem of problems) emit(problem);
	}

	return {
		find(search) {
			try {
				return findIn?.(search) ?? nothingFound;
			} catch (error) {
				emit(faultOf('looking for conversations', error));
				return nothingFound;
			}
		},
		refresh(onProgress) {
			running ??= readChanges(onProgress)
				.catch(error => emit(faultOf('reading the history', error)))
				.finally(() => {
					running = null;
				});
			return running;
		},
		async close() {
			stop.abort();
			await running;
			database?.close();
		},
	};
}

/** Reads conversations only when they are shown. */
function createFind(database: DatabaseSync, configDirs: readonly string[]): (search: string) => FoundConversations {
	const findRows = createRowFinder(database, configDirs);
	const read = createConversationReader(database);
	return search => {
		const rows = findRows({search, limit: mostListed + 1});
		const known = new Map<number, PastConversation | null>();
		const at = (index: number) => {
			const row = rows[index];
			return row === undefined ? null : getOrMake(known, row, () => read(row));
		};
		return {count: Math.min(rows.length, mostListed), isCut: rows.length > mostListed, at};
	};
}
