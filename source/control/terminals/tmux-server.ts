/**
 * Talks to tmux servers. A session's pane is found by its terminal device: that works for any socket and layout,
 * even after `join-pane`, and never finds a pane that belongs to something else.
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

/** Quotes a word for tmux. In single quotes everything but themselves is literal: tmux(1), "Parsing syntax". */
export function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Folders in which tmux keeps its sockets: tmux(1), `-L`. */
function socketFolders(env: NodeJS.ProcessEnv): string[] {
	const name = `tmux-${process.getuid?.() ?? 0}`;
	return [...new Set([env.TMUX_TMPDIR, '/tmp', '/private/tmp'])].filter(Boolean).map(folder => join(folder!, name));
}

/** The socket of the server that `tmux` without options talks to. */
export const defaultSocket = (env: NodeJS.ProcessEnv): string => join(socketFolders(env)[0]!, 'default');

/**
 * The sockets of this user's running servers, the preferred ones first. Somebody else's socket could be a trap; one that
 * nobody listens on was left by a crashed server, and is not worth running tmux for.
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
 * All panes of a server with a program in them; none if no server listens. A dead pane that was kept open still names
 * its terminal device, which by now may be in use elsewhere.
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

/** The pane of a process's terminal on any of this user's servers; `panesOf` lists a server's panes. Null: not in tmux. */
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
