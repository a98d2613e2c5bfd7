/** Finds the transcripts of the config folders that have changed since they were read. */
import {readdirSync, type Stats, statSync} from 'node:fs';
import {join, sep} from 'node:path';
import {identify} from '../../claude/transcript/identity.ts';
import type {Listings} from './listings.ts';

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
/** Workflows keep their agents some folders below `subagents`. */
const deepest = 4;

/** Gets what cannot be listed, and the error. */
export type OnUnreadable = (path: string, error: unknown) => void;

/** Whether a file has been read as it is. */
export type IsAsKnown = (path: string, inode: number, sizeBytes: number, modifiedAt: number) => boolean;

/** Lists the transcripts of all config folders that have changed. A missing folder is an empty one. */
export function findTranscripts(
	configDirs: readonly string[],
	isAsKnown: IsAsKnown,
	listings: Listings,
	onUnreadable: OnUnreadable,
): TranscriptFile[] {
	const list = (folder: string, names: (folder: string, stat: Stats) => string[]) =>
		namesIn(folder, names, onUnreadable);
	const found: TranscriptFile[] = [];
	for (const configDir of new Set(configDirs)) {
		const projects = join(configDir, 'projects');

		/** Files by their suffix; what has no dot in its name may be a folder. */
		const visitFolder = (folder: string, depth: number) => {
			for (const name of list(folder, listings.names)) {
				const path = folder + sep + name;
				if (name.endsWith(suffix)) visitFile(path);
				else if (depth < deepest && !name.includes('.')) visitFolder(path, depth + 1);
			}
		};
		/** Of all that is kept beside a conversation, only its subagents are transcripts. */
		const visitProject = (folder: string) => {
			for (const name of list(folder, readNames)) {
				const path = folder + sep + name;
				if (name.endsWith(suffix)) visitFile(path);
				else if (name.length === uuidLength) visitFolder(`${path}${sep}subagents`, 0);
			}
		};
		const visitFile = (path: string) => {
			const file = statOf(path, onUnreadable);
			if (!file || isAsKnown(path, file.ino, file.size, file.mtimeMs)) return;
			const identity = identify(path.slice(projects.length + 1));
			if (!identity || !file.isFile()) return;
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
		for (const name of list(projects, readNames)) visitProject(projects + sep + name);
	}
	return found;
}

const uuidLength = 36;

const readNames = (folder: string) => readdirSync(folder);

function namesIn(
	folder: string,
	names: (folder: string, stat: Stats) => string[],
	onUnreadable: OnUnreadable,
): string[] {
	try {
		// Asking first is cheaper than the error for a folder that is not there, and most are not.
		const stat = statSync(folder, {throwIfNoEntry: false});
		return stat?.isDirectory() ? names(folder, stat) : [];
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
