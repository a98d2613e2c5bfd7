/** Where sockets to sessions are: in the owner-only runtime folder, named by the pid they lead to. */
import {join} from 'node:path';
import {isOwn, lstatOrNull, readDirectoryOrEmpty} from '../../../platform/files.ts';
import {removeFile} from '../../../platform/owner-file.ts';
import {isAlive} from '../../../platform/process.ts';

/** sun_path of the smallest system, with its closing zero (unix(4) of macOS). */
const pathBytes = 104;

/** To a terminal, made by `ccmon run`; or to a session that takes messages, made by the ccmon that runs it. */
export type SocketKind = 'pty' | 'headless';

export const socketPath = (runtimeDir: string, kind: SocketKind, pid: number): string =>
	join(runtimeDir, `${kind}-${pid}.sock`);

export const fitsSocket = (path: string): boolean => Buffer.byteLength(path) < pathBytes;

/** Whether it is this user's socket in a folder that nobody else can write to: any other could be a trap. */
export function isOwnSocket(runtimeDir: string, kind: SocketKind, pid: number): boolean {
	const folder = lstatOrNull(runtimeDir);
	const socket = lstatOrNull(socketPath(runtimeDir, kind, pid));
	if (!folder?.isDirectory() || !socket?.isSocket()) return false;
	return (folder.mode & 0o077) === 0 && isOwn(folder) && isOwn(socket);
}

/**
 * Why sessions under `ccmon run` can neither be reached nor made reachable: another user was first to make the folder. A
 * sentence with what to do; null: nothing is wrong.
 */
export function runtimeFolderProblem(runtimeDir: string): string | null {
	const stats = lstatOrNull(runtimeDir);
	if (!stats || (stats.isDirectory() && isOwn(stats))) return null;
	const what = stats.isDirectory() ? 'belongs to another user' : 'is not a folder';
	return `${runtimeDir} ${what}: sessions under ccmon run cannot be reached. Set XDG_RUNTIME_DIR to a folder of your own, or have it removed.`;
}

/** Removes sockets that crashed runs have left behind. */
export function removeStaleSockets(runtimeDir: string): void {
	for (const name of readDirectoryOrEmpty(runtimeDir)) {
		const pid = /^(?:pty|headless)-(\d+)\.sock$/.exec(name)?.[1];
		if (pid !== undefined && !isAlive(Number(pid))) removeFile(join(runtimeDir, name));
	}
}
