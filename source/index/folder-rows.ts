/** Config folders in the database. */
import type {DatabaseSync} from 'node:sqlite';
import {resolveConfigFolders} from './config-folders.ts';

/** As the database knows the folders: by what they are, not by what they are called. */
export const identitiesOf = (configDirs: readonly string[]): string[] =>
	resolveConfigFolders(configDirs).map(({identity, path}) => identity ?? path);

/** The rows of those that are known. */
export function folderRows(database: DatabaseSync, identities: readonly string[]): number[] {
	const select = database.prepare('SELECT id FROM folder WHERE identity = ?');
	return identities.flatMap(identity => {
		const row = select.get(identity);
		return row ? [Number(row.id)] : [];
	});
}
