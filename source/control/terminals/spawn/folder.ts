/** Checks the folder of a session before it is started. */
import {isAllowed, realPathOf, reasonOf, statOrNull} from '../../../platform/files.ts';
import {resolveFolder} from '../../../platform/paths.ts';

/** The folder's real path, which is how Claude Code names its projects; or why no session can start there. */
export function checkFolder(
	path: string,
	env: NodeJS.ProcessEnv,
): {ok: true; path: string} | {ok: false; reason: string} {
	const wanted = path.trim();
	if (wanted === '') return {ok: false, reason: 'no folder was given'};
	const full = resolveFolder(wanted, env);
	let reason: string | null = null;
	const stats = statOrNull(full, (_, error) => {
		reason = reasonOf(error);
	});
	if (reason !== null) return {ok: false, reason: `${wanted} may not be opened (${reason})`};
	if (!stats) return {ok: false, reason: `there is no folder ${wanted}`};
	if (!stats.isDirectory()) return {ok: false, reason: `${wanted} is not a folder`};
	if (!isAllowed(full, 'enter')) return {ok: false, reason: `${wanted} may not be opened (permission denied)`};
	return {ok: true, path: realPathOf(full)};
}
