/**
 * Connections that have not shown the token yet. Anybody on this machine can open them and say nothing, so they are closed,
 * oldest first, before they get in the way of a Claude Code, which sends its token with its first bytes.
 */
import type {Server} from 'node:http';
import type {Socket} from 'node:net';

/** How many may take their time. */
const maxPatient = 50;
/** Beyond that, those older than this are closed, in ms: under load even a token takes some time to arrive. */
const graceMs = 500;
/** Beyond this many, they are closed at once. */
const maxConnected = 1000;

/** Returns a function to call with each connection that has shown the token. */
export function limitStrangers(server: Server): (socket: Socket) => void {
	const strangers = new Map<Socket, number>();

	function makeRoom(): void {
		const now = performance.now();
		for (const [socket, connectedAt] of strangers) {
			const isTolerated = now - connectedAt < graceMs && strangers.size <= maxConnected;
			if (strangers.size <= maxPatient || isTolerated) return;
			strangers.delete(socket);
			socket.destroy();
		}
	}

	server.on('connection', (socket: Socket) => {
		strangers.set(socket, performance.now());
		socket.once('close', () => strangers.delete(socket));
		makeRoom();
	});
	return socket => void strangers.delete(socket);
}
