/** Conversations of the past, to find one again: what it was called, what was last asked, where and when. */
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
		return findRows(database, configDirs, search).flatMap(row => read(row) ?? []);
	});
}

/** The same as rows: answered from the index `conversation_asked` alone, since a row is long and there are tens of thousands. */
export function findRows(
	database: DatabaseSync,
	configDirs: readonly string[],
	{search, limit}: ConversationSearch,
): number[] {
	const folders = folderRows(database, identitiesOf(configDirs));
	const match = matchExpression(search);
	if (match === '' || folders.length === 0) return [];
	const select = database.prepare(
		`SELECT id FROM conversation
		WHERE is_asked = 1 AND last_at IS NOT NULL AND folder IN (${folders.map(() => '?').join()})
		${match === null ? '' : 'AND id IN (SELECT rowid FROM conversation_words WHERE conversation_words MATCH ?)'}
		ORDER BY last_at DESC LIMIT ?`,
	);
	try {
		return select.all(...folders, ...(match === null ? [] : [match]), limit).map(({id}) => Number(id));
	} catch (error) {
		// A letter that is younger than SQLite's tables of letters.
		if (/fts5/.test(String(error))) return [];
		throw error;
	}
}

/** Reads them one by one; null: it is gone. */
export function createConversationReader(database: DatabaseSync): (row: number) => PastConversation | null {
	const select = database.prepare(
		`SELECT session_id, title, cwd, git_branch, last_at, path, partial,
			coalesce(facts ->> '$.lastQuestion.text', facts ->> '$.lastPrompt.text') AS prompt
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
