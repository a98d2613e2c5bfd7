/**
 * Reads metadata of files and folders that belong to others and may be missing, unreadable or odd. Never throws unless said;
 * failures are described in words.
 */
import {accessSync, constants, lstatSync, readdirSync, readlinkSync, realpathSync, type Stats, statSync} from 'node:fs';

export type {Stats} from 'node:fs';

/** Gets the path that could not be looked at, and the error. */
export type OnUnreadable = (path: string, error: NodeJS.ErrnoException) => void;

/** For callers that catch errors themselves: null only if it is missing. */
export const throwUnreadable: OnUnreadable = (_, error) => {
	throw error;
};

/** Stats `path`, following symbolic links. Null: missing, or failed, which is reported to `onUnreadable`. */
export const statOrNull = lookedAt(statSync);

/** The same without following a symbolic link. */
export const lstatOrNull = lookedAt(lstatSync);

function lookedAt(look: typeof statSync) {
	return (path: string, onUnreadable?: OnUnreadable): Stats | null => {
		try {
			// Usually such a file is missing, and an error costs twenty times as much as the call.
			return look(path, {throwIfNoEntry: false}) ?? null;
		} catch (error) {
			if (!isMissing(error)) onUnreadable?.(path, error as NodeJS.ErrnoException);
			return null;
		}
	};
}

export const isFolder = (path: string): boolean => statOrNull(path)?.isDirectory() ?? false;

/** Like `statOrNull`, for an entry that a folder has just listed: a dangling symbolic link is reported, too. */
export function statListed(path: string, onUnreadable?: OnUnreadable): Stats | null {
	try {
		const stats = statSync(path, {throwIfNoEntry: false});
		if (stats) return stats;
	} catch (error) {
		if (!isMissing(error)) {
			onUnreadable?.(path, error as NodeJS.ErrnoException);
			return null;
		}
	}
	if (isSymbolicLink(path)) onUnreadable?.(path, new Error('it is a symbolic link that leads nowhere'));
	return null;
}

/** The names in a folder; empty if it is missing, not a folder, or unreadable. */
export function readDirectoryOrEmpty(path: string): string[] {
	if (!isFolder(path)) return [];
	try {
		return readDirectory(path);
	} catch {
		return [];
	}
}

/** The names in an existing folder. Throws file system errors. */
export function readDirectory(path: string): string[] {
	return readdirSync(path);
}

/** The same, symbolic links last: where a link and a folder lead to the same, the folder's own name comes first. */
export function readDirectoryLinksLast(path: string): string[] {
	const entries = readdirSync(path, {withFileTypes: true});
	const links = entries.filter(entry => entry.isSymbolicLink());
	return [...entries.filter(entry => !entry.isSymbolicLink()), ...links].map(({name}) => name);
}

/** Whether it belongs to this user; always true on systems without user ids. */
export const isOwn = ({uid}: Pick<Stats, 'uid'>): boolean => process.getuid === undefined || uid === process.getuid();

/** Whether `path` itself is a symbolic link, no matter where it leads. */
export function isSymbolicLink(path: string): boolean {
	return lstatOrNull(path)?.isSymbolicLink() ?? false;
}

/** The target of a symbolic link; null: not a link, or it cannot be read. */
export function linkTarget(path: string): string | null {
	try {
		return readlinkSync(path);
	} catch {
		return null;
	}
}

const permissions = {
	write: constants.W_OK,
	/** The permissions needed to list a folder and open its files. */
	enter: constants.R_OK | constants.X_OK,
	run: constants.X_OK,
};

export function isAllowed(path: string, what: keyof typeof permissions): boolean {
	try {
		accessSync(path, permissions[what]);
		return true;
	} catch {
		return false;
	}
}

/** The path without symbolic links, or unchanged if nothing is there. */
export function realPathOf(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return path;
	}
}

/** Whether two paths lead to the same file or folder. Equal paths do, even if nothing is there. */
export function isSameFile(a: string, b: string): boolean {
	if (a === b) return true;
	const [one, other] = [statOrNull(a), statOrNull(b)];
	return one !== null && other !== null && identityOf(one) === identityOf(other);
}

/** Identifies a file or folder independent of its name: device and inode. */
export const identityOf = ({dev, ino}: Pick<Stats, 'dev' | 'ino'>): string => `${dev}:${ino}`;

/** Whether the file is missing, possibly since a moment ago. */
export function isMissing(error: unknown): boolean {
	const {code} = error as NodeJS.ErrnoException;
	return code === 'ENOENT' || code === 'ENOTDIR';
}

const reasons: Readonly<Record<string, string>> = {
	EACCES: 'permission denied: change its permissions or owner',
	EPERM: 'permission denied: change its permissions or owner',
	ELOOP: 'a symbolic link that leads back to itself: remove it',
	ENAMETOOLONG: 'its path is longer than the system allows',
	ENOSPC: 'the disk is full: free some space on it',
	EDQUOT: 'your disk quota is used up: free some space on it',
	EROFS: 'the disk is read-only',
};

/** SQLITE_IOERR_SHMSIZE: there is no room for the file that its processes share. */
const ioErrorOfMemoryFile = 4874;

/** SQLite result codes (https://www.sqlite.org/rescode.html): SQLITE_READONLY, _FULL, _CANTOPEN. */
const databaseReasons = new Map([
	[8, 'it is read-only: make it writable for you'],
	[13, reasons.ENOSPC!],
	[ioErrorOfMemoryFile, reasons.ENOSPC!],
	[14, 'permission denied: make it and its folder writable for you'],
]);

/** Why something could not be read and, if it helps, what to do: a phrase, without a full stop. */
export function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const {code, errcode, message} = error as NodeJS.ErrnoException & {errcode?: number};
	const stored = databaseReasons.get(errcode ?? 0) ?? databaseReasons.get((errcode ?? 0) & 0xff);
	return reasons[code ?? ''] ?? stored ?? message.replace(/\.$/, '');
}
