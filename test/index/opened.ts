/** A new index, and rows written into it by hand. */
import type {DatabaseSync} from 'node:sqlite';
import {newFacts} from '../../source/accounting/facts.ts';
import {factsToJson} from '../../source/index/facts-json.ts';
import {openIndex} from '../../source/index/schema.ts';
import {temporaryFolder} from '../support/environment.ts';

type Value = string | number | null;

export interface OpenedIndex {
	database: DatabaseSync;
	/** The folder that it lies in, to put more into. */
	at(...names: string[]): string;
	/** Columns that are left out have their defaults. Returns the row. */
	put(table: string, columns: Record<string, Value>): number;
	/** Of a config folder's conversation, by its session id. Returns its row. */
	conversation(sessionId: string, columns?: Record<string, Value>): number;
	close(): void;
}

export function createOpenedIndex(): OpenedIndex {
	const folder = temporaryFolder();
	const database = openIndex({path: folder.at('state', 'ccmon.db'), now: Date.now}).database!;
	const put = (table: string, columns: Record<string, Value>) => {
		const names = Object.keys(columns);
		const insert = `INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`;
		return Number(database.prepare(insert).run(...Object.values(columns)).lastInsertRowid);
	};
	return {
		database,
		at: folder.at,
		put,
		conversation: (sessionId, columns = {}) =>
			put('conversation', {session_id: sessionId, facts: factsToJson(newFacts(sessionId)), ...columns}),
		close() {
			database.close();
			folder.remove();
		},
	};
}
