/** What a new worktree needs to know about a session's git repository, read without git. */
import {basename, dirname, join, resolve} from 'node:path';
import {realPathOf, statOrNull} from '../../../platform/files.ts';
import {smallFileOrNull} from '../../../platform/small-file.ts';

const maxLinkBytes = 16 * 1024;

/** Whether the folder is in a git repository, so that there can be another worktree. */
export const isInRepository = (path: string): boolean => foldersUpToTop(path) !== null;

/**
 * Claude Code must trust one of these folders before it makes a worktree: from this one up to the
 * top of the repository, and the main repository where that is a linked worktree. Null: there is no repository.
 */
export function foldersToTrust(path: string): readonly string[] | null {
	const folders = foldersUpToTop(path);
	const main = mainRepository(folders?.at(-1) ?? path);
	return folders && main !== null ? [...folders, main] : folders;
}

function foldersUpToTop(path: string): string[] | null {
	const folders: string[] = [];
	for (let folder = path; ; folder = dirname(folder)) {
		folders.push(folder);
		if (statOrNull(join(folder, '.git'))) return folders;
		if (folder === dirname(folder)) return null;
	}
}

/** In a linked worktree `.git` is a file: `gitdir: /repository/.git/worktrees/NAME`. Null: not a linked worktree. */
function mainRepository(top: string): string | null {
	const link = smallFileOrNull(join(top, '.git'), {maxBytes: maxLinkBytes}) ?? '';
	const gitFolder = /^gitdir: (.+)\/worktrees\/[^/]+$/m.exec(link)?.[1];
	if (gitFolder === undefined) return null;
	const full = realPathOf(resolve(top, gitFolder));
	return basename(full) === '.git' ? dirname(full) : full;
}
