/** Headless sessions of this user's other ccmon processes: through the socket that each offers. */

import {isStopped} from '../../platform/foreground.ts';
import {runtimeFolder} from '../../platform/paths.ts';
import {isSameProcess, readParentPid, readProcessVariables} from '../../platform/process.ts';
import type {MessageChannel} from '../keyboard.ts';
import {type Connection, connect} from './socket/client.ts';
import {isOwnSocket, socketPath} from './socket/sockets.ts';
import {type Target, type Terminal, TerminalLostError} from './terminal.ts';

export function createHeadlessElsewhereTerminal(env: NodeJS.ProcessEnv): Terminal {
	return {
		async reach(target) {
			const {pid, kind} = target;
			if (pid === null || kind !== 'headless') return null;
			const path = findSocket(pid, env);
			if (path === null) return null;
			if (isStopped(readParentPid(pid))) {
				return {ok: false, reason: 'the ccmon that runs it is stopped: run fg there to bring it back'};
			}
			try {
				(await open(path, target)).close();
			} catch {
				// Left behind by a crash, or for another session.
				return null;
			}
			return {ok: true, address: 'headless', way: {type: 'messages', channel: channelTo(path, target)}};
		},
	};
}

function findSocket(pid: number, env: NodeJS.ProcessEnv): string | null {
	// The session was started with the variables of its ccmon.
	const own = readProcessVariables(pid, ['XDG_RUNTIME_DIR']);
	const folder = [own ?? env, env].map(runtimeFolder).find(candidate => isOwnSocket(candidate, 'headless', pid));
	return folder === undefined ? null : socketPath(folder, 'headless', pid);
}

/** Throws unless the other end confirms that it leads to this very process. */
async function open(path: string, {pid, procStart}: Target): Promise<Connection> {
	const connection = connect(path, 'the ccmon that runs it');
	try {
		const hello = await connection.hello();
		if (hello.pid === pid && hello.procStart === procStart && isSameProcess(hello.pid, procStart)) return connection;
		throw new TerminalLostError('the ccmon that runs it leads to another session');
	} catch (error) {
		connection.close();
		throw error;
	}
}

function channelTo(path: string, target: Target): MessageChannel {
	const send = async (question: Parameters<Connection['send']>[0]) => {
		const connection = await open(path, target);
		try {
			if (!(await connection.send(question))) throw new TerminalLostError('the session has ended');
		} finally {
			connection.close();
		}
	};
	return {
		send: text => send({method: 'message', text}),
		interrupt: () => send({method: 'interrupt'}),
		end: () => send({method: 'end'}),
	};
}
