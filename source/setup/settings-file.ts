/**
 * A settings file on disk: read with every reason not to touch it, replaced in one step. Claude Code follows a link in
 * the file's place, as people keep their settings in a repository of dotfiles, and so does this.
 */
import {randomBytes} from 'node:crypto';
import {
	accessSync,
	closeSync,
	constants,
	fchmodSync,
	fchownSync,
	fsyncSync,
	lstatSync,
	openSync,
	readFileSync,
	realpathSync,
	renameSync,
	rmSync,
	type Stats,
	statSync,
	writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';

export interface SettingsFile {
	/** As the person knows it. */
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

/** Settings have some kB. */
const maxBytes = 4 * 1024 * 1024;

/** Throws `SettingsRefusal` when the file cannot be read, or could not be written later. */
export function readSettingsFile(configDir: string): SettingsFile {
	const path = join(configDir, 'settings.json');
	if (!statSync(configDir, {throwIfNoEntry: false})?.isDirectory()) {
		throw new SettingsRefusal(
			`${configDir} is not a config folder of Claude Code: start claude once, or name another one.`,
		);
	}
	const target = resolveTarget(path);
	checkWritable(dirname(target), `${dirname(target)} cannot be written to: nothing is changed.`);
	const stats = statSync(target, {throwIfNoEntry: false}) ?? null;
	if (!stats) return {path, target, bytes: null, text: '', stats};
	if (!stats.isFile()) throw new SettingsRefusal(`${path} is not a plain file: nothing is changed.`);
	if (process.getuid && stats.uid !== process.getuid()) {
		throw new SettingsRefusal(`${path} belongs to another user: run ccmon setup as that one.`);
	}
	if (stats.nlink > 1)
		throw new SettingsRefusal(`${path} has a second name (hard link), which replacing it would cut off.`);
	// The superuser may write to anything: the missing permission is what the person said.
	if (!(stats.mode & 0o200))
		throw new SettingsRefusal(`${path} is read-only: make it writable with chmod u+w, then run again.`);
	checkWritable(target, `${path} is read-only: nothing is changed.`);
	if (stats.size > maxBytes) throw new SettingsRefusal(`${path} is too large for settings: nothing is changed.`);
	const bytes = readFileSync(target);
	try {
		const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
		return {path, target, bytes, text, stats};
	} catch {
		throw new SettingsRefusal(`${path} is not valid JSON (not UTF-8): fix it first.`);
	}
}

function resolveTarget(path: string): string {
	const stats = lstatSync(path, {throwIfNoEntry: false});
	if (!stats?.isSymbolicLink()) return stats ? realpathSync(path) : join(realpathSync(dirname(path)), 'settings.json');
	try {
		return realpathSync(path);
	} catch {
		throw new SettingsRefusal(`${path} is a symbolic link that leads nowhere: fix or remove it first.`);
	}
}

function checkWritable(path: string, message: string): void {
	try {
		accessSync(path, constants.W_OK);
	} catch {
		throw new SettingsRefusal(message);
	}
}

/**
 * Replaces the file with `content`, or removes it for null. Mode and group stay, a new file is owner-only because it
 * will hold a secret. Throws `SettingsRefusal` when the file is not as it was read, or what the file system says.
 */
export function replaceSettingsFile(file: SettingsFile, content: Uint8Array | null): void {
	if (content === null) {
		checkUnchanged(file);
		rmSync(file.target);
		return;
	}
	const draft = join(dirname(file.target), `.settings.json.${randomBytes(6).toString('hex')}`);
	const handle = openSync(draft, 'wx', 0o600);
	try {
		try {
			writeFileSync(handle, content);
			if (file.stats) keepRights(handle, file.stats);
			fsyncSync(handle);
		} finally {
			closeSync(handle);
		}
		checkUnchanged(file);
		renameSync(draft, file.target);
	} catch (error) {
		rmSync(draft, {force: true});
		throw error;
	}
}

function keepRights(handle: number, {mode, uid, gid}: Stats): void {
	try {
		fchownSync(handle, uid, gid);
	} catch {
		// Of a group that one is not in: the mode alone has to do.
	}
	fchmodSync(handle, mode & 0o777);
}

function checkUnchanged({path, target, bytes}: SettingsFile): void {
	const exists = statSync(target, {throwIfNoEntry: false}) !== undefined;
	const isSame = bytes === null ? !exists : exists && readFileSync(target).equals(bytes);
	if (!isSame)
		throw new SettingsRefusal(`${path} was changed in the meantime: nothing is changed, run ccmon setup again.`);
}
