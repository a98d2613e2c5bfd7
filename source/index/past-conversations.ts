/** Conversations of the past, to find one again: what it was called, what was last asked, where and when. */
import type {DatabaseSync} from 'node:sqlite';
import {cleanLabel} from '../claude/clean.ts';
import {folderRows, identitiesOf} from './folder-rows.ts';
import {readSpendingOf} from './spending-rows.ts';

export interface PastConversation {
	sessionId: string;
	configDir: string;
	title: string | null;
	/** What the person asked last, other than by a slash command if anything: its first 200 characters. */
	lastPrompt: string;
	cwd: string | null;
	gitBranch: string | null;
	/** ms since the epoch. */
	lastAt: number;
	costUsd: number | null;
	/** The dollars are a lower bound. */
	partial: boolean;
}

/**
 * Those of the config folders that have all words of `search` in title, last prompt, folder, branch or id, the latest
 * first. Those that no person ever asked anything are left out.
 */
export function findConversations(
	database: DatabaseSync,
	configDirs: readonly string[],
	{search, limit}: {search: string; limit: number},
): PastConversation[] {
	const folders = folderRows(database, identitiesOf(configDirs));
	const words = search.toLowerCase().split(/\s+/).filter(Boolean);
	const select = database.prepare(
		`SELECT conversation.id, session_id, title, cwd, git_branch, last_at, path, 
			coalesce(facts ->> '$.lastQuestion.text', facts ->> '$.lastPrompt.text') AS prompt
		FROM conversation JOIN folder ON folder.id = folder
		WHERE folder IN (${folders.map(() => '?').join()}) AND last_at IS NOT NULL AND prompt IS NOT NULL
		ORDER BY last_at DESC`,
	);
	const found = new Map<number, Omit<PastConversation, 'costUsd' | 'partial'>>();
	for (const row of select.iterate(...folders)) {
		if (found.size === limit) break;
		const {session_id, title, prompt, cwd, git_branch} = row;
		const text = [session_id, title, prompt, cwd, git_branch].join('\n').toLowerCase();
		if (!words.every(word => text.includes(word))) continue;
		found.set(Number(row.id), {
			sessionId: String(session_id),
			configDir: String(row.path),
			title: title === null ? null : cleanLabel(String(title)) || null,
			lastPrompt: cleanLabel(String(prompt)),
			cwd: cwd === null ? null : String(cwd),
			gitBranch: git_branch === null || git_branch === 'HEAD' ? null : cleanLabel(String(git_branch)),
			lastAt: Number(row.last_at),
		});
	}
	const spending = new Map(readSpendingOf(database, configDirs).map(one => [one.row, one]));
	return [...found].map(([row, conversation]) => {
		const {pieces = [], partial = true} = spending.get(row) ?? {};
		const priced = pieces.filter(({costUsd}) => costUsd !== null);
		const costUsd = priced.length === 0 ? null : priced.reduce((sum, piece) => sum + piece.costUsd!, 0);
		return {...conversation, costUsd, partial: partial || priced.length < pieces.length};
	});
}
