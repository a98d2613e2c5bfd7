/** Whether the user has a plan with limits, as last reported by the status line: for commands without live figures. */
import {join} from 'node:path';
import {parseStatusline} from '../claude/statusline/parse.ts';
import {createConfigDirMatcher} from '../index/config-folders.ts';
import {readDirectoryOrEmpty, statOrNull} from '../platform/files.ts';
import {statuslineFolder} from '../platform/paths.ts';
import {smallFileOrNull} from '../platform/small-file.ts';

const maxFileBytes = 256 * 1024;
/** Older files belong to a plan that may have ended. */
const maxAgeMs = 7 * 86_400_000;
/** How many files to look at: a session's file has limits only after its first answer. */
const mostFiles = 30;

/** False also if unknown. `configDirs`: of the sessions that count. Never throws. */
export function isOnPlan(stateDir: string, configDirs: readonly string[], now: number): boolean {
	const folder = statuslineFolder(stateDir);
	const askedFor = createConfigDirMatcher(configDirs);
	return newestFiles(folder, now).some(path => {
		// The monitor reports unreadable files.
		const status = parseStatusline(smallFileOrNull(path, {maxBytes: maxFileBytes, ownerOnly: true}) ?? '', now);
		if (!status?.seen.limits) return false;
		return status.seen.configDir === '' || askedFor(status.seen.configDir) !== null;
	});
}

function newestFiles(folder: string, now: number): string[] {
	return readDirectoryOrEmpty(folder)
		.filter(name => name.endsWith('.json') && !name.startsWith('.'))
		.map(name => ({path: join(folder, name), at: statOrNull(join(folder, name))?.mtimeMs ?? 0}))
		.filter(({at}) => now - at < maxAgeMs)
		.sort((a, b) => b.at - a.at)
		.slice(0, mostFiles)
		.map(({path}) => path);
}
