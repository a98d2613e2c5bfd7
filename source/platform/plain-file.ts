/** Opens plain files only: a pipe in a file's place would keep its reader waiting, a device would never end. */
import {closeSync, constants, fstatSync, openSync, readSync, type Stats} from 'node:fs';

/** A file or folder is not what it must be; `message` is one sentence to show, path included. */
export class UnsafeFileError extends Error {
	override name = 'UnsafeFileError';
}

/** A file that is open for reading: its descriptor. */
export type FileHandle = number;

/**
 * `followLinks: false` refuses a symbolic link in the file's place. Throws `UnsafeFileError` for what is no plain file, and
 * what the file system says.
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

/** How many bytes were read into the buffer from its `offset` on; 0 at the file's end. Throws what the file system says. */
export function readAt(file: FileHandle, buffer: Buffer, offset: number, length: number, position: number): number {
	return readSync(file, buffer, offset, length, position);
}

export const statsOf = (file: FileHandle): Stats => fstatSync(file);

export const closeFile = (file: FileHandle): void => closeSync(file);

/** The first bytes of a file as UTF-8; '' where it cannot be read. */
export const readHead = (path: string, bytes: number): string => readPart(path, bytes, () => 0);

/** The last bytes of a file as UTF-8; '' where it cannot be read. */
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
