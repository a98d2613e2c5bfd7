/** The database as files: owner-only, never through a symlink, and set aside when its content cannot be used. */
import {chmodSync, closeSync, existsSync, lstatSync, openSync, renameSync} from 'node:fs';
import {basename, dirname} from 'node:path';
import {isOwn} from './files.ts';
import {ensureOwnerFolder} from './owner-file.ts';

/** SQLite's own files beside the database; it gives them the database's permissions. */
const suffixes = ['', '-wal', '-shm'];

/**
 * Creates the folder (0700) and an empty file (0600) if missing, and removes access for others.
 * Throws if one belongs to somebody else or is not what it should be.
 */
export function prepareDatabaseFile(path: string): void {
	ensureOwnerFolder(dirname(path));
	for (const suffix of suffixes) checkFile(`${path}${suffix}`);
	if (!existsSync(path)) createFile(path);
}

/**
 * Checks the file without opening it: closing a second handle would drop the locks that SQLite holds on the same
 * file elsewhere in this process (https://www.sqlite.org/howtocorrupt.html, section 2.2).
 */
function checkFile(path: string): void {
	const stat = lstatSync(path, {throwIfNoEntry: false});
	if (!stat) return;
	if (stat.isSymbolicLink()) throw new Error(`${path} is a symbolic link, which ccmon does not follow: remove it`);
	if (!stat.isFile()) throw new Error(`${path} is not a file: move it away`);
	if (!isOwn(stat)) throw new Error(`${path} belongs to another user`);
	if (stat.mode & 0o077) chmodSync(path, 0o600);
}

function createFile(path: string): void {
	try {
		closeSync(openSync(path, 'wx', 0o600));
	} catch (error) {
		// Another process was first.
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
}

/** Renames the database with all its files; returns the new base name. */
export function setAside(path: string, why: string, now: number): string {
	const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
	let target = `${path}.${why}-${stamp}`;
	for (let copy = 2; existsSync(target); copy++) target = `${path}.${why}-${stamp}-${copy}`;
	for (const suffix of suffixes) {
		if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${target}${suffix}`);
	}
	return basename(target);
}
