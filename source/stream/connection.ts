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
	type ReaderMessage,
	requestIdOf,
	type SentMessage,
	silenceMs,
	whoUpdates,
} from '../core/hosts/protocol.ts';
import type {Reply, Request} from '../core/hosts/requests.ts';
import {toJsonLine} from '../core/json-text.ts';
import {createLineReader} from '../platform/lines.ts';
import {createOutgoingLines} from './outgoing-lines.ts';
import {createPacedChanges} from './paced-changes.ts';

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

export function serveReader(ports: StreamPorts): Connection {
	const {input, output, clock} = ports;
	const {promise: ended, resolve: resolveEnded} = Promise.withResolvers<EndReason>();
	let isOver = false;

	const lines = createOutgoingLines(output, {
		onTaken: () => void silence.refresh(),
		onIdle: () => changes.resume(),
		onError: () => finish('ended'),
	});
	const write = (line: string) => {
		if (!lines.write(line)) end('flooded', 'Too many requests without reading the answers');
	};
	const say = (message: SentMessage) => write(toJsonLine(message));

	const difference = createDifference(ports.accountOf);
	const changes = createPacedChanges(() => {
		const changed = difference.lines(ports.state());
		for (const line of changed.lines) write(line);
		return changed.sessions;
	}, lines.isBusy);

	const finish = (reason: EndReason, last?: string) => {
		if (isOver) return;
		isOver = true;
		lines.stop(last);
		changes.stop();
		clearInterval(heart);
		clearTimeout(silence);
		unsubscribe();
		input.pause();
		resolveEnded(reason);
	};
	const end = (reason: EndReason, message: string) => finish(reason, toJsonLine({type: 'bye', reason, message}));

	const receive = (line: string) => {
		if (isOver || line.trim() === '') return;
		silence.refresh();
		const message = parseReaderMessage(line);
		if (message === null) refuse(line);
		else if (message.type === 'hello') compareVersions(message);
		else if (message.type === 'ping') say({type: 'pong', id: message.id, clock: clock()});
		else if (message.type === 'request') ports.handle(message, reply => !isOver && !output.destroyed && say(reply));
	};
	const refuse = (line: string) => {
		const id = requestIdOf(line);
		const reason = `this ccmon, ${ports.version}, does not know what that asks`;
		if (id !== null) say({type: 'reply', id, ok: false, reason});
	};
	const compareVersions = (hello: Extract<ReaderMessage, {type: 'hello'}>) => {
		const side = whoUpdates(hello.protocol);
		if (side === null) return;
		const which = side === 'here' ? `here (${ports.version})` : `on the reading side (${hello.version})`;
		const versions = `${protocol.major} here, ${hello.protocol.major} there`;
		end('incompatible', `They speak different protocols (${versions}): update ccmon ${which}`);
	};

	let pings = 0;
	const heart = setInterval(() => {
		if (!lines.isBusy()) say({type: 'ping', id: ++pings, clock: clock()});
	}, ports.heartbeatMs ?? heartbeatMs);
	const quiet = ports.silenceMs ?? silenceMs;
	const silence = setTimeout(() => end('silent', `No line was read for ${quiet / 1000} s`), quiet);
	const unsubscribe = ports.onChange(changes.send);

	for (const gone of ['error', 'close'] as const) output.on(gone, () => finish('ended'));
	for (const gone of ['end', 'error', 'close'] as const) input.on(gone, () => finish('ended'));
	const read = createLineReader(bounds.lineBytes, receive, () => end('flooded', 'A line was longer than 8 MiB'));

	const {version, hostname, timezone} = ports;
	// A shell's greeting may already be on the line.
	write('');
	say({type: 'hello', protocol, version, clock: clock(), hostname, timezone});
	changes.send();
	input.on('data', read);
	return {ended, end};
}
