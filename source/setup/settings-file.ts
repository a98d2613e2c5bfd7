/**
 * A settings file on disk: read with all checks that it may be changed, replaced atomically. Claude Code follows a link in
 * its place, since people keep settings in a dotfiles repository, and so does this.
 */
import {dirname, join} from 'node:path';
import {isAllowed, isFolder, isOwn, lstatOrNull, realPathOf, type Stats, statOrNull} from '../platform/files.ts';
import {removeFile} from '../platform/owner-file.ts';
import {replaceFile} from '../platform/replace-file.ts';
import {readSmallBytes} from '../platform/small-file.ts';

export interface SettingsFile {
	/** The path as the user knows it. */
	path: string;
	/** Where it really is. */
	target: string;
	/** Null: there is no file. */
	bytes: Buffer | null;
	/** The same as text; empty when there is none. */
	text: string;
	stats: Stats | null;
}

/** `message`: one sentence to show, path included. */
export class SettingsRefusal extends Error {
	override name = 'SettingsRefusal';
}

/** Settings have a few kB. */
const maxBytes = 4 * 1024 * 1024;

/** Throws `SettingsRefusal` when the file cannot be read, or could not be written later. */
export function readSettingsFile(configDir: string): SettingsFile {
	const path = join(configDir, 'settings.json');
	if (!isFolder(configDir)) {
		throw new SettingsRefusal(
			`${configDir} is not a config folder of Claude Code: start claude once, or name another one.`,
		);
	}
	const target = resolveTarget(path);
	checkWritable(dirname(target), `${dirname(target)} cannot be written to: nothing is changed.`);
	const stats = statOrNull(target);
	if (!stats) return {path, target, bytes: null, text: '', stats};
	if (!stats.isFile()) throw new SettingsRefusal(`${path} is not a plain file: nothing is changed.`);
	if (!isOwn(stats)) {
		throw new SettingsRefusal(`${path} belongs to another user: run ccmon setup as that user.`);
	}
	if (stats.nlink > 1)
		throw new SettingsRefusal(`${path} has a second name (hard link), which replacing it would cut off.`);
	// root may write anything, so a missing write permission is treated as intended.
	if (!(stats.mode & 0o200))
		throw new SettingsRefusal(`${path} is read-only: make it writable with chmod u+w, then run again.`);
	checkWritable(target, `${path} is read-only: nothing is changed.`);
	if (stats.size > maxBytes) throw new SettingsRefusal(`${path} is too large for settings: nothing is changed.`);
	const bytes = readSmallBytes(target, {maxBytes}) ?? Buffer.alloc(0);
	try {
		const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
		return {path, target, bytes, text, stats};
	} catch {
		throw new SettingsRefusal(`${path} is not valid JSON (not UTF-8): fix it first.`);
	}
}

function resolveTarget(path: string): string {
	if (lstatOrNull(path)?.isSymbolicLink() && !statOrNull(path)) {
		throw new SettingsRefusal(`${path} is a symbolic link that leads nowhere: fix or remove it first.`);
	}
	return lstatOrNull(path) ? realPathOf(path) : join(realPathOf(dirname(path)), 'settings.json');
}

function checkWritable(path: string, message: string): void {
	if (!isAllowed(path, 'write')) throw new SettingsRefusal(message);
}

/**
 * Replaces the file with `content`, or removes it if null. Mode and group stay; a new file is owner-only because it
 * will hold a secret. Throws `SettingsRefusal` if the file has changed since it was read, and file system errors.
 */
export function replaceSettingsFile(file: SettingsFile, content: Uint8Array | null): void {
	const check = () => checkUnchanged(file);
	if (content !== null) replaceFile(file.target, content, {mode: 0o600, check});
	else {
		check();
		removeFile(file.target);
	}
}

function checkUnchanged({path, target, bytes}: SettingsFile): void {
	const now = readSmallBytes(target, {maxBytes});
	const isSame = bytes === null || now === null ? bytes === now : now.equals(bytes);
	if (!isSame)
		throw new SettingsRefusal(`${path} was changed in the meantime: nothing is changed, run ccmon setup again.`);
}
