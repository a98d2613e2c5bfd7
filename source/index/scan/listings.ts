/** Remembers the contents of folders that no longer change: most conversations are over, and so are their subagents. */
import type {DatabaseSync} from 'node:sqlite';
import {inTransaction} from '../../platform/database.ts';
import {readDirectory, type Stats, statOrNull} from '../../platform/files.ts';

export interface Listings {
	/** The names in a folder, given its current `stat`. Throws what reading the folder throws. */
	names(folder: string, stat: Stats): string[];
	/** Writes new entries, and removes those of folders that are gone. If that fails, the folders are simply listed again next time. */
	save(): void;
}

type Row = [path: string, inode: number, modifiedAt: number, names: string];

/** A folder that has just changed may change again within one tick of the file system's clock. */
const settledMs = 60_000;
/** Cannot occur in a name. */
const separator = '/';

export function openListings(database: DatabaseSync, now: number): Listings {
	const select = database.prepare('SELECT path, inode, modified_at, names FROM listing');
	select.setReturnArrays(true);
	/** Those not asked for yet. */
	const known = new Map<string, Row>();
	for (const row of select.all() as unknown as Row[]) known.set(row[0], row);
	const fresh: Row[] = [];

	return {
		names(folder, {ino, mtimeMs}) {
			const row = known.get(folder);
			known.delete(folder);
			if (row && row[1] === ino && row[2] === mtimeMs) return row[3] === '' ? [] : row[3].split(separator);
			const names = readDirectory(folder);
			if (now - mtimeMs > settledMs) fresh.push([folder, ino, mtimeMs, names.join(separator)]);
			return names;
		},
		save() {
			if (fresh.length === 0) return;
			const remove = database.prepare('DELETE FROM listing WHERE path = ?');
			const put = database.prepare('INSERT OR REPLACE INTO listing VALUES (?, ?, ?, ?)');
			try {
				inTransaction(database, () => {
					for (const path of known.keys()) if (!statOrNull(path)) remove.run(path);
					for (const row of fresh) put.run(...row);
				});
			} catch {
				// They are listed again next time.
			}
		},
	};
}
