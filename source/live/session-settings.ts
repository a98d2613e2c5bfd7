/** Reads how auto-compaction is set for a running process. Settings that cannot be read count as not set. */
import {join} from 'node:path';
import type {AutoCompactSeen, ProcessInfo} from '../claude/events.ts';
import {autoCompactVariables, parseAutoCompact} from '../claude/settings/parse.ts';
import {readSmallFile} from '../platform/owner-file.ts';
import {readProcessArguments, readProcessVariables} from '../platform/process.ts';

const maxBytes = 1024 * 1024;

/** Where an administrator's settings lie: https://docs.claude.com/en/docs/claude-code/settings */
const managedSettings =
	process.platform === 'darwin'
		? '/Library/Application Support/ClaudeCode/managed-settings.json'
		: '/etc/claude-code/managed-settings.json';

export function readAutoCompact({configDir, cwd, pid}: ProcessInfo): AutoCompactSeen | null {
	if (pid === null) return null;
	const files = [
		managedSettings,
		join(cwd, '.claude', 'settings.local.json'),
		join(cwd, '.claude', 'settings.json'),
		join(configDir, 'settings.json'),
	].map(readText);
	const variables = readProcessVariables(pid, autoCompactVariables) ?? {};
	const args = readProcessArguments(pid) ?? [];
	return {type: 'autocompact', configDir, pid, settings: parseAutoCompact({files, variables, args})};
}

function readText(path: string): string | null {
	try {
		return readSmallFile(path, {maxBytes, followLinks: true});
	} catch {
		// Whoever starts Claude Code with it is told there; for the gauge it is as if nothing were set.
		return null;
	}
}
