/** Transcripts in the database: how far each was read, and how it is recognised. */
import type {DatabaseSync, SQLOutputValue} from 'node:sqlite';
import type {Problem} from '../platform/problem.ts';
import type {TranscriptFile} from './discover.ts';
import type {FilePosition} from './transcript-file.ts';

export interface TranscriptRows {
	position(folder: number, path: string): FilePosition | null;
	save(folder: number, path: string, position: FilePosition, conversation: number | null): void;
}

export function createTranscriptRows(database: DatabaseSync): TranscriptRows {
	const select = database.prepare('SELECT * FROM transcript WHERE folder = ? AND path = ?');
	const put = database.prepare(
		`INSERT INTO transcript VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET inode = excluded.inode,
			size_bytes = excluded.size_bytes, modified_at = excluded.modified_at, read_to = excluded.read_to,
			mark = excluded.mark, damages = excluded.damages, state = excluded.state,
			conversation = coalesce(excluded.conversation, conversation)
		WHERE excluded.modified_at >= modified_at`,
	);
	return {
		position(folder, path) {
			const row = select.get(folder, path);
			return row ? positionFrom(row) : null;
		},
		save(folder, path, {inode, sizeBytes, modifiedAt, mark, state}, conversation) {
			const known = [inode, sizeBytes, modifiedAt, state.readTo, mark, state.damages];
			put.run(folder, path, ...known, JSON.stringify(state), conversation);
		},
	};
}

/** Whether any transcript was ever read into it. */
export const holdsTranscripts = (database: DatabaseSync): boolean =>
	database.prepare('SELECT 1 FROM transcript LIMIT 1').get() !== undefined;

/** Null: unreadable, so the transcript is read from its start. */
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

/** What a scan has read, those of which something was left out, then or before. */
export function damagedTranscripts(
	database: DatabaseSync,
	read: readonly {folder: number; files: readonly Pick<TranscriptFile, 'path' | 'relativePath'>[]}[],
): Problem[] {
	const select = database.prepare('SELECT damages FROM transcript WHERE folder = ? AND path = ?');
	return read.flatMap(({folder, files}) =>
		files.flatMap(({path, relativePath}) => damageOf(path, Number(select.get(folder, relativePath)?.damages ?? 0))),
	);
}

/** None, or what to say of it. */
export const damageOf = (path: string, count: number): Problem[] =>
	count === 0 ? [] : [{type: 'problem', path, message: 'Some records are damaged.', count}];
