/**
 * Connections that have not shown the token yet. Anybody on this machine can open them and say nothing, so they are let
 * go, the oldest first, before they stand in the way of a Claude Code, which sends its token with its first bytes.
 */
import type {Server} from 'node:http';
import type {Socket} from 'node:net';

/** So many may take their time. */
const maxPatient = 50;
/** Of more than that, those go that have been there for this long: under load even a token takes some time to arrive. */
const graceMs = 500;
/** More are let go at once. */
const maxConnected = 1000;

/** Returns what to call with a connection that has shown the token. */
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
