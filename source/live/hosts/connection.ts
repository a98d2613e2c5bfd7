/** A connection to a host: a local program whose other end is `ccmon stream` there. Used once; the link opens the next one. */
import {spawn} from 'node:child_process';
import {
	bounds,
	type Hello,
	parseHello,
	parseStreamMessage,
	protocol,
	type ReaderMessage,
	type StreamMessage,
	silenceMs,
} from '../../core/hosts/protocol.ts';
import {askNobody, type CommandLine} from './host-command.ts';
import {readPacedLines} from './paced-lines.ts';
import {type HostEnd, silent} from './trouble.ts';

export interface ConnectionHooks {
	onHello(hello: Hello): void;
	/** Called for anything that is received. */
	onSign(): void;
	/** Called for all messages except the hello and pings. */
	onMessage(message: Exclude<StreamMessage, {type: 'hello' | 'ping'}>): void;
	/** Called once, at the end. `broken`: why it was given up on this side; null: the program ended. */
	onEnd(end: HostEnd, broken: string | null): void;
}

export interface ConnectionOptions extends ConnectionHooks {
	command: CommandLine;
	/** The version of this ccmon, sent to the other side. */
	version: string;
	/** Milliseconds since the epoch. */
	clock: () => number;
	env?: NodeJS.ProcessEnv;
	/** After this long without a line it is given up, in ms. */
	silenceMs?: number;
}

export interface Connection {
	send(message: ReaderMessage): void;
	/** Gives up; `onEnd` is called with the reason once the program is gone. */
	breakOff(reason: string): void;
	/** Ends it silently: no more hooks are called. Resolves when the program is gone. */
	close(): Promise<void>;
}

/** How much is kept of its standard error, and of what comes before the hello, in characters. */
const keptLength = 4096;
/** How long a program has to end by itself before each signal, in ms. */
const termMs = 300;
const killMs = 1500;
/** How long to read its last output once it is gone, in ms. */
const lastWordsMs = 300;

export function openConnection(options: ConnectionOptions): Connection {
	const {command, clock, onSign, onHello, onMessage, onEnd, version} = options;
	const {silenceMs: patience = silenceMs} = options;
	// Detached from the terminal: BatchMode does not keep a jump host from asking.
	const env = {...(options.env ?? process.env), ...askNobody};
	const child = spawn(command.file, command.args, {stdio: 'pipe', env, detached: true, windowsHide: true});
	let startError: string | null = null;
	let stderr = '';
	let noise = '';
	let noiseBytes = 0;
	let isGreeted = false;
	let isOver = false;
	let isClosed = false;
	let broken: string | null = null;
	const gone = Promise.withResolvers<void>();

	const end = () => {
		reading.stop();
		// Unread output must not keep it from ending.
		child.stdout.destroy();
		child.stdin.end();
		const timers = [setTimeout(() => child.kill('SIGTERM'), termMs), setTimeout(() => child.kill('SIGKILL'), killMs)];
		void gone.promise.then(() => timers.forEach(clearTimeout));
	};
	const breakOff = (reason: string) => {
		if (isOver || broken !== null) return;
		broken = reason;
		clearTimeout(silence);
		end();
	};
	const send = (message: ReaderMessage) => void child.stdin.write(`${JSON.stringify(message)}\n`);

	const silence = setTimeout(() => breakOff(silent), patience);

	const takeGreeting = (line: string) => {
		const hello = parseHello(line);
		if (hello === null) {
			noise = `${noise}${line}\n`.slice(-keptLength);
			noiseBytes += line.length + 1;
			if (noiseBytes > bounds.greetingBytes)
				breakOff('it printed a lot but no hello: does a shell start-up file there start a program?');
			return;
		}
		isGreeted = true;
		send({type: 'hello', protocol, version, clock: clock()});
		onHello(hello);
	};
	/** Returns how many changes the line held. */
	const take = (line: string): number => {
		silence.refresh();
		onSign();
		if (!isGreeted) {
			takeGreeting(line);
			return 1;
		}
		// Background programs of a login may go on printing after the hello.
		if (!line.startsWith('{')) return 1;
		const message = parseStreamMessage(line);
		if (message === null) breakOff('it sent a line that is not a ccmon message');
		else if (message.type === 'ping') send({type: 'pong', id: message.id, clock: clock()});
		else if (message.type !== 'unknown' && message.type !== 'hello') onMessage(message);
		if (message?.type === 'state') return message.sessions.length;
		return message?.type === 'changes' ? message.sessions.length + message.gone.length : 1;
	};
	const reading = readPacedLines(child.stdout, {
		onLine: take,
		onTooLong: () => breakOff('it sent a line of more than 8 MB'),
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => {
		stderr = (stderr + text).slice(-keptLength);
	});
	// What is written to a program that has ended, or is to end, is lost.
	for (const stream of [child.stdin, child.stderr]) stream.on('error', () => {});
	child.on('error', (error: NodeJS.ErrnoException) => {
		startError = error.code ?? error.message;
		// A program that never started emits no `close`.
		if (child.pid === undefined) finish(null);
	});
	child.on('close', code => finish(code));
	child.on('exit', code => {
		reading.readRest();
		// A process that it left running may keep its output open.
		setTimeout(() => finish(code), lastWordsMs);
	});

	function finish(code: number | null): void {
		if (isOver) return;
		isOver = true;
		clearTimeout(silence);
		reading.stop();
		gone.resolve();
		if (!isClosed) onEnd({code, startError, stderr, noise}, broken);
	}

	return {
		send,
		breakOff,
		close() {
			isClosed = true;
			if (!isOver) {
				clearTimeout(silence);
				end();
			}
			return gone.promise;
		},
	};
}
