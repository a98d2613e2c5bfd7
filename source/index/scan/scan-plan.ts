/** What a scan has to read: every transcript that is not as the database last saw it. */
import type {DatabaseSync} from 'node:sqlite';
import type {OnUnreadable} from '../../platform/files.ts';
import {resolveConfigFolders} from '../config-folders.ts';
import {discoverTranscripts, type TranscriptFile} from '../discover.ts';
import {openListings} from './listings.ts';
import type {FileScan, KnownFile} from './scan-file.ts';

export interface ScanPlan {
	files: FileScan[];
	/** About as much as will be read. */
	bytes: number;
}

/** Larger files come first, so that no thread is left alone with one at the end. */
const largeBytes = 32 * 2 ** 20;

export interface PlanOptions {
	database: DatabaseSync;
	configDirs: readonly string[];
	/** Milliseconds since the epoch. */
	now: number;
	onUnreadable: OnUnreadable;
}

export function planScan({database, configDirs, now, onUnreadable}: PlanOptions): ScanPlan {
	const listings = openListings(database, now);
	const known = readKnown(database);
	const hasChanged = ({path, inode, sizeBytes, modifiedAt}: TranscriptFile) => {
		const row = known.get(path);
		return row?.[1] !== inode || row[2] !== sizeBytes || row[3] !== modifiedAt;
	};
	const files: FileScan[] = [];
	const found = discoverTranscripts(resolveConfigFolders(configDirs), {onUnreadable, readNames: listings.names});
	for (const project of found) {
		for (const file of project) if (hasChanged(file)) files.push({file, known: knownFile(known.get(file.path))});
	}
	listings.save();
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

type KnownRow = [path: string, inode: number, sizeBytes: number, modifiedAt: number, readTo: number, mark: number];

/** By path, as the database gives them: thousands of files, of which hardly one has changed. */
function readKnown(database: DatabaseSync): Map<string, KnownRow> {
	const select = database.prepare('SELECT path, inode, size, modified_at, read_to, mark FROM history_file');
	select.setReturnArrays(true);
	const known = new Map<string, KnownRow>();
	for (const row of select.all() as unknown as KnownRow[]) known.set(row[0], row);
	return known;
}

function knownFile(row: KnownRow | undefined): KnownFile | undefined {
	if (!row) return undefined;
	const [, inode, sizeBytes, modifiedAt, readTo, mark] = row;
	return {inode, sizeBytes, modifiedAt, readTo, mark};
}
