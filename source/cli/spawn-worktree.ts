/** Whether Claude Code would make a new worktree: if not, it exits at once, and its message goes with the pane. */
import {foldersToTrust} from '../control/terminals/spawn/repository.ts';
import {shortFolder} from '../core/format.ts';
import {readTrustedFolders} from '../live/claude-json/projects.ts';

/** A sentence that says why not and what to do. Null: it would, as far as can be known. */
export function worktreeProblem(cwd: string, configDir: string, home: string): string | null {
	const folders = foldersToTrust(cwd);
	if (folders === null) return `${shortFolder(cwd, home)} is in no git repository: there is no worktree of it`;
	const trusted = readTrustedFolders(configDir, home);
	const isTrusted = folders.some(folder => trusted?.has(folder));
	if (trusted === null || isTrusted) return null;
	return `for a worktree Claude Code must trust ${shortFolder(cwd, home)}: run claude there once and accept`;
}
