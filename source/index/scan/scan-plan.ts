/** What a scan has to read: every transcript that has changed since the database last saw it, by project. */
import type {DatabaseSync} from 'node:sqlite';
import {getOrMake} from '../../accounting/get-or-make.ts';
import type {OnUnreadable} from '../../platform/files.ts';
import type {Problem} from '../../platform/problem.ts';
import {resolveConfigFolders} from '../config-folders.ts';
import {discoverTranscripts, type TranscriptFile} from '../discover.ts';
import {createFolderRows} from '../folder-rows.ts';
import {damageOf} from '../transcript-rows.ts';
import {openListings} from './listings.ts';

/**
 * Changed transcripts of one project, read and written by one thread: forks are stored beside their originals, so that their
 * shared requests need not be loaded from the database. Conversations are never split, even if they span projects.
 */
export interface ScanGroup {
	/** The row of the config folder. */
	folder: number;
	files: readonly TranscriptFile[];
	bytes: number;
}

export interface ScanPlan {
	groups: ScanGroup[];
	files: number;
	/** Approximate number of bytes to read. */
	bytes: number;
	/** Unchanged transcripts in which damaged records were skipped when they were read. */
	damaged: readonly Problem[];
}

/** A larger project is divided among threads. Longer conversations come first, so that no thread ends with one. */
const largeBytes = 32 * 2 ** 20;

export interface PlanOptions {
	database: DatabaseSync;
	configDirs: readonly string[];
	/** Milliseconds since the epoch. */
	now: number;
	onUnreadable: OnUnreadable;
}

interface Changed extends ScanGroup {
	files: TranscriptFile[];
	modifiedAt: number;
}

export function planScan({database, configDirs, now, onUnreadable}: PlanOptions): ScanPlan {
	const listings = openListings(database, now);
	const known = createKnownFiles(database);
	const folderRow = createFolderRows(database);
	const conversations = new Map<string, Changed>();
	const projects: Changed[][] = [];
	const damaged: Problem[] = [];
	const folders = resolveConfigFolders(configDirs);
	for (const files of discoverTranscripts(folders, {onUnreadable, readNames: listings.names})) {
		const project: Changed[] = [];
		for (const file of files) {
			const folder = folderRow(file.folder);
			const {isSame, readTo, damages} = known(folder, file);
			if (isSame) {
				damaged.push(...damageOf(file.path, damages));
				continue;
			}
			const bytes = Math.max(0, file.sizeBytes - (readTo <= file.sizeBytes ? readTo : 0));
			const changed = {folder, files: [file], bytes, modifiedAt: file.modifiedAt};
			const key = `${folder} ${file.sessionId ?? file.relativePath}`;
			// It may continue in another project; then it is read with the first one.
			const conversation = conversations.get(key);
			if (conversation) join(conversation, changed);
			else {
				conversations.set(key, changed);
				project.push(changed);
			}
		}
		projects.push(project);
	}
	listings.save();
	const groups = projects.flatMap(groupsOf);
	const rank = ({bytes}: ScanGroup) => (bytes > largeBytes ? 1 : 0);
	groups.sort((a, b) => rank(b) - rank(a) || b.modifiedAt - a.modifiedAt);
	const sum = (of: (group: ScanGroup) => number) => groups.reduce((all, group) => all + of(group), 0);
	return {groups, files: sum(({files}) => files.length), bytes: sum(({bytes}) => bytes), damaged};
}

/** Newest first: recent conversations are what users ask about most. */
function groupsOf(conversations: readonly Changed[]): Changed[] {
	const groups: Changed[] = [];
	for (const conversation of [...conversations].sort((a, b) => b.modifiedAt - a.modifiedAt)) {
		// A conversation's own transcript says what its subagents' transcripts cannot.
		conversation.files.sort((a, b) => Number(a.agentId !== null) - Number(b.agentId !== null));
		const last = groups.at(-1);
		if (last && last.bytes + conversation.bytes <= largeBytes) join(last, conversation);
		else groups.push(conversation);
	}
	return groups;
}

function join(group: Changed, {files, bytes, modifiedAt}: Changed): void {
	group.files.push(...files);
	group.bytes += bytes;
	group.modifiedAt = Math.max(group.modifiedAt, modifiedAt);
}

type KnownRow = [
	folder: number,
	path: string,
	inode: number,
	sizeBytes: number,
	modifiedAt: number,
	readTo: number,
	damages: number,
];

/** How far a file was read, whether it is unchanged, and how many damaged records it has. Of thousands of files hardly any has changed. */
function createKnownFiles(database: DatabaseSync) {
	const select = database.prepare(
		'SELECT folder, path, inode, size_bytes, modified_at, read_to, damages FROM transcript',
	);
	select.setReturnArrays(true);
	const byFolder = new Map<number, Map<string, KnownRow>>();
	for (const row of select.all() as unknown as KnownRow[]) {
		getOrMake(byFolder, row[0], () => new Map<string, KnownRow>()).set(row[1], row);
	}
	return (folder: number, {relativePath, inode, sizeBytes, modifiedAt}: TranscriptFile) => {
		const row = byFolder.get(folder)?.get(relativePath);
		if (!row) return {isSame: false, readTo: 0, damages: 0};
		const isSame = row[2] === inode && row[3] === sizeBytes && row[4] === modifiedAt;
		return {isSame, readTo: row[5], damages: row[6]};
	};
}
