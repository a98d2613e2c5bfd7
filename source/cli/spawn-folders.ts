/** Which folders to offer for a new session. */
import type {Session} from '../core/session.ts';
import {isFolder} from '../platform/files.ts';

const offered = 8;

/** Folders of the sessions, most recently used first, then the others; without duplicates and missing ones. */
export function recentFolders(sessions: Iterable<Session>, others: readonly string[]): string[] {
	const byUse = [...sessions].sort((a, b) => (b.lastActivityAt ?? 0) - (a.lastActivityAt ?? 0));
	const found: string[] = [];
	for (const folder of new Set([...byUse.map(({cwd}) => cwd), ...others])) {
		if (found.length === offered) break;
		if (folder && isFolder(folder)) found.push(folder);
	}
	return found;
}
