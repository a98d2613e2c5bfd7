/** Whose account a config folder is signed in to, without saying who: the same on every machine, and of no use for anything else. */
import {createHash} from 'node:crypto';
import {parseAccountId} from '../../claude/settings/account.ts';
import {maxClaudeJsonBytes} from '../../claude/settings/claude-json.ts';
import {claudeJsonPaths} from '../../index/config-folders.ts';
import {homeFolder} from '../../platform/paths.ts';
import {smallFileOrNull} from '../../platform/small-file.ts';

/** Sixteen hexadecimal digits; null: it is signed in to none, or that cannot be read. Never throws. */
export function readAccount(configDir: string, home = homeFolder()): string | null {
	for (const path of claudeJsonPaths(configDir, home)) {
		// What else is read of this file says what is wrong with it.
		const id = parseAccountId(smallFileOrNull(path, {maxBytes: maxClaudeJsonBytes, followLinks: true}) ?? '');
		if (id !== null) return createHash('sha256').update(`ccmon account ${id}`).digest('hex').slice(0, 16);
	}
	return null;
}
