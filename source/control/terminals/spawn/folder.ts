/** The folder of a session to be started, checked before anything is. */
import {accessSync, constants, realpathSync, statSync} from 'node:fs';
import {resolveFolder} from '../../../platform/paths.ts';

/** The folder's real path, which is how Claude Code names its projects; or why no session can start there. */
export function checkFolder(
	path: string,
	env: NodeJS.ProcessEnv,
): {ok: true; path: string} | {ok: false; reason: string} {
	const wanted = path.trim();
	if (wanted === '') return {ok: false, reason: 'no folder was given'};
	try {
		const real = realpathSync(resolveFolder(wanted, env));
		if (!statSync(real).isDirectory()) return {ok: false, reason: `${wanted} is not a folder`};
		accessSync(real, constants.R_OK | constants.X_OK);
		return {ok: true, path: real};
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') return {ok: false, reason: `there is no folder ${wanted}`};
		return {ok: false, reason: `${wanted} may not be opened (${code ?? 'unknown reason'})`};
	}
}
