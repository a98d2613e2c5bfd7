/**
 * Finds the transcripts of config folders, for the live screen and the index: conversations and their subagents, through symbolic
 * links, and each file once, no matter how many paths lead to it. What is unreadable or odd is reported and skipped.
 */

import {sep} from 'node:path';
import {getOrMake} from '../accounting/get-or-make.ts';
import {identify, type TranscriptIdentity} from '../claude/transcript/identity.ts';
import {
	isMissing,
	isSymbolicLink,
	type OnUnreadable,
	readDirectory,
	readDirectoryLinksLast,
	type Stats,
	statListed,
	statOrNull,
} from '../platform/files.ts';
import {type ConfigFolder, projectsFolder} from './config-folders.ts';

export interface TranscriptFile extends TranscriptIdentity {
	/** The path it was found by, through the config folder as it was given. */
	path: string;
	/** Inside `projects`; stays the same when the config folder is renamed. */
	relativePath: string;
	folder: ConfigFolder;
	device: number;
	inode: number;
	sizeBytes: number;
	/** Milliseconds since the epoch, with fractions. */
	modifiedAt: number;
	/** When the file was made, in ms with fractions; when it was changed, where the file system does not record that. */
	createdAt: number;
}

/** What is in a folder, by what `stat` has just reported. Throws what reading throws. */
export type ReadNames = (folder: string, stats: Stats) => string[];

export interface DiscoverOptions {
	onUnreadable?: OnUnreadable | undefined;
	/** For folders of subagents, which seldom change. */
	readNames?: ReadNames;
}

export interface SubagentFolder {
	path: string;
	names: readonly string[];
}

const suffix = '.jsonl';
const uuidLength = 36;
/** Workflows keep their agents some folders below `subagents`. */
const deepest = 4;

/** Thousands of paths are joined here, and none needs the normalisation of `path.join`. */
const below = (folder: string, name: string) => folder + sep + name;

/**
 * The transcripts of all folders, one project at a time, so that the caller can do other work in between. A
 * missing folder is an empty one. Never throws.
 */
export function* discoverTranscripts(
	folders: Iterable<ConfigFolder>,
	{onUnreadable, readNames = readDirectory}: DiscoverOptions = {},
): Generator<TranscriptFile[]> {
	const seen = createSeen();
	for (const folder of folders) {
		const projects = projectsFolder(folder.path);
		const list = createLister(seen, onUnreadable);
		for (const project of list(projects, readDirectoryLinksLast) ?? []) {
			yield distinctFiles(transcriptPaths(below(projects, project)));
		}

		function transcriptPaths(project: string): string[] {
			const paths: string[] = [];
			for (const name of list(project, readDirectory, statListed) ?? []) {
				const path = below(project, name);
				if (name.endsWith(suffix)) paths.push(path);
				else if (name.length === uuidLength) addSubagents(paths, below(path, 'subagents'));
			}
			return paths;
		}

		function addSubagents(paths: string[], subagents: string): void {
			for (const {path, names} of walkSubagents(subagents, folder => list(folder, readNames))) {
				for (const name of names) if (name.endsWith(suffix)) paths.push(below(path, name));
			}
		}

		function distinctFiles(paths: readonly string[]): TranscriptFile[] {
			const files: TranscriptFile[] = [];
			for (const path of paths) {
				const relativePath = path.slice(projects.length + 1);
				const identity = identify(relativePath);
				const stats = identity && statListed(path, onUnreadable);
				if (!stats) continue;
				if (!stats.isFile()) {
					onUnreadable?.(path, new Error('it is not a plain file'));
					continue;
				}
				const file = transcriptFile(path, relativePath, identity, folder, stats);
				if (seen.add(stats)) files.push(file);
				else if (!isSymbolicLink(path)) replaceLink(files, file);
			}
			return files;
		}
	}
}

/** A session's `subagents` folder and those below it, as far as they exist, with what is in them. */
export function subagentFolders(subagents: string): SubagentFolder[] {
	const list = createLister(createSeen());
	return walkSubagents(subagents, folder => list(folder, readDirectory));
}

type List = (folder: string) => readonly string[] | null;

function walkSubagents(path: string, list: List, depth = 0): SubagentFolder[] {
	const names = list(path);
	if (!names) return [];
	const folders = [{path, names}];
	if (depth === deepest) return folders;
	for (const name of names) {
		if (!/\.jsonl?$/.test(name)) folders.push(...walkSubagents(below(path, name), list, depth + 1));
	}
	return folders;
}

/** Reads the names in a folder. Null: not a folder, missing, unreadable, or already read under another name. */
function createLister(seen: Seen, onUnreadable?: OnUnreadable) {
	return (folder: string, read: ReadNames, stat = statOrNull): string[] | null => {
		const stats = stat(folder, onUnreadable);
		if (!stats?.isDirectory() || !seen.add(stats)) return null;
		try {
			return read(folder, stats);
		} catch (error) {
			if (!isMissing(error)) onUnreadable?.(folder, error as NodeJS.ErrnoException);
			return null;
		}
	};
}

/** Files and folders by device and inode. A set of texts would take as long to fill as thousands of files to look at. */
function createSeen() {
	const devices = new Map<number, Set<number>>();
	return {
		/** False: it has been added before. */
		add({dev, ino}: Stats): boolean {
			const inodes = getOrMake(devices, dev, () => new Set());
			return inodes.size < inodes.add(ino).size;
		},
	};
}
type Seen = ReturnType<typeof createSeen>;

/** The file was found by a link to it before: from now on it goes by its own name. */
function replaceLink(files: TranscriptFile[], file: TranscriptFile): void {
	const index = files.findIndex(({device, inode}) => device === file.device && inode === file.inode);
	if (index >= 0 && isSymbolicLink(files[index]!.path)) files[index] = file;
}

/** Written out: thousands are made, and copies of copies would take as long as to look at the files. */
function transcriptFile(
	path: string,
	relativePath: string,
	{sessionId, agentId}: TranscriptIdentity,
	folder: ConfigFolder,
	{dev, ino, size, mtimeMs, birthtimeMs}: Stats,
): TranscriptFile {
	return {
		sessionId,
		agentId,
		path,
		relativePath,
		folder,
		device: dev,
		inode: ino,
		sizeBytes: size,
		modifiedAt: mtimeMs,
		createdAt: birthtimeMs || mtimeMs,
	};
}
