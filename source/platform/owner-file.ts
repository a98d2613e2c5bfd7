/**
 * Small files that nobody else may read or slip in: modes 0600 and 0700, replaced in one step, and never through a
 * symbolic link. For what ccmon writes; `readSmallFile` also reads what others wrote.
 */
import {
	chmodSync,
	closeSync,
	constants,
	existsSync,
	fstatSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	type Stats,
	unlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';

/** A file or folder is not what it must be; `message` is one sentence to show, path included. */
export class UnsafeFileError extends Error {
	override name = 'UnsafeFileError';
}

function checkOwner(path: string, stats: Stats): void {
	const user = process.getuid?.();
	if (user !== undefined && stats.uid !== user)
		throw new UnsafeFileError(`${path} belongs to another user: remove it.`);
}

/** Makes the folder, parents included, and its mode 0700. Throws where a link, a file or another user's folder stands. */
export function ensureOwnerFolder(path: string): void {
	mkdirSync(path, {recursive: true, mode: 0o700});
	const stats = lstatSync(path);
	if (!stats.isDirectory()) throw new UnsafeFileError(`${path} is not a folder but a link or file: remove it.`);
	checkOwner(path, stats);
	if (stats.mode & 0o077) chmodSync(path, 0o700);
}

function checkReplaceable(path: string): void {
	const stats = lstatSync(path, {throwIfNoEntry: false});
	if (!stats) return;
	if (!stats.isFile()) throw new UnsafeFileError(`${path} is not a plain file (a symbolic link?): remove it.`);
	checkOwner(path, stats);
}

/** An existing folder is left as it is: it may be a shared one, such as the one for temporary files. */
function ensureParent(path: string): void {
	const parent = dirname(path);
	if (!existsSync(parent)) ensureOwnerFolder(parent);
}

/**
 * Replaces a file's content in one step: a reader sees the old or the new, and after a crash one of them is there.
 * Mode 0600; missing folders are made with mode 0700. Throws `UnsafeFileError`, or what the file system says.
 */
export function writeOwnerFile(path: string, content: string | Uint8Array): void {
	ensureParent(path);
	checkReplaceable(path);
	// The global one: importing node:crypto takes as long as the rest of a small command.
	const temporary = `${path}.${crypto.randomUUID()}.tmp`;
	const file = openSync(temporary, 'wx', 0o600);
	try {
		try {
			writeFileSync(file, content);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		renameSync(temporary, path);
	} catch (error) {
		unlinkSync(temporary);
		throw error;
	}
}

/** Makes an empty file of mode 0600 if there is none, and takes other people's rights from one that is there. For databases and locks. */
export function ensureOwnerFile(path: string): void {
	ensureParent(path);
	checkReplaceable(path);
	const file = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
	try {
		const stats = fstatSync(file);
		if (stats.mode & 0o077) chmodSync(path, 0o600);
	} finally {
		closeSync(file);
	}
}

export interface ReadOptions {
	/** A larger file is refused unread. */
	maxBytes: number;
	/** Refuse a file that others may read or write, or that another user owns: for tokens and keys. */
	ownerOnly?: boolean;
	/** Follow a symbolic link, as people's own settings are often kept elsewhere; not for `ownerOnly`. */
	followLinks?: boolean;
}

/**
 * Reads a small file as UTF-8. Null: it does not exist. Throws `UnsafeFileError` for a link, a device, a file that is
 * too large or too open, and what the file system says for others.
 */
export function readSmallFile(path: string, options: ReadOptions): string | null {
	let file: number;
	try {
		// Without O_NONBLOCK, a pipe in the file's place would hang the program.
		const flags = constants.O_RDONLY | constants.O_NONBLOCK | (options.followLinks ? 0 : constants.O_NOFOLLOW);
		file = openSync(path, flags);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code === 'ENOENT' || code === 'ENOTDIR') return null;
		if (code === 'ELOOP') throw new UnsafeFileError(`${path} is a symbolic link: remove it.`);
		throw error;
	}
	try {
		const stats = fstatSync(file);
		if (!stats.isFile()) throw new UnsafeFileError(`${path} is not a plain file: remove it.`);
		if (options.ownerOnly) {
			checkOwner(path, stats);
			if (stats.mode & 0o077) throw new UnsafeFileError(`Others may read ${path}: run chmod 600 on it.`);
		}
		if (stats.size > options.maxBytes) {
			throw new UnsafeFileError(`${path} is larger than the ${options.maxBytes} bytes it may have.`);
		}
		return readFileSync(file, 'utf8');
	} finally {
		closeSync(file);
	}
}

/** A new folder among the temporary files, for this user alone. What is open in it stays usable when it is removed. */
export function temporaryOwnerFolder(): {path: string; remove(): void} {
	const path = mkdtempSync(join(tmpdir(), 'ccmon-'));
	return {path, remove: () => rmSync(path, {recursive: true, force: true})};
}
