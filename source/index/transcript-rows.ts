/** Transcripts in the database: how far each was read, and how it is known again. */
import {join} from 'node:path';
import type {DatabaseSync, SQLOutputValue} from 'node:sqlite';
import {statOrNull} from '../platform/files.ts';
import type {Problem} from '../platform/problem.ts';
import {projectsFolder, resolveConfigFolders} from './config-folders.ts';
import {folderRows} from './folder-rows.ts';
import type {FilePosition} from './transcript-file.ts';

export interface TranscriptRows {
	position(folder: number, path: string): FilePosition | null;
	save(folder: number, path: string, position: FilePosition, conversation: number | null): void;
}

export function createTranscriptRows(database: DatabaseSync): TranscriptRows {
	const select = database.prepare('SELECT * FROM transcript WHERE folder = ? AND path = ?');
	const put = database.prepare(
		`INSERT INTO transcript VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET inode = excluded.inode,
			size_bytes = excluded.size_bytes, modified_at = excluded.modified_at, read_to = excluded.read_to,
			mark = excluded.mark, state = excluded.state, conversation = coalesce(excluded.conversation, conversation)
		WHERE excluded.modified_at >= modified_at`,
	);
	return {
		position(folder, path) {
			const row = select.get(folder, path);
			return row ? positionFrom(row) : null;
		},
		save(folder, path, {inode, sizeBytes, modifiedAt, mark, state}, conversation) {
			put.run(folder, path, inode, sizeBytes, modifiedAt, state.readTo, mark, JSON.stringify(state), conversation);
		},
	};
}

/** Null: it cannot be made out, and the transcript is read from its start. */
export function positionFrom(row: Record<string, SQLOutputValue>): FilePosition | null {
	try {
		const state = JSON.parse(String(row.state)) as FilePosition['state'];
		if (typeof state?.readTo !== 'number' || typeof state.emitted !== 'object') return null;
		return {
			inode: Number(row.inode),
			sizeBytes: Number(row.size_bytes),
			modifiedAt: Number(row.modified_at),
			mark: Number(row.mark),
			state,
		};
	} catch {
		return null;
	}
}

/** The transcripts in these config folders of which something was left out, in any scan; not those that are gone. */
export function damagedTranscripts(database: DatabaseSync, configDirs: readonly string[]): Problem[] {
	const select = database.prepare(
		`SELECT path, CASE WHEN json_valid(state) THEN state ->> 'damages' END AS count FROM transcript
		WHERE folder = ? AND instr(state, '"damages":0') = 0`,
	);
	return resolveConfigFolders(configDirs).flatMap(({path, identity}) =>
		folderRows(database, [identity ?? path])
			.flatMap(row => select.all(row))
			.map(row => ({path: join(projectsFolder(path), String(row.path)), count: Number(row.count)}))
			.filter(({path, count}) => count > 0 && statOrNull(path) !== null)
			.map(({path, count}) => ({type: 'problem', path, message: 'Some records are damaged.', count})),
	);
}
