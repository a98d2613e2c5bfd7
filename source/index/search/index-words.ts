/**
 * Indexes the words of changed conversations. Separate from the scan, which would take twice as long: reports do not need
 * words, and the screen's thread has the time.
 */
import type {DatabaseSync} from 'node:sqlite';
import {inTransaction} from '../../platform/database.ts';
import {wordsOf} from './words.ts';

/** Conversations per transaction, to let others write in between. */
const perTransaction = 200;
/** Of a conversation, the latest count: megabytes of pasted logs are not what anybody looks for. */
const mostCharacters = 200_000;

/** `isStopped` is asked between transactions. Throws what SQLite throws. */
export function indexWords(database: DatabaseSync, isStopped: () => boolean = () => false): void {
	const pending = database.prepare(
		`SELECT conversation AS id, session_id, title, cwd, git_branch, is_asked
		FROM words_pending LEFT JOIN conversation ON id = conversation LIMIT ${perTransaction}`,
	);
	const prompts = database.prepare('SELECT text FROM prompt_text WHERE conversation = ? ORDER BY at DESC');
	const put = database.prepare('INSERT OR REPLACE INTO conversation_words (rowid, words) VALUES (?, ?)');
	const done = database.prepare('DELETE FROM words_pending WHERE conversation = ?');

	function textOf({id, session_id, title, cwd, git_branch}: ReturnType<typeof pending.all>[number]): string {
		let text = [session_id, title, cwd, git_branch].filter(Boolean).join('\n');
		for (const prompt of prompts.iterate(id!)) {
			if (text.length > mostCharacters) break;
			text += `\n${prompt.text}`;
		}
		return text;
	}

	for (let count = perTransaction; count === perTransaction && !isStopped(); ) {
		if (database.prepare('SELECT 1 FROM words_pending LIMIT 1').get() === undefined) return;
		count = inTransaction(database, () => {
			const rows = pending.all();
			for (const row of rows) {
				if (row.is_asked === 1) put.run(row.id!, wordsOf(textOf(row)).join(' '));
				done.run(row.id!);
			}
			return rows.length;
		});
	}
}
