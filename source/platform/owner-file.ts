/**
 * ccmon's own files and folders, which nobody else may read or plant (modes 0600 and 0700): replaced
 * atomically, and never written through a symbolic link.
 */
import {
	chmodSync,
	closeSync,
	fsyncSync,
	linkSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	renameSync,
	rmdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {lstatOrNull, statOrNull} from './files.ts';
import {UnsafeFileError} from './plain-file.ts';
import {checkOwner} from './small-file.ts';

/** Creates the folder with its parents, and sets its mode to 0700. Throws for a link, a file or another user's folder. */
export function ensureOwnerFolder(path: string): void {
	makeFolders(path);
	const stats = lstatSync(path);
	if (!stats.isDirectory()) throw new UnsafeFileError(`${path} is not a folder but a link or file: remove it.`);
	checkOwner(path, stats);
	if (stats.mode & 0o077) chmodSync(path, 0o700);
}

/** Not with Node's `recursive`, which never ends where mkdir fails with ENOENT, as in /proc. */
function makeFolders(path: string): void {
	if (statOrNull(path)) return;
	const parent = dirname(path);
	if (parent !== path) makeFolders(parent);
	try {
		mkdirSync(path, {mode: 0o700});
	} catch (error) {
		// Another process may have created it in the meantime.
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
}

function checkReplaceable(path: string): void {
	const stats = lstatOrNull(path);
	if (!stats) return;
	if (!stats.isFile()) throw new UnsafeFileError(`${path} is not a plain file (a symbolic link?): remove it.`);
	checkOwner(path, stats);
}

/** Existing folders keep their modes: they may be shared, such as the one for temporary files. */
function ensureParent(path: string): void {
	const parent = dirname(path);
	if (!statOrNull(parent)) ensureOwnerFolder(parent);
}

/**
 * Replaces a file atomically: readers see the old or the new content, and after a crash one of them is there.
 * Mode 0600; missing folders are created with mode 0700. Throws `UnsafeFileError` and file system errors.
 */
export function writeOwnerFile(path: string, content: string | Uint8Array): void {
	ensureParent(path);
	checkReplaceable(path);
	withDraft(path, content, draft => renameSync(draft, path));
}

/**
 * Creates a file of mode 0600 with its content atomically. False: the name is already taken; of two
 * processes that try at once, one succeeds. Throws file system errors.
 */
export function createOwnerFile(path: string, content: string): boolean {
	ensureParent(path);
	try {
		// Unlike a rename, a link fails if the name exists.
		withDraft(path, content, draft => linkSync(draft, path));
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/** Writes and syncs a draft beside the file for `use`, and removes it afterwards if it is left. */
function withDraft(path: string, content: string | Uint8Array, use: (draft: string) => void): void {
	// The global one: importing node:crypto takes as long as the rest of a small command.
	const draft = `${path}.${crypto.randomUUID()}.tmp`;
	const file = openSync(draft, 'wx', 0o600);
	try {
		try {
			writeFileSync(file, content);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		use(draft);
	} finally {
		rmSync(draft, {force: true});
	}
}

/** Removes other users' permissions on a file or socket. */
export function makeOwnerOnly(path: string): void {
	chmodSync(path, 0o600);
}

/** Removes a file, a socket or a link, if it exists. Throws file system errors. */
export function removeFile(path: string): void {
	rmSync(path, {force: true});
}

/** Removes a folder with its contents, if it exists. Throws file system errors. */
export function removeFolder(path: string): void {
	rmSync(path, {recursive: true, force: true});
}

/** Removes a folder if it is empty. Throws other file system errors. */
export function removeEmptyFolder(path: string): void {
	try {
		rmdirSync(path);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code !== 'ENOTEMPTY' && code !== 'ENOENT' && code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
	}
}

/** A new owner-only temporary folder. Open files in it stay usable after it is removed. */
export function temporaryOwnerFolder(): {path: string; remove(): void} {
	const path = mkdtempSync(join(tmpdir(), 'ccmon-'));
	return {path, remove: () => removeFolder(path)};
}
