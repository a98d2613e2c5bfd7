/** Sessions that were started with `ccmon run`: through the socket that it offers. */

import type {ScreenReading} from '../../claude/screen/reading.ts';
import {isStopped} from '../../platform/foreground.ts';
import {runtimeFolder} from '../../platform/paths.ts';
import {isSameProcess, readParentPid, readProcessVariables, readTty} from '../../platform/process.ts';
import type {Focus, Key, Keyboard} from '../keyboard.ts';
import {notInPlace} from './place.ts';
import {dialogText} from './same-dialog.ts';
import {readingOf} from './screen-model.ts';
import {type Connection, connect} from './socket/client.ts';
import {isOwnSocket, socketPath} from './socket/sockets.ts';
import {byKeyboard, forInteractive, type Target, type Terminal, TerminalLostError} from './terminal.ts';
import {focusPane} from './tmux-focus.ts';
import {findPane} from './tmux-server.ts';

/** `claude` on the PATH may be a script that starts the real program: the socket is named by the pid that was started. */
const generations = 4;

export function createPtyTerminal(env: NodeJS.ProcessEnv): Terminal {
	return forInteractive(async (pid, target) => {
		const found = findSocket(pid, env);
		if (!found) return null;
		if (isStopped(readParentPid(found.pid))) {
			return {ok: false, reason: 'its ccmon run is stopped: run fg there to bring it back'};
		}
		try {
			(await connectTo(found, target)).close();
		} catch {
			// Left behind by a crash, or for another session.
			return null;
		}
		return byKeyboard(`pty:${pid}`, {
			open: async () => openKeyboard(await connectTo(found, target), target),
			focus: () => focus(found, target, env),
		});
	});
}

interface FoundSocket {
	path: string;
	/** The pid of the process in the pseudo terminal: the session's, or one that started it. */
	pid: number;
}

function findSocket(pid: number, env: NodeJS.ProcessEnv): FoundSocket | null {
	// Claude Code was started with the variables of its `ccmon run`.
	const own = readProcessVariables(pid, ['XDG_RUNTIME_DIR']);
	const folders = [...new Set([own ?? env, env].map(runtimeFolder))];
	let ancestor: number | null = pid;
	for (let generation = 0; ancestor !== null && ancestor > 1 && generation < generations; generation++) {
		for (const folder of folders) {
			if (isOwnSocket(folder, 'pty', ancestor)) return {path: socketPath(folder, 'pty', ancestor), pid: ancestor};
		}
		ancestor = readParentPid(ancestor);
	}
	return null;
}

/** Throws unless the other end confirms that it leads to this very process, and the session is in the same terminal. */
async function connectTo({path, pid}: FoundSocket, target: Target): Promise<Connection> {
	const client = connect(path, 'its ccmon run');
	try {
		const hello = await client.hello();
		const tty = target.pid === null ? null : readTty(target.pid);
		if (hello.pid === pid && isSameProcess(pid, hello.procStart) && tty !== null && tty === readTty(pid)) return client;
		throw new TerminalLostError('its ccmon run leads to another process');
	} catch (error) {
		client.close();
		throw error;
	}
}

function openKeyboard(client: Connection, target: Target): Keyboard {
	return {
		outlivesSession: false,
		showsColours: true,
		async read(): Promise<ScreenReading> {
			const screen = await client.screen();
			return notInPlace(target, {tty: null, noun: 'terminal'}) ?? readingOf(screen);
		},
		async size() {
			const {columns, rows} = await client.screen();
			return {columns, rows: rows.length};
		},
		typeText: (text, form) => client.send({method: 'type', text, form}),
		press: (key: Key, times = 1) => client.send({method: 'key', key, times}),
		answer: (digit, dialog) => client.send({method: 'answer', digit, dialog: dialogText(dialog)}),
		close: client.close,
	};
}

/** `ccmon run` may itself be in tmux: then its pane can be shown. */
async function focus(found: FoundSocket, target: Target, env: NodeJS.ProcessEnv): Promise<Focus> {
	const runner = readParentPid(found.pid);
	const pane = runner === null ? null : await findPane(runner, env);
	if (pane) return focusPane(pane, env);
	return {
		type: 'screen',
		async rows() {
			const client = await connectTo(found, target);
			try {
				return (await client.screen()).rows;
			} finally {
				client.close();
			}
		},
	};
}
