/** One connection to a host: a program here whose other end is `ccmon stream` there. It is used once; the link makes the next one. */
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
	/** Something came, whatever it is. */
	onSign(): void;
	/** All but the hello and what is of the connection itself. */
	onMessage(message: Exclude<StreamMessage, {type: 'hello' | 'ping'}>): void;
	/** Called once, last. `broken`: why it was given up from here; null: the program ended. */
	onEnd(end: HostEnd, broken: string | null): void;
}

export interface ConnectionOptions extends ConnectionHooks {
	command: CommandLine;
	/** ccmon's own, said to the other side. */
	version: string;
	/** Milliseconds since the epoch. */
	clock: () => number;
	env?: NodeJS.ProcessEnv;
	/** Without a line for so long it is given up, in ms. */
	silenceMs?: number;
}

export interface Connection {
	send(message: ReaderMessage): void;
	/** Gives it up; `onEnd` is called with the reason, once the program is gone. */
	breakOff(reason: string): void;
	/** Ends it without a word: nothing is called any more. Settled when the program is gone. */
	close(): Promise<void>;
}

/** What is kept of what it says on standard error, and before the hello, in characters. */
const keptLength = 4096;
/** A program that does not go by itself is ended, in ms. */
const termMs = 300;
const killMs = 1500;
/** Given to what it said last, when it is gone, in ms. */
const lastWordsMs = 300;

export function openConnection(options: ConnectionOptions): Connection {
	const {command, clock, onSign, onHello, onMessage, onEnd, version} = options;
	const {silenceMs: patience = silenceMs} = options;
	// Without a terminal to ask at: what a jump host would ask is not covered by BatchMode.
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
		// What is not read any more must not keep it from ending.
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
	const send = (message: ReaderMessage) => {
		if (!isOver && broken === null && child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`);
	};

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
	/** How many changes the line held. */
	const take = (line: string): number => {
		silence.refresh();
		onSign();
		if (!isGreeted) {
			takeGreeting(line);
			return 1;
		}
		// What a program in the background of a login prints goes on behind the hello.
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
	for (const stream of [child.stdin, child.stderr]) stream.on('error', () => {});
	child.on('error', (error: NodeJS.ErrnoException) => {
		startError = error.code ?? error.message;
		// Of a program that never began there is no other end.
		if (child.pid === undefined) finish(null);
	});
	child.on('close', code => finish(code));
	child.on('exit', code => {
		reading.readRest();
		// Something that it left running may hold its output open.
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
