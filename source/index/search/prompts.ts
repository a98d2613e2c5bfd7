/** What people asked, in the database: kept for searching, or not, as the config says. */
import type {DatabaseSync} from 'node:sqlite';
import {inTransaction} from '../../platform/database.ts';
import {readState, writeState} from '../schema.ts';
import {readAgain} from './schema.ts';

/** Whether prompts may be written. Asked each time: another process may have changed it meanwhile. */
export const arePromptsKept = (database: DatabaseSync): boolean => readState(database, 'prompts') !== 'off';

/**
 * Does as the config says, from now on. `isKept` false: removes what is stored of prompts, also from the free pages of the
 * file, which takes seconds with gigabytes of history. True after that: transcripts are read again by the next scan.
 * Throws what SQLite throws.
 */
export function keepPrompts(database: DatabaseSync, isKept: boolean): void {
	if (arePromptsKept(database) === isKept) return;
	inTransaction(database, () => {
		if (isKept) database.exec(readAgain);
		else removePrompts(database);
		writeState(database, 'prompts', isKept ? 'on' : 'off');
	});
	if (!isKept) database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
}

function removePrompts(database: DatabaseSync): void {
	database.exec(`
		DELETE FROM prompt_text;
		INSERT INTO conversation_words (conversation_words) VALUES ('delete-all');
		INSERT OR IGNORE INTO words_pending SELECT id FROM conversation WHERE is_asked = 1;
		UPDATE conversation SET facts = json_remove(json_replace(facts, '$.lastPrompt.text', NULL), '$.lastQuestion');
	`);
}

/** By when they were asked (ms), the texts of a conversation's prompts as far as they are kept. */
export function promptTextsOf(database: DatabaseSync, conversation: number): Map<number, string> {
	const rows = database.prepare('SELECT at, text FROM prompt_text WHERE conversation = ?').all(conversation);
	return new Map(rows.map(({at, text}) => [Number(at), String(text)]));
}

export interface PromptRows {
	add(conversation: number, at: number, text: string): void;
	/** Something that is searched has changed. */
	changed(conversation: number): void;
}

export function createPromptRows(database: DatabaseSync): PromptRows {
	const put = database.prepare('INSERT OR REPLACE INTO prompt_text VALUES (?, ?, ?)');
	const mark = database.prepare('INSERT OR IGNORE INTO words_pending VALUES (?)');
	return {
		add: (conversation, at, text) => void put.run(conversation, at, text),
		changed: conversation => void mark.run(conversation),
	};
}
