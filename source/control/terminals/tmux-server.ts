/**
 * Talks to tmux servers. A session's pane is found by its terminal device: that is right for any socket and layout,
 * also after `join-pane`, and cannot name a pane that belongs to something else.
 */
import {createConnection} from 'node:net';
import {join} from 'node:path';
import {isOwn, lstatOrNull, readDirectoryOrEmpty} from '../../platform/files.ts';
import {readProcessVariables, readTty} from '../../platform/process.ts';
import {askProgram} from './ask-program.ts';

export interface Pane {
	/** The server's socket. */
	socket: string;
	/** `%3` */
	id: string;
	tty: string;
}

/**
 * Runs one tmux command line (`;` separates commands) and returns its output. `-u`: without it tmux replaces every
 * box-drawing character where ccmon's own locale is not UTF-8.
 */
export const runTmux = (socket: string, args: readonly string[], input?: string): Promise<string> =>
	askProgram(['tmux', '-u', '-S', socket, ...args], {input});

/** As a word of tmux's own language. Single quotes take everything literally but themselves: tmux(1), "Parsing syntax". */
export function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Folders in which tmux keeps its sockets: tmux(1), `-L`. */
function socketFolders(env: NodeJS.ProcessEnv): string[] {
	const name = `tmux-${process.getuid?.() ?? 0}`;
	return [...new Set([env.TMUX_TMPDIR, '/tmp', '/private/tmp'])].filter(Boolean).map(folder => join(folder!, name));
}

/** Where the server listens that `tmux` without options talks to. */
export const defaultSocket = (env: NodeJS.ProcessEnv): string => join(socketFolders(env)[0]!, 'default');

/**
 * The sockets of this user's running servers, the preferred ones first. A socket of somebody else could be a trap; one that
 * nobody listens at was left by a server that crashed, and is not worth the start of a tmux.
 */
export async function listSockets(
	preferred: readonly (string | undefined)[],
	env: NodeJS.ProcessEnv,
): Promise<string[]> {
	const found = socketFolders(env).flatMap(folder => readDirectoryOrEmpty(folder).map(name => join(folder, name)));
	const named = preferred.map(variable => variable?.split(',')[0]).filter(path => path !== undefined && path !== '');
	const own = [...new Set([...named, ...found] as string[])].filter(isOwnSocket);
	const listening = await Promise.all(own.map(isListening));
	return own.filter((_, index) => listening[index]);
}

function isListening(path: string): Promise<boolean> {
	return new Promise(resolve => {
		const socket = createConnection(path);
		const end = (answer: boolean) => {
			socket.destroy();
			resolve(answer);
		};
		socket.on('connect', () => end(true)).on('error', () => end(false));
	});
}

function isOwnSocket(path: string): boolean {
	const stat = lstatOrNull(path);
	return stat?.isSocket() === true && isOwn(stat);
}

/**
 * All panes of a server with a program in them; none when no server listens. A dead pane that was kept open still names
 * its terminal device, which by now may be another's.
 */
export async function listPanes(socket: string): Promise<Pane[]> {
	try {
		const lines = await runTmux(socket, ['list-panes', '-a', '-F', '#{pane_dead} #{pane_id} #{pane_tty}']);
		return lines
			.trim()
			.split('\n')
			.map(line => line.split(' '))
			.filter(([dead, id, tty]) => dead !== '1' && id?.startsWith('%') && tty?.startsWith('/'))
			.map(([, id, tty]) => ({socket, id: id!, tty: tty!}));
	} catch {
		return [];
	}
}

/** The pane of a process's terminal on any server of this user; `panesOf` lists a server's. Null: it sits in none. */
export async function findPane(
	pid: number,
	env: NodeJS.ProcessEnv,
	panesOf: (socket: string) => Promise<readonly Pane[]> = listPanes,
): Promise<Pane | null> {
	const tty = readTty(pid);
	if (!tty) return null;
	const own = readProcessVariables(pid, ['TMUX'])?.TMUX;
	for (const socket of await listSockets([own, env.TMUX], env)) {
		const pane = (await panesOf(socket)).find(candidate => candidate.tty === tty);
		if (pane) return pane;
	}
	return null;
}
