/** What this machine counts, as other machines compare it with what they count. */
import {createHash} from 'node:crypto';
import type {Books} from '../core/hosts/books.ts';
import {identityAnywhere, kernelId} from '../platform/folder-anywhere.ts';
import {readPidDomain} from '../platform/process.ts';
import {projectsFolder, resolveConfigFolders} from './config-folders.ts';

/** How long an answer is reused, in ms: it is asked for with each batch, and a config folder rarely comes or goes. */
const keptMs = 10_000;

/** Returns a function that reads it; while nothing changes it returns the same object. */
export function createBooks(configDirs: readonly string[], clock: () => number): () => Books {
	let kept: {at: number; text: string; books: Books} | null = null;
	return () => {
		if (kept && Math.abs(clock() - kept.at) < keptMs) return kept.books;
		const books = readBooks(configDirs);
		const text = JSON.stringify(books);
		kept = {at: clock(), text, books: kept?.text === text ? kept.books : books};
		return kept.books;
	};
}

/** Never throws. Two config folders that share their transcripts are one. */
export function readBooks(configDirs: readonly string[]): Books {
	return {
		processes: hashed('processes', `${kernelId()} ${readPidDomain() ?? ''}`),
		folders: resolveConfigFolders(configDirs).flatMap(({path: configDir}) => {
			// A container may have the transcripts in common with its machine, and nothing else.
			const identity = identityAnywhere(projectsFolder(configDir)) ?? identityAnywhere(configDir);
			return identity === null ? [] : [{configDir, id: hashed('folder', identity)}];
		}),
	};
}

const hashed = (what: string, text: string): string =>
	createHash('sha256').update(`ccmon ${what} ${text}`).digest('hex').slice(0, 32);
