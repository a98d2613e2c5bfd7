/** One action on a session at a time, across all ccmon processes: two texts typed at once would mix. */
import {join} from 'node:path';
import {createOwnerFile, ensureOwnerFolder, removeFile} from '../../platform/owner-file.ts';
import {isSameProcess, readProcStart} from '../../platform/process.ts';
import {smallFileOrNull} from '../../platform/small-file.ts';

/** Null: another action has the lock. */
export type Lock = (pid: number) => (() => void) | null;

/**
 * Locks are files in `folder`, named by the session's pid, with the holder's pid and start time in them: the lock of a
 * ccmon that was killed is free. Throws when the folder cannot be made.
 */
export function createLock(folder: string): Lock {
	const held = new Set<number>();
	const own = `${process.pid} ${readProcStart(process.pid) ?? ''}`;

	return pid => {
		if (held.has(pid)) return null;
		ensureOwnerFolder(folder);
		const path = join(folder, `act-${pid}.lock`);
		if (!createOwnerFile(path, own)) {
			if (!isLeft(path)) return null;
			removeFile(path);
			if (!createOwnerFile(path, own)) return null;
		}
		held.add(pid);
		return () => {
			held.delete(pid);
			if (readHolder(path) === own) removeFile(path);
		};
	};
}

function isLeft(path: string): boolean {
	const [pid = '', procStart = ''] = (readHolder(path) ?? '').split(' ');
	return !isSameProcess(Number(pid), procStart || null);
}

const readHolder = (path: string) => smallFileOrNull(path, {maxBytes: 256});
