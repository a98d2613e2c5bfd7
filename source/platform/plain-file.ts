/** Opens only regular files: a pipe in a file's place would block its reader, a device might never end. */
import {closeSync, constants, fstatSync, openSync, readSync, type Stats} from 'node:fs';

/** A file or folder is not safe to use; `message` is a sentence to show, path included. */
export class UnsafeFileError extends Error {
	override name = 'UnsafeFileError';
}

/** The descriptor of a file that is open for reading. */
export type FileHandle = number;

/**
 * `followLinks: false` refuses a symbolic link in the file's place. Throws `UnsafeFileError` unless it is a regular file, and
 * file system errors.
 */
export function openFile(path: string, {followLinks = true} = {}): FileHandle {
	let file: number;
	try {
		file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | (followLinks ? 0 : constants.O_NOFOLLOW));
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code === 'ELOOP') throw new UnsafeFileError(`${path} is a symbolic link: remove it.`);
		// A socket.
		if (code === 'ENXIO') throw new UnsafeFileError(`${path} is not a plain file: remove it.`);
		throw error;
	}
	if (fstatSync(file).isFile()) return file;
	closeSync(file);
	throw new UnsafeFileError(`${path} is not a plain file: remove it.`);
}

/** Returns how many bytes were read into the buffer at `offset`; 0 at the file's end. Throws file system errors. */
export function readAt(file: FileHandle, buffer: Buffer, offset: number, length: number, position: number): number {
	return readSync(file, buffer, offset, length, position);
}

export const statsOf = (file: FileHandle): Stats => fstatSync(file);

export const closeFile = (file: FileHandle): void => closeSync(file);

/** The first bytes of a file as UTF-8; '' if it cannot be read. */
export const readHead = (path: string, bytes: number): string => readPart(path, bytes, () => 0);

/** The last bytes of a file as UTF-8; '' if it cannot be read. */
export const readTail = (path: string, bytes: number): string =>
	readPart(path, bytes, size => Math.max(0, size - bytes));

function readPart(path: string, bytes: number, from: (size: number) => number): string {
	try {
		const file = openFile(path);
		try {
			const {size} = fstatSync(file);
			const part = Buffer.alloc(Math.min(bytes, size));
			return part.toString('utf8', 0, readAt(file, part, 0, part.length, from(size)));
		} finally {
			closeFile(file);
		}
	} catch {
		return '';
	}
}
