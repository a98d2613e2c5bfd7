/** Reads small files of anybody's, whatever lies in their place: bounded, and never waiting. */
import {readFileSync, type Stats} from 'node:fs';
import {isMissing, isOwn} from './files.ts';
import {closeFile, openFile, statsOf, UnsafeFileError} from './plain-file.ts';

/** Throws `UnsafeFileError` unless it is the user's own. */
export function checkOwner(path: string, stats: Stats): void {
	if (!isOwn(stats)) throw new UnsafeFileError(`${path} belongs to another user: remove it.`);
}

export interface ReadOptions {
	/** A larger file is refused unread. */
	maxBytes: number;
	/** Refuse a file that others may read or write, or that another user owns: for tokens and keys. */
	ownerOnly?: boolean;
	/** Follow a symbolic link, as people's own settings are often kept elsewhere; not for `ownerOnly`. */
	followLinks?: boolean;
}

/** As UTF-8; else as `readSmallBytes`. */
export function readSmallFile(path: string, options: ReadOptions): string | null {
	return readSmallBytes(path, options)?.toString('utf8') ?? null;
}

/** The same, for a caller to whom one that cannot be read is as good as none. Never throws. */
export function smallFileOrNull(path: string, options: ReadOptions): string | null {
	try {
		return readSmallFile(path, options);
	} catch {
		return null;
	}
}

/**
 * Null: it does not exist. Throws `UnsafeFileError` for a link, a pipe, a device, a file that is too large or too open,
 * and what the file system says for others.
 */
export function readSmallBytes(
	path: string,
	{maxBytes, ownerOnly = false, followLinks = false}: ReadOptions,
): Buffer | null {
	let file: number;
	try {
		file = openFile(path, {followLinks});
	} catch (error) {
		if (isMissing(error)) return null;
		throw error;
	}
	try {
		const stats = statsOf(file);
		if (ownerOnly) {
			checkOwner(path, stats);
			if (stats.mode & 0o077) throw new UnsafeFileError(`Others may read ${path}: run chmod 600 on it.`);
		}
		if (stats.size > maxBytes) throw new UnsafeFileError(`${path} is larger than the ${maxBytes} bytes it may have.`);
		return readFileSync(file);
	} finally {
		closeFile(file);
	}
}
