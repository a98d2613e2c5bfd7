/**
 * The `statusLine` command that setup writes. It names the command that was there before, so that the settings
 * themselves say what runs, and so that it runs even when ccmon's folder has been deleted.
 */
import {join} from 'node:path';
import {shellQuoted} from '../platform/shell.ts';

export const scriptPath = (stateDir: string): string => join(stateDir, 'ccmon-statusline.sh');

/** `previous`: the command to show instead of ccmon's own line; null: there was none. */
export function ownCommand(script: string, previous: string | null): string {
	const file = shellQuoted(script);
	if (previous === null) return `_ccmon_previous=; [ ! -r ${file} ] || . ${file}`;
	// The script exits the shell: what follows is only reached without it.
	return `_ccmon_previous=${shellQuoted(previous)}; [ ! -r ${file} ] || . ${file}; eval "$_ccmon_previous"`;
}

const word = String.raw`'(?:[^']|'\\'')*'`;
const pattern = new RegExp(
	String.raw`^_ccmon_previous=(?<previous>${word})?; \[ ! -r (?<script>${word}) \] \|\| \. \k<script>(?:; eval "\$_ccmon_previous")?$`,
);

/** The arguments that `ownCommand` was given, with the script in any folder; null: another command. */
export function readOwnCommand(command: string): {script: string; previous: string | null} | null {
	const found = pattern.exec(command)?.groups;
	if (!found?.script?.endsWith("/ccmon-statusline.sh'")) return null;
	return {script: unquoted(found.script), previous: found.previous === undefined ? null : unquoted(found.previous)};
}

const unquoted = (text: string): string => text.slice(1, -1).replaceAll("'\\''", "'");
