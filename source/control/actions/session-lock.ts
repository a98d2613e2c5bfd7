/** One action on a session at a time, across all ccmon processes: two texts typed at once would mix. */
import {join} from 'node:path';
import {withMutex} from '../../platform/mutex.ts';
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

	/** One process at a time: the second of two would remove what the first has just taken. */
	const takeOver = (path: string): boolean =>
		withMutex(join(folder, 'act'), () => {
			if (!isLeft(path)) return false;
			removeFile(path);
			return createOwnerFile(path, own);
		});

	return pid => {
		if (held.has(pid)) return null;
		ensureOwnerFolder(folder);
		const path = join(folder, `act-${pid}.lock`);
		if (!createOwnerFile(path, own) && !takeOver(path)) return null;
		held.add(pid);
		return () => {
			held.delete(pid);
			if (readHolder(path) === own) removeFile(path);
		};
	};
}

function isLeft(path: string): boolean {
	const holder = readHolder(path);
	if (holder === null) return false;
	const [pid = '', procStart = ''] = holder.split(' ');
	// It may have been released, and taken by another, just before its process ended.
	return !isSameProcess(Number(pid), procStart || null) && readHolder(path) === holder;
}

const readHolder = (path: string) => smallFileOrNull(path, {maxBytes: 256});
