/** What a program under test sees of this machine: next to nothing, so that no test depends on whose it is. */
import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const hourMs = 3_600_000;

/** A bare environment; never the caller's own. HOME is for the caller to add. */
export function baseEnvironment(): Record<string, string> {
	return {PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', TERM: 'xterm-256color', TZ: 'UTC'};
}

export interface NoonZone {
	/** For TZ. */
	name: string;
	/** Hours east of UTC. */
	east: number;
	/** When today began there, in ms. */
	midnight: number;
}

/**
 * A zone in which it is noon now, for tests of what was spent today, or of a time some hours from now: midnight is far
 * away, whenever they run.
 */
export function noonZone(): NoonZone {
	const hour = Math.floor(Date.now() / hourMs);
	const east = 12 - (hour % 24);
	const name = east === 0 ? 'UTC' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
	return {name, east, midnight: (hour - 12) * hourMs};
}

export interface TemporaryFolder {
	/** Real path, without symlinks: Claude Code writes folders down that way. */
	path: string;
	/** Path of a file or folder in it. */
	at(...names: string[]): string;
	remove(): void;
}

export function temporaryFolder(name = 'ccmon-test'): TemporaryFolder {
	const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), `${name}-`)));
	return {
		path: folder,
		at: (...names) => path.join(folder, ...names),
		// Programs that were just killed may still be writing: try again rather than fail a test that passed.
		remove: () => rmSync(folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 100}),
	};
}
