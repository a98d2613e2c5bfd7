/** Lets this user's other ccmon processes reach a session that this one runs: its terminal, or its message input. */
import {createServer, type Server, type Socket} from 'node:net';
import {reasonOf} from '../../../platform/files.ts';
import {createLineReader} from '../../../platform/lines.ts';
import {ensureOwnerFolder, makeOwnerOnly, removeFile} from '../../../platform/owner-file.ts';
import type {TextForm} from '../../keyboard.ts';
import type {AnsiScreen} from '../screen-model.ts';
import {parseRequest, type Reply, type Request, requestBytes} from './protocol.ts';
import {fitsSocket, removeStaleSockets, socketPath} from './sockets.ts';

export interface ServedTerminal {
	pid: number;
	procStart: string | null;
	screen(): Promise<AnsiScreen>;
	/** False: something else has the keyboard, and nothing was typed. */
	type(text: string, form: TextForm): Promise<boolean>;
	/** Presses the digit at once if the screen shows this dialog. False as above. */
	answer(digit: number, dialog: string): Promise<boolean>;
	press(key: Extract<Request, {method: 'key'}>['key'], times: number): Promise<boolean>;
}

/** A headless session. */
export interface ServedMessages {
	pid: number;
	procStart: string | null;
	/** False: the session is just ending. */
	message(text: string): boolean;
	interrupt(): boolean;
	/** Begins to end it. */
	end(): boolean;
}

export interface Served {
	/** Why it cannot be reached; null: it can. Resolves once the socket is there. */
	ready: Promise<string | null>;
	close(): void;
}

const connections = 16;
const idleMs = 300_000;

type Perform = (request: Request) => Promise<unknown>;

/** Never throws: a session that cannot be reached is still a session. */
export const serveTerminal = (runtimeDir: string, terminal: ServedTerminal): Served =>
	serve(runtimeDir, socketPath(runtimeDir, 'pty', terminal.pid), request => performKeys(request, terminal));

/** Never throws, either. */
export const serveMessages = (runtimeDir: string, session: ServedMessages): Served =>
	serve(runtimeDir, socketPath(runtimeDir, 'headless', session.pid), request => performMessages(request, session));

function serve(runtimeDir: string, path: string, perform: Perform): Served {
	const open = new Set<Socket>();
	const server = createServer(socket => {
		open.add(socket);
		socket.on('close', () => open.delete(socket));
		answer(socket, perform);
	});
	server.maxConnections = connections;
	server.unref();
	let closed = false;
	const ready = new Promise<string | null>(resolve => {
		server.on('error', error => resolve(error.message));
		if (!fitsSocket(path)) {
			resolve(`the path of its socket is too long: ${path}`);
			return;
		}
		try {
			ensureOwnerFolder(runtimeDir);
			removeStaleSockets(runtimeDir);
			// The pid is in use by this session, so a socket of this name is left from an earlier process.
			removeFile(path);
			server.listen(path, () => resolve(closed ? null : keptPrivate(server, path)));
		} catch (error) {
			resolve(reasonOf(error));
		}
	});
	return {
		ready,
		close() {
			closed = true;
			// Removes its file, too.
			server.close();
			for (const socket of open) socket.destroy();
		},
	};
}

/** Null: only this user can reach it; else why nobody can. */
function keptPrivate(server: Server, path: string): string | null {
	try {
		makeOwnerOnly(path);
		return null;
	} catch (error) {
		// Removed by somebody, or on a file system without permissions.
		server.close();
		return reasonOf(error);
	}
}

/** One request at a time: replies and keys keep their order. */
function answer(socket: Socket, perform: Perform): void {
	let work = Promise.resolve();
	let waiting = 0;
	socket.on('error', () => socket.destroy());
	socket.setTimeout(idleMs, () => socket.destroy());
	const reply = (message: Reply) => void socket.write(`${JSON.stringify(message)}\n`);
	const handle = async (line: string) => {
		const request = parseRequest(line);
		if (!request) {
			reply({id: null, ok: false, reason: 'not a request that this version of ccmon knows'});
			socket.end();
			return;
		}
		try {
			reply({id: request.id, ok: true, result: await perform(request)});
		} catch (error) {
			reply({id: request.id, ok: false, reason: String(error)});
		}
	};
	const read = createLineReader(
		requestBytes,
		line => {
			// A well-behaved peer waits for its replies.
			if (++waiting > 100) socket.destroy();
			work = work
				.then(() => (socket.destroyed || socket.writableEnded ? undefined : handle(line)))
				.finally(() => waiting--);
		},
		() => socket.destroy(),
	);
	socket.on('data', read);
}

async function performKeys(request: Request, terminal: ServedTerminal): Promise<unknown> {
	switch (request.method) {
		case 'hello':
			return {pid: terminal.pid, procStart: terminal.procStart};
		case 'screen':
			return terminal.screen();
		case 'type':
			return {sent: await terminal.type(request.text, request.form)};
		case 'answer':
			return {sent: await terminal.answer(request.digit, request.dialog)};
		case 'key':
			return {sent: await terminal.press(request.key, request.times)};
		default:
			throw new Error('it takes keys, not messages');
	}
}

async function performMessages(request: Request, session: ServedMessages): Promise<unknown> {
	switch (request.method) {
		case 'hello':
			return {pid: session.pid, procStart: session.procStart};
		case 'message':
			return {sent: session.message(request.text)};
		case 'interrupt':
			return {sent: session.interrupt()};
		case 'end':
			return {sent: session.end()};
		default:
			throw new Error('it takes messages, not keys');
	}
}
