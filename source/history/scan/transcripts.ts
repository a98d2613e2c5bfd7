/** Finds every transcript of the config folders, with what tells whether it has changed. */
import {type Dirent, readdirSync, statSync} from 'node:fs';
import {join, sep} from 'node:path';
import {identify} from '../../sources/transcript/identity.ts';

export interface TranscriptFile {
	path: string;
	configDir: string;
	/** See `TranscriptIdentity`. */
	sessionId: string | null;
	agentId: string | null;
	inode: number;
	sizeBytes: number;
	/** Milliseconds since the epoch, with fractions. */
	modifiedAt: number;
	/** When the file was made, in ms with fractions; when it was changed, where the file system does not tell. */
	createdAt: number;
}

const suffix = '.jsonl';
/** `projects/<slug>/<session>/subagents/workflows/<run>/…` is the deepest known place. */
const deepest = 6;

/** Gets what cannot be listed, and the error. */
export type OnUnreadable = (path: string, error: unknown) => void;

/** Lists the transcripts of all config folders. A missing folder is an empty one. */
export function findTranscripts(configDirs: readonly string[], onUnreadable: OnUnreadable): TranscriptFile[] {
	const found: TranscriptFile[] = [];
	for (const configDir of new Set(configDirs)) {
		const projects = join(configDir, 'projects');

		const visitFolder = (folder: string, depth: number) => {
			for (const entry of entriesOf(folder, onUnreadable)) {
				const path = folder + sep + entry.name;
				if (entry.name.endsWith(suffix)) visitFile(path);
				else if (depth < deepest && mayBeFolder(entry)) visitFolder(path, depth + 1);
			}
		};
		const visitFile = (path: string) => {
			const identity = identify(path.slice(projects.length + 1));
			if (!identity) return;
			const file = statOf(path, onUnreadable);
			if (!file?.isFile()) return;
			found.push({
				path,
				configDir,
				...identity,
				inode: file.ino,
				sizeBytes: file.size,
				modifiedAt: file.mtimeMs,
				createdAt: file.birthtimeMs || file.mtimeMs,
			});
		};
		visitFolder(projects, 0);
	}
	return found;
}

/** Links are followed: people keep projects elsewhere. A file behind one costs a failed listing and no more. */
const mayBeFolder = (entry: Dirent) => entry.isDirectory() || entry.isSymbolicLink();

function entriesOf(folder: string, onUnreadable: OnUnreadable): Dirent[] {
	try {
		return readdirSync(folder, {withFileTypes: true});
	} catch (error) {
		if (!isExpected(error)) onUnreadable(folder, error);
		return [];
	}
}

function statOf(path: string, onUnreadable: OnUnreadable) {
	try {
		return statSync(path, {throwIfNoEntry: false});
	} catch (error) {
		if (!isExpected(error)) onUnreadable(path, error);
		return undefined;
	}
}

/** It went away between two looks, or a link leads to a file. */
function isExpected(error: unknown): boolean {
	const {code} = error as NodeJS.ErrnoException;
	return code === 'ENOENT' || code === 'ENOTDIR';
}
