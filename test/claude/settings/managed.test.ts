import {expect, test} from 'vitest';
import {managedFolder} from '../../../source/claude/settings/managed.ts';

// https://code.claude.com/docs/en/settings
test.each([
	['darwin', '/Library/Application Support/ClaudeCode'],
	['win32', 'C:\\Program Files\\ClaudeCode'],
	['linux', '/etc/claude-code'],
	['freebsd', '/etc/claude-code'],
])('on %s an organisation’s settings lie in %s', (platform, folder) => {
	expect(managedFolder(platform)).toBe(folder);
});
