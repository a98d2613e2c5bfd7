/** What a new worktree needs to know about a session's git repository. */
import {foldersUpToTop, mainRepository} from '../../../platform/git-repository.ts';

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
