/** An anonymous id of the account that a config folder is signed in to, the same on every machine. */
import {createHash} from 'node:crypto';
import {parseAccountId} from '../../claude/settings/account.ts';
import {maxClaudeJsonBytes} from '../../claude/settings/claude-json.ts';
import {claudeJsonPaths} from '../../index/config-folders.ts';
import {homeFolder} from '../../platform/paths.ts';
import {smallFileOrNull} from '../../platform/small-file.ts';

/** Sixteen hexadecimal digits; null: not signed in, or unreadable. Never throws. */
export function readAccount(configDir: string, home = homeFolder()): string | null {
	for (const path of claudeJsonPaths(configDir, home)) {
		// Other readers of this file report what is wrong with it.
		const id = parseAccountId(smallFileOrNull(path, {maxBytes: maxClaudeJsonBytes, followLinks: true}) ?? '');
		if (id !== null) return createHash('sha256').update(`ccmon account ${id}`).digest('hex').slice(0, 16);
	}
	return null;
}
