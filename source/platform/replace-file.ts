/** Replaces one of the user's files atomically: follows links, keeps permissions, and a full disk leaves the old file. */
import {
	closeSync,
	fchmodSync,
	fchownSync,
	fsyncSync,
	openSync,
	renameSync,
	rmSync,
	type Stats,
	writeFileSync,
} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {realPathOf, statOrNull} from './files.ts';

/**
 * Mode, owner and group stay; a new file has `mode`. `check` runs right before the change and may throw. Throws
 * what the file system says.
 */
export function replaceFile(
	path: string,
	content: string | Uint8Array,
	{mode = 0o644, check}: {mode?: number; check?(): void} = {},
): void {
	const target = realPathOf(path);
	const stats = statOrNull(target);
	const draft = join(dirname(target), `.${basename(target)}.${crypto.randomUUID()}`);
	const file = openSync(draft, 'wx', mode);
	try {
		try {
			writeFileSync(file, content);
			if (stats) keepRights(file, stats);
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		check?.();
		renameSync(draft, target);
	} catch (error) {
		rmSync(draft, {force: true});
		throw error;
	}
}

function keepRights(file: number, {mode, uid, gid}: Stats): void {
	try {
		fchownSync(file, uid, gid);
	} catch {
		// Not a member of the group: keep the mode only.
	}
	fchmodSync(file, mode & 0o777);
}
