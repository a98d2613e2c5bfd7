/**
 * What ccmon writes for itself: files and folders that nobody else may read or slip in (modes 0600 and 0700), replaced in
 * one step, and never through a symbolic link.
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

/** Makes the folder, parents included, and its mode 0700. Throws where a link, a file or another user's folder stands. */
export function ensureOwnerFolder(path: string): void {
	makeFolders(path);
	const stats = lstatSync(path);
	if (!stats.isDirectory()) throw new UnsafeFileError(`${path} is not a folder but a link or file: remove it.`);
	checkOwner(path, stats);
	if (stats.mode & 0o077) chmodSync(path, 0o700);
}

/** Not with Node's `recursive`: where a folder may not be made because "there is no such file", as in /proc, that never ends. */
function makeFolders(path: string): void {
	if (statOrNull(path)) return;
	const parent = dirname(path);
	if (parent !== path) makeFolders(parent);
	try {
		mkdirSync(path, {mode: 0o700});
	} catch (error) {
		// Another process may have made it since.
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
}

function checkReplaceable(path: string): void {
	const stats = lstatOrNull(path);
	if (!stats) return;
	if (!stats.isFile()) throw new UnsafeFileError(`${path} is not a plain file (a symbolic link?): remove it.`);
	checkOwner(path, stats);
}

/** An existing folder is left as it is: it may be a shared one, such as the one for temporary files. */
function ensureParent(path: string): void {
	const parent = dirname(path);
	if (!statOrNull(parent)) ensureOwnerFolder(parent);
}

/**
 * Replaces a file's content in one step: a reader sees the old or the new, and after a crash one of them is there.
 * Mode 0600; missing folders are made with mode 0700. Throws `UnsafeFileError`, or what the file system says.
 */
export function writeOwnerFile(path: string, content: string | Uint8Array): void {
	ensureParent(path);
	checkReplaceable(path);
	withDraft(path, content, draft => renameSync(draft, path));
}

/**
 * Makes a file of mode 0600 with its content in one step. False: something of that name is there already; of two
 * processes that try at once one succeeds. Throws what the file system says.
 */
export function createOwnerFile(path: string, content: string): boolean {
	ensureParent(path);
	try {
		// A link fails where a rename would replace.
		withDraft(path, content, draft => linkSync(draft, path));
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/** Writes a draft beside the file, whole and on the disk, for `use`, and removes what is left of it. */
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

/** Takes other people's rights from a file or socket. */
export function makeOwnerOnly(path: string): void {
	chmodSync(path, 0o600);
}

/** Removes a file, a socket or a link; nothing where there is none. Throws what the file system says. */
export function removeFile(path: string): void {
	rmSync(path, {force: true});
}

/** Removes a folder with all that is in it; nothing where there is none. Throws what the file system says. */
export function removeFolder(path: string): void {
	rmSync(path, {recursive: true, force: true});
}

/** Removes a folder with nothing in it; one with something stays. Throws what else the file system says. */
export function removeEmptyFolder(path: string): void {
	try {
		rmdirSync(path);
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		if (code !== 'ENOTEMPTY' && code !== 'ENOENT' && code !== 'EEXIST' && code !== 'ENOTDIR') throw error;
	}
}

/** A new folder among the temporary files, for this user alone. What is open in it stays usable when it is removed. */
export function temporaryOwnerFolder(): {path: string; remove(): void} {
	const path = mkdtempSync(join(tmpdir(), 'ccmon-'));
	return {path, remove: () => removeFolder(path)};
}
