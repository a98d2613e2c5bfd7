/** The oldest Node that ccmon runs on, as in package.json: the first whose SQLite has full-text search and numbered parameters. */
export const oldestNode = '22.22.0';

/** Whether a version, with or without its `v`, is too old. */
export function isNewEnough(version: string): boolean {
	const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
	const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
	return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** For sentences. */
export const neededNode = `Node ${oldestNode.split('.').slice(0, 2).join('.')} or newer`;
