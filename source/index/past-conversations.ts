/** Past conversations: their titles, last prompts, folders and times. */
import type {DatabaseSync} from 'node:sqlite';
import {cleanLabel} from '../claude/clean.ts';
import type {PastConversation} from '../core/past-conversation.ts';
import {inOneState} from '../platform/database.ts';
import {folderRows, identitiesOf} from './folder-rows.ts';
import {matchExpression} from './search/words.ts';

export interface ConversationSearch {
	/** Words, or beginnings of words; '': all conversations. */
	search: string;
	limit: number;
}

/**
 * Those of the config folders that have all words of `search` in their title, prompts, folder, branch or id, the latest
 * first. Those that no person ever asked anything are left out. What changed is found after `indexWords`.
 */
export function findConversations(
	database: DatabaseSync,
	configDirs: readonly string[],
	search: ConversationSearch,
): PastConversation[] {
	return inOneState(database, () => {
		const read = createConversationReader(database);
		return createRowFinder(database, configDirs)(search).flatMap(row => read(row) ?? []);
	});
}

/**
 * The same as rows, again and again: a search at each key. SQLite would look each of tens of thousands of matches up in
 * the table, whose rows are long: the order is in an index of its own, the matches in that of words, and each is read in
 * milliseconds. The order is kept until another connection has written.
 */
export function createRowFinder(
	database: DatabaseSync,
	configDirs: readonly string[],
): (search: ConversationSearch) => number[] {
	const selectVersion = database.prepare('PRAGMA data_version');
	let version: unknown;
	let latest: number[] = [];
	const latestNow = () => {
		const now = selectVersion.get()?.data_version;
		if (now !== version) latest = latestRows(database, folderRows(database, identitiesOf(configDirs)));
		version = now;
		return latest;
	};
	return ({search, limit}) => {
		const match = matchExpression(search);
		if (match === '') return [];
		const all = latestNow();
		if (match === null) return all.slice(0, limit);
		const matches = rowsWith(
			database,
			match,
			all.reduce((most, row) => Math.max(most, row), 0),
		);
		const found: number[] = [];
		for (const row of all) {
			if (found.length === limit) break;
			if (matches[row]) found.push(row);
		}
		return found;
	};
}

/** Answered from the index `conversation_asked` alone. */
function latestRows(database: DatabaseSync, folders: readonly number[]): number[] {
	const select = database.prepare(
		`SELECT id FROM conversation WHERE is_asked = 1 AND last_at IS NOT NULL AND folder IN (${folders.map(() => '?').join()})
		ORDER BY last_at DESC`,
	);
	select.setReturnArrays(true);
	return (select.all(...folders) as unknown as [number][]).map(([id]) => id);
}

/** 1 at the place of each row up to `last` that has the words. As one text: tens of thousands of results take far longer. */
function rowsWith(database: DatabaseSync, match: string, last: number): Uint8Array {
	const marks = new Uint8Array(last + 1);
	const select = database.prepare(
		'SELECT group_concat(rowid) AS rows FROM conversation_words WHERE conversation_words MATCH ?',
	);
	try {
		const rows = String(select.get(match)?.rows ?? '');
		for (const row of rows === '' ? [] : rows.split(',')) marks[Number(row)] = 1;
	} catch (error) {
		// A letter that is younger than SQLite's tables of letters.
		if (!/fts5/.test(String(error))) throw error;
	}
	return marks;
}

/** Reads one; null: it is gone. */
export function createConversationReader(database: DatabaseSync): (row: number) => PastConversation | null {
	const select = database.prepare(
		`SELECT session_id, title, cwd, git_branch, last_at, path, partial,
			CASE WHEN json_valid(facts) THEN coalesce(facts ->> '$.lastQuestion.text', facts ->> '$.lastPrompt.text') END
				AS prompt
		FROM conversation JOIN folder ON folder.id = folder WHERE conversation.id = ?`,
	);
	const selectSpent = database.prepare(
		`SELECT sum(cost_usd) AS usd, count(*) AS pieces, total(is_unpriced) AS unpriced
		FROM spending WHERE conversation = ?`,
	);
	const label = (text: unknown) => (text === null ? null : cleanLabel(String(text)) || null);
	return id => {
		const row = select.get(id);
		if (!row) return null;
		const {usd, pieces, unpriced} = selectSpent.get(id)!;
		const isUnknown = Number(pieces) === Number(unpriced);
		return {
			sessionId: String(row.session_id),
			configDir: String(row.path),
			title: label(row.title),
			lastPrompt: label(row.prompt),
			cwd: row.cwd === null ? null : String(row.cwd),
			gitBranch: row.git_branch === 'HEAD' ? null : label(row.git_branch),
			lastAt: Number(row.last_at),
			costUsd: isUnknown ? null : Number(usd ?? 0),
			partial: row.partial === 1 || Number(unpriced) > 0 || Number(pieces) === 0,
		};
	};
}
