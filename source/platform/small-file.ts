/** Reads small files, no matter what is in their place: bounded and without blocking. */
import {readFileSync, type Stats} from 'node:fs';
import {isMissing, isOwn} from './files.ts';
import {closeFile, openFile, statsOf, UnsafeFileError} from './plain-file.ts';

/** Throws `UnsafeFileError` unless it belongs to the user. */
export function checkOwner(path: string, stats: Stats): void {
	if (!isOwn(stats)) throw new UnsafeFileError(`${path} belongs to another user: remove it.`);
}

export interface ReadOptions {
	/** A larger file is refused unread. */
	maxBytes: number;
	/** Refuse a file that others may read or write or that another user owns: for tokens and keys. */
	ownerOnly?: boolean;
	/** Follow a symbolic link, as people's own settings are often kept elsewhere; not for `ownerOnly`. */
	followLinks?: boolean;
}

/** Like `readSmallBytes`, decoded as UTF-8. */
export function readSmallFile(path: string, options: ReadOptions): string | null {
	return readSmallBytes(path, options)?.toString('utf8') ?? null;
}

/** The same, but null for an unreadable file as well. Never throws. */
export function smallFileOrNull(path: string, options: ReadOptions): string | null {
	try {
		return readSmallFile(path, options);
	} catch {
		return null;
	}
}

/**
 * Null: missing. Throws `UnsafeFileError` for a link, a pipe, a device, or a file that is too large or too accessible,
 * and file system errors.
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
