/** The status line script: whether it is there, as it should be, and whether Claude Code runs it. */

import {join} from 'node:path';
import {highestOf} from '../../accounting/extremes.ts';
import {formatAge} from '../../core/format.ts';
import {isAllowed, isOwn, lstatOrNull, readDirectoryOrEmpty, statOrNull} from '../../platform/files.ts';
import {statuslineFolder} from '../../platform/paths.ts';
import {shellQuoted} from '../../platform/shell.ts';
import {readSmallFile} from '../../platform/small-file.ts';
import {scriptPath} from '../statusline-command.ts';
import {type Check, missing, ok, warn} from './report.ts';

export interface StatusLineCheckOptions {
	stateDir: string;
	/** The text that the script should have. */
	script: string;
	now: number;
}

export function checkStatusLine({stateDir, script, now}: StatusLineCheckOptions): Check[] {
	const path = scriptPath(stateDir);
	let found: string | null;
	try {
		found = readSmallFile(path, {maxBytes: 1_000_000, ownerOnly: true});
	} catch (error) {
		return [missing('statusline-script', error instanceof Error ? error.message : String(error), 'ccmon setup')];
	}
	if (found === null)
		return [missing('statusline-script', `The status line script ${path} is missing.`, 'ccmon setup')];
	if (found !== script)
		return [missing('statusline-script', `${path} is from another version of ccmon.`, 'ccmon setup')];
	const folder = statuslineFolder(stateDir);
	const folderCheck = checkFolder(folder);
	if (folderCheck) return [folderCheck];
	const newest = newestFile(folder);
	if (newest !== null) return [ok('statusline-script', `The status line last reported ${formatAge(newest, now)} ago.`)];
	const message = 'The status line script is there, and no session has run it yet.';
	return [warn('statusline-script', message, 'Restart claude: sessions that ran before setup do not know about it.')];
}

function checkFolder(folder: string): Check | null {
	const stats = lstatOrNull(folder);
	if (!stats) return null;
	if (!stats.isDirectory() || !isOwn(stats))
		return missing('statusline-script', `${folder} does not belong to you.`, `rm -r ${shellQuoted(folder)}`);
	if (isAllowed(folder, 'enter')) return null;
	return missing('statusline-script', `${folder} cannot be read.`, `chmod u+rwx ${shellQuoted(folder)}`);
}

/** In ms; null: no session has written. */
function newestFile(folder: string): number | null {
	const names = readDirectoryOrEmpty(folder).filter(name => name.endsWith('.json'));
	const times = names.flatMap(name => statOrNull(join(folder, name))?.mtimeMs ?? []);
	return times.length > 0 ? highestOf(times) : null;
}
