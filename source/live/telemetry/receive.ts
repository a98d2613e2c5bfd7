/**
 * The OTLP/HTTP receiver. A request is answered once what it brought is committed: Claude Code sends a batch again only
 * when it is answered 429, 502, 503 or 504, so a 200 for what was merely in memory would lose it with the process.
 * A commit without fsync takes about a tenth of a millisecond, and what comes in meanwhile shares the next one.
 */
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {Socket} from 'node:net';
import type {Signal} from '../../claude/telemetry/exporters.ts';
import {parseLogs} from '../../claude/telemetry/logs.ts';
import {parseMetrics} from '../../claude/telemetry/metrics.ts';
import type {Delivery} from '../../index/telemetry/write.ts';
import {challengeHeader, proofHeader, proofOf} from '../../index/telemetry-listener.ts';
import {decodeBody, readBody} from './body.ts';
import {type Admitted, createGuard, maxBodyBytes, type Refusal, type RefusalStatus} from './guard.ts';
import {limitStrangers} from './strangers.ts';

export interface ReceivedBody {
	signal: Signal;
	headers: IncomingMessage['headers'];
	bytes: Buffer;
}

export interface ReceiverOptions {
	/** Read for each request: setup may choose another one. */
	token(): string;
	now(): number;
	/** Resolves to true when the delivery is on disk, to false when it cannot be now. */
	store(delivery: Delivery): Promise<boolean>;
	/** Called once for each accepted body. */
	onAccepted(body: ReceivedBody): void;
	/** Called after a request was refused. */
	onRefused(status: RefusalStatus): void;
}

/** Limit for bodies that are being read or stored; above it, senders are asked to retry. */
const maxBytesInFlight = 4 * maxBodyBytes;
/** How much of an unwanted body is read, and for how long. */
const discarded = {bytes: 4 * maxBodyBytes, ms: 2000};

/** For the first bytes up to the end of the headers, and for a refused connection to send again. */
const patienceMs = 5000;

const busy: Refusal = {refused: 503, reason: 'cannot be stored now: try again'};

/** The server, not listening yet. */
export function createReceiver(options: ReceiverOptions): Server {
	let guard = {token: '', admit: createGuard('')};
	let bytesInFlight = 0;

	async function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal): Promise<void> {
		options.onRefused(refusal.refused);
		const complete = await discard(request);
		if (!complete) response.setHeader('connection', 'close');
		// Refusing a flood is cheaper over kept-alive connections; idle ones of strangers are closed.
		request.socket.setTimeout(patienceMs);
		const headers = {'content-type': 'application/json', 'retry-after': '1'};
		response.writeHead(refusal.refused, headers).end(JSON.stringify({message: refusal.reason}));
	}

	async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const token = options.token();
		const proof = proofOf(token, request.headers[challengeHeader]);
		if (proof !== null) {
			response.writeHead(204, {[proofHeader]: proof, connection: 'close'}).end();
			return;
		}
		if (guard.token !== token) guard = {token, admit: createGuard(token)};
		const admitted = guard.admit(request.method ?? '', request.url ?? '', request.headers);
		if (admitted.refused !== null) return refuse(request, response, admitted);
		trust(request.socket);
		const reserved = Number(request.headers['content-length'] ?? maxBodyBytes);
		if (bytesInFlight + reserved > maxBytesInFlight) return refuse(request, response, busy);
		bytesInFlight += reserved;
		try {
			const refusal = await take(request, admitted);
			if (refusal) await refuse(request, response, refusal);
			else {
				request.socket.setTimeout(0);
				answer(response, admitted);
			}
		} finally {
			bytesInFlight -= reserved;
		}
	}

	async function take(request: IncomingMessage, admitted: Admitted): Promise<Refusal | null> {
		const bytes = await readBody(request);
		if (!Buffer.isBuffer(bytes)) return bytes;
		const decoded = await decodeBody(bytes, admitted);
		if (decoded.refused !== null) return decoded;
		const delivery = read(decoded.message, admitted.signal, request.socket);
		if (!(await options.store(delivery))) return busy;
		options.onAccepted({signal: admitted.signal, headers: request.headers, bytes});
		return null;
	}

	function read(message: unknown, signal: Signal, connection: Socket): Delivery {
		const now = options.now();
		return signal === 'logs'
			? {logs: parseLogs(message, now), metrics: null, connection}
			: {logs: null, metrics: parseMetrics(message, now), connection};
	}

	const server = createServer({connectionsCheckingInterval: 1000}, (request, response) => {
		receive(request, response).catch(() => response.destroy());
	});
	const trust = limitStrangers(server);
	// An idle connection that is closed just as its client sends costs a batch, which is not sent again.
	server.keepAliveTimeout = 0;
	server.headersTimeout = patienceMs;
	server.requestTimeout = 30_000;
	server.on('clientError', (_, socket) => socket.destroy());
	return server;
}

/** "Full success", in the encoding of the request: an empty message. */
function answer(response: ServerResponse, {encoding}: Admitted): void {
	if (encoding === 'json') response.writeHead(200, {'content-type': 'application/json'}).end('{}');
	else response.writeHead(200, {'content-type': 'application/x-protobuf', 'content-length': 0}).end();
}

/**
 * Reads the rest of a body and discards it: many senders look for an answer only when they have sent everything,
 * and would not get it on a closed connection. False: it was too much, or took too long.
 */
function discard(request: IncomingMessage): Promise<boolean> {
	if (request.readableEnded) return Promise.resolve(true);
	if (request.destroyed) return Promise.resolve(false);
	return new Promise(resolve => {
		let length = 0;
		const timer = setTimeout(() => settle(false), discarded.ms);
		function settle(complete: boolean): void {
			clearTimeout(timer);
			request.off('data', count).resume();
			resolve(complete);
		}
		function count(chunk: Buffer): void {
			length += chunk.length;
			if (length > discarded.bytes) settle(false);
		}
		request.on('data', count);
		request.once('end', () => settle(true));
		request.once('close', () => settle(false));
		request.once('error', () => settle(false));
	});
}
