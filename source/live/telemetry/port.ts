/**
 * Several ccmon processes share one port. On Linux all of them listen at once (SO_REUSEPORT, which the kernel grants to
 * processes of one user only) and each connection goes to one of them, so that none is refused when one ends: Claude
 * Code does not send again what found nobody listening. Elsewhere the first one listens, and the others keep trying.
 */
import type {Server} from 'node:http';

export interface PortOptions {
	server: Server;
	port: number;
	/** The port is taken by something that does not share it; listening is retried until it is free. */
	onTaken(): void;
	/** The port cannot be listened on at all, e.g. for lack of permission. */
	onError(error: Error): void;
}

export interface PortHolder {
	/** Resolves after the first attempt, whether it succeeded or not. */
	ready: Promise<void>;
	/** Finishes the current requests and frees the port. */
	close(): Promise<void>;
}

const retryMs = 250;
/** How long a sender in the middle of a body is given. */
const graceMs = 500;

export function holdPort({server, port, onTaken, onError}: PortOptions): PortHolder {
	let timer: NodeJS.Timeout | null = null;
	let closed = false;
	let reusePort = process.platform === 'linux';

	const {promise: ready, resolve: firstAttemptOver} = Promise.withResolvers<void>();
	function onServerError(error: NodeJS.ErrnoException): void {
		firstAttemptOver();
		// Where the port cannot be shared, it is another ccmon that has it.
		if (error.code === 'EADDRINUSE') {
			if (reusePort) onTaken();
		} else if (reusePort) reusePort = false;
		else onError(error);
		if (!closed) timer = setTimeout(attempt, retryMs).unref();
	}
	function attempt(): void {
		if (!closed && !server.listening) server.listen({port, host: '127.0.0.1', reusePort});
	}
	server.once('listening', firstAttemptOver);
	server.on('error', onServerError);
	attempt();

	return {
		ready,
		async close() {
			closed = true;
			if (timer) clearTimeout(timer);
			server.off('listening', firstAttemptOver);
			server.off('error', onServerError);
			if (!server.listening) return;
			const done = new Promise(resolve => server.close(resolve));
			server.closeIdleConnections();
			const grace = setTimeout(() => server.closeAllConnections(), graceMs);
			await done;
			clearTimeout(grace);
		},
	};
}
