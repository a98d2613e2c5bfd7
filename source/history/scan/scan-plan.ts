/** What a scan has to read: every transcript that is not as the database last saw it. */
import type {DatabaseSync} from 'node:sqlite';
import {type FileScan, isUnchanged, type KnownFile} from './scan-file.ts';
import {findTranscripts, type OnUnreadable} from './transcripts.ts';

export interface ScanPlan {
	files: FileScan[];
	/** About as much as will be read. */
	bytes: number;
}

/** Larger files come first, so that no thread is left alone with one at the end. */
const largeBytes = 32 * 2 ** 20;

export function planScan(database: DatabaseSync, configDirs: readonly string[], onUnreadable: OnUnreadable): ScanPlan {
	const known = knownFiles(database);
	const files = findTranscripts(configDirs, onUnreadable)
		.map(file => ({file, known: known.get(file.path)}))
		.filter(scan => !isUnchanged(scan));
	// Newest first: what a person asks about most is there first.
	files.sort((a, b) => rank(b) - rank(a) || b.file.modifiedAt - a.file.modifiedAt);
	let bytes = 0;
	for (const {file, known} of files) {
		const done = known && known.readTo <= file.sizeBytes ? known.readTo : 0;
		bytes += file.sizeBytes - done;
	}
	return {files, bytes};
}

const rank = ({file}: FileScan) => (file.sizeBytes > largeBytes ? 1 : 0);

function knownFiles(database: DatabaseSync): Map<string, KnownFile> {
	const select = database.prepare('SELECT path, inode, size, modified_at, read_to, mark FROM history_file');
	select.setReturnArrays(true);
	const files = new Map<string, KnownFile>();
	for (const row of select.iterate() as unknown as Iterable<[string, number, number, number, number, number]>) {
		const [path, inode, sizeBytes, modifiedAt, readTo, mark] = row;
		files.set(path, {inode, sizeBytes, modifiedAt, readTo, mark});
	}
	return files;
}
