/**
 * Where an organisation installs its settings on a machine; they override the user's, key by key
 * (https://code.claude.com/docs/en/settings). Those that a server or a device manager delivers are in no such file.
 */

/** The folder with `managed-settings.json` and `managed-settings.d/*.json`. `platform` as Node.js names it. */
export function managedFolder(platform: string): string {
	if (platform === 'darwin') return '/Library/Application Support/ClaudeCode';
	if (platform === 'win32') return 'C:\\Program Files\\ClaudeCode';
	return '/etc/claude-code';
}

export const managedFile = 'managed-settings.json';
export const managedDropIns = 'managed-settings.d';
