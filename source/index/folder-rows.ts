/** Config folders in the database. */
import {join} from 'node:path';
import type {DatabaseSync} from 'node:sqlite';
import {getOrMake} from '../accounting/get-or-make.ts';
import {statOrNull} from '../platform/files.ts';
import {type ConfigFolder, projectsFolder, resolveConfigFolders} from './config-folders.ts';

const storedIdentity = ({identity, path}: ConfigFolder): string => identity ?? path;

/** As the database knows the folders: by what they are, not by what they are called. */
export const identitiesOf = (configDirs: readonly string[]): string[] =>
	resolveConfigFolders(configDirs).map(storedIdentity);

/** The rows of those that are known. */
export function folderRows(database: DatabaseSync, identities: readonly string[]): number[] {
	const select = database.prepare('SELECT id FROM folder WHERE identity = ?');
	return identities.flatMap(identity => {
		const row = select.get(identity);
		return row ? [Number(row.id)] : [];
	});
}

/**
 * A renamed folder is still the same folder, and is stored under its new name. So is one restored from a backup: its inodes
 * are new, but it has the same path and contains known transcripts.
 */
export function createFolderRows(database: DatabaseSync): (folder: ConfigFolder) => number {
	const select = database.prepare('SELECT id, path FROM folder WHERE identity = ?');
	const put = database.prepare(
		'INSERT INTO folder (identity, path) VALUES (?, ?) ON CONFLICT (identity) DO UPDATE SET path = excluded.path RETURNING id',
	);
	const selectNamed = database.prepare('SELECT id FROM folder WHERE path = ? ORDER BY id DESC');
	const selectTranscripts = database.prepare('SELECT path FROM transcript WHERE folder = ?');
	const setIdentity = database.prepare('UPDATE folder SET identity = ? WHERE id = ?');

	const restored = (identity: string, {path}: ConfigFolder): number | null => {
		const isThere = (transcript: unknown) => statOrNull(join(projectsFolder(path), String(transcript))) !== null;
		const holds = (row: number) => selectTranscripts.all(row).some(transcript => isThere(transcript.path));
		const row = selectNamed
			.all(path)
			.map(({id}) => Number(id))
			.find(holds);
		if (row === undefined) return null;
		setIdentity.run(identity, row);
		return row;
	};

	const rowOf = (folder: ConfigFolder): number => {
		const identity = storedIdentity(folder);
		const stored = select.get(identity);
		if (stored?.path === folder.path) return Number(stored.id);
		const before = stored ? null : restored(identity, folder);
		return before ?? Number(put.get(identity, folder.path)?.id);
	};

	const rows = new Map<ConfigFolder, number>();
	return folder => getOrMake(rows, folder, () => rowOf(folder));
}
