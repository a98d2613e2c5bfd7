/** One action on a session at a time, also between several ccmon processes: two texts typed at once would mix. */
import {linkSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ensureOwnerFolder} from '../../platform/owner-file.ts';
import {isSameProcess, readProcStart} from '../../platform/process.ts';

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
		if (!take(path, own) && !(isLeft(path) && retake(path, own))) return null;
		held.add(pid);
		return () => {
			held.delete(pid);
			if (readHolder(path) === own) rmSync(path, {force: true});
		};
	};
}

/** A link appears with its content in one step, and fails where one is already. */
function take(path: string, own: string): boolean {
	const draft = `${path}.${process.pid}`;
	writeFileSync(draft, own, {mode: 0o600});
	try {
		linkSync(draft, path);
		return true;
	} catch {
		return false;
	} finally {
		rmSync(draft, {force: true});
	}
}

function retake(path: string, own: string): boolean {
	rmSync(path, {force: true});
	return take(path, own);
}

function isLeft(path: string): boolean {
	const [pid = '', procStart = ''] = (readHolder(path) ?? '').split(' ');
	return !isSameProcess(Number(pid), procStart || null);
}

function readHolder(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}
