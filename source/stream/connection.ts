/**
 * The pipe to the reader of `ccmon stream`. The reader gets changes only as fast as it reads: the next ones are not
 * made before. The connection lives as long as its reader.
 */
import type {Readable, Writable} from 'node:stream';
import {createDifference, type ShownState} from '../core/hosts/difference.ts';
import {
	bounds,
	heartbeatMs,
	parseReaderMessage,
	protocol,
	requestIdOf,
	type SentMessage,
	silenceMs,
	whoUpdates,
} from '../core/hosts/protocol.ts';
import type {Reply, Request} from '../core/hosts/requests.ts';
import {toJsonLine} from '../core/json-text.ts';
import {createLineReader} from '../platform/lines.ts';

export interface StreamPorts {
	input: Readable;
	output: Writable;
	/** The version of this ccmon. */
	version: string;
	hostname: string | null;
	timezone: string;
	/** Milliseconds since the epoch. */
	clock(): number;
	state(): ShownState;
	/** Calls back when the state has changed. Returns what ends it. */
	onChange(listener: () => void): () => void;
	/** See `sentPlans`. */
	accountOf(configDir: string): string | null;
	/** Carries out a request; `reply` may be called twice, see `Reply`. */
	handle(request: Request, reply: (reply: Reply) => void): void;
	/** For tests. */
	heartbeatMs?: number;
	silenceMs?: number;
}

export type EndReason = Extract<SentMessage, {type: 'bye'}>['reason'];

export interface Connection {
	/** Resolves with the reason when nobody reads any more. */
	ended: Promise<EndReason>;
	/** Ends it from this side with a last message. */
	end(reason: EndReason, message: string): void;
}

/** The pause after a line of changes, in ms per session in it: a reader takes 5,000 a second. */
const msPerChange = 1000 / (bounds.changesPerSecond / 2);

/** In characters. Beyond it, a reader is asking without reading. */
const mostQueued = 64 * 2 ** 20;

export function serveReader(ports: StreamPorts): Connection {
	const {input, output, clock} = ports;
	const {promise: ended, resolve: resolveEnded} = Promise.withResolvers<EndReason>();
	const difference = createDifference(ports.accountOf);
	/** Lines that wait for the one that is being written. */
	const queue: string[] = [];
	let queued = 0;
	let isWriting = false;
	let isOver = false;
	/** Something has changed since the last line of changes. */
	let isBehind = false;
	let pace: NodeJS.Timeout | undefined;
	let pings = 0;

	const write = (line: string) => {
		queue.push(line);
		queued += line.length;
		if (queued > mostQueued) end('flooded', 'Too many requests without reading the answers');
		else pump();
	};
	const say = (message: SentMessage) => write(toJsonLine(message));

	/** One line at a time: a line that is taken while others wait shows that somebody is reading, however slowly. */
	const pump = () => {
		if (isWriting || isOver) return;
		const line = queue.shift();
		if (line === undefined) {
			if (isBehind) sendChanges();
			return;
		}
		isWriting = true;
		queued -= line.length;
		output.write(`${line}\n`, error => {
			isWriting = false;
			if (error) return finish('ended');
			if (queue.length > 0) silence.refresh();
			pump();
		});
	};

	const sendChanges = () => {
		isBehind = true;
		if (isOver || isWriting || queue.length > 0 || pace !== undefined) return;
		isBehind = false;
		const {lines, sessions} = difference.lines(ports.state());
		for (const line of lines) write(line);
		const rest = sessions * msPerChange;
		if (rest < 1) return;
		pace = setTimeout(() => {
			pace = undefined;
			if (isBehind) sendChanges();
		}, rest);
	};

	const finish = (reason: EndReason) => {
		if (isOver) return;
		isOver = true;
		clearInterval(heart);
		clearTimeout(silence);
		clearTimeout(pace);
		unsubscribe();
		input.pause();
		resolveEnded(reason);
	};
	const end = (reason: EndReason, message: string) => {
		if (isOver) return;
		queue.length = 0;
		if (!output.destroyed) output.write(`${toJsonLine({type: 'bye', reason, message})}\n`);
		finish(reason);
	};

	const receive = (line: string) => {
		if (isOver || line.trim() === '') return;
		silence.refresh();
		const message = parseReaderMessage(line);
		if (message === null) {
			const id = requestIdOf(line);
			if (id !== null)
				say({type: 'reply', id, ok: false, reason: `this ccmon, ${ports.version}, does not know what that asks`});
		} else if (message.type === 'hello') {
			const side = whoUpdates(message.protocol);
			if (side === null) return;
			const which = side === 'here' ? `here (${ports.version})` : `on the reading side (${message.version})`;
			end(
				'incompatible',
				`They speak different protocols (${protocol.major} here, ${message.protocol.major} there): update ccmon ${which}`,
			);
		} else if (message.type === 'ping') say({type: 'pong', id: message.id, clock: clock()});
		else if (message.type === 'request') ports.handle(message, reply => !isOver && !output.destroyed && say(reply));
	};

	const heart = setInterval(() => {
		if (!isWriting) say({type: 'ping', id: ++pings, clock: clock()});
	}, ports.heartbeatMs ?? heartbeatMs);
	const quiet = ports.silenceMs ?? silenceMs;
	const silence = setTimeout(() => end('silent', `No line was read for ${quiet / 1000} s`), quiet);
	const unsubscribe = ports.onChange(sendChanges);

	for (const gone of ['error', 'close'] as const) output.on(gone, () => finish('ended'));
	for (const gone of ['end', 'error', 'close'] as const) input.on(gone, () => finish('ended'));
	const read = createLineReader(bounds.lineBytes, receive, () => end('flooded', 'A line was longer than 8 MiB'));

	const {version, hostname, timezone} = ports;
	// A shell's greeting may already be on the line.
	write('');
	say({type: 'hello', protocol, version, clock: clock(), hostname, timezone});
	sendChanges();
	input.on('data', read);
	return {ended, end};
}
