/** Where a git repository begins, read without git. */
import {basename, dirname, join, resolve} from 'node:path';
import {realPathOf, statOrNull} from './files.ts';
import {smallFileOrNull} from './small-file.ts';

const maxLinkBytes = 16 * 1024;

/** The folder, and those above it up to the top of its repository. Null: it is in none. */
export function foldersUpToTop(path: string): string[] | null {
	const folders: string[] = [];
	for (let folder = path; ; folder = dirname(folder)) {
		folders.push(folder);
		if (statOrNull(join(folder, '.git'))) return folders;
		if (folder === dirname(folder)) return null;
	}
}

/** In a linked worktree `.git` is a file: `gitdir: /repository/.git/worktrees/NAME`. Null: not a linked worktree. */
export function mainRepository(top: string): string | null {
	const link = smallFileOrNull(join(top, '.git'), {maxBytes: maxLinkBytes}) ?? '';
	const gitFolder = /^gitdir: (.+)\/worktrees\/[^/]+$/m.exec(link)?.[1];
	if (gitFolder === undefined) return null;
	const full = realPathOf(resolve(top, gitFolder));
	return basename(full) === '.git' ? dirname(full) : full;
}

/** The top of its repository, and in a linked worktree that of the main one, unless that is bare. Null: it is in none. */
export function repositoryTop(path: string): string | null {
	const top = foldersUpToTop(path)?.at(-1);
	if (top === undefined) return null;
	const main = mainRepository(top);
	return main !== null && statOrNull(join(main, '.git')) ? main : top;
}
