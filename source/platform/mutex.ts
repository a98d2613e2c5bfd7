/** One process at a time. The lock is SQLite's on an empty database: the system releases it when its holder is killed. */
import {DatabaseSync} from 'node:sqlite';
import {prepareDatabaseFile} from './database-file.ts';

/** Runs `work` exclusively, waiting up to 10 s for other processes. `path`: what it is about; the lock is beside it. */
export function withMutex<Result>(path: string, work: () => Result): Result {
	const lockPath = `${path}.lock`;
	prepareDatabaseFile(lockPath);
	const lock = new DatabaseSync(lockPath, {timeout: 10_000});
	try {
		lock.exec('BEGIN EXCLUSIVE');
		return work();
	} finally {
		lock.close();
	}
}
