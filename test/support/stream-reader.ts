/** A reader of `ccmon stream`, through whatever command gives its standard input and output. */
import {spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {parseHello, parseStreamMessage, type StreamMessage} from '../../source/core/hosts/protocol.ts';
import type {Reply, SessionPin} from '../../source/core/hosts/requests.ts';
import {applyChange, type HostSession} from '../../source/core/hosts/session.ts';
import {createLineReader} from '../../source/platform/lines.ts';
import {waitFor} from './wait.ts';

export interface StreamReader {
	readonly pid: number;
	/** In the order in which they came; the hello first, whatever stood before it. */
	messages(): readonly StreamMessage[];
	/** Lines that were no messages, the greeting among them. */
	strayLines(): readonly string[];
	/** As received so far. */
	sessions(): HostSession[];
	waitForSession(condition: (session: HostSession) => boolean, what: string): Promise<HostSession>;
	/** Asks, and gives the first reply; `id`: to ask the same again. */
	ask(request: object, id?: string): Promise<Reply>;
	/** The reply that says how a queued action ended. */
	end(id: string): Promise<Reply>;
	send(line: string): void;
	/** Reads no more, and says no more, until `goOn()`. */
	freeze(): void;
	goOn(): void;
	bytes(): {read: number; written: number};
	stderr(): string;
	/** Of the command; null: it still runs. */
	exitCode(): number | null;
	/** Closes its standard input, and waits for the end. */
	close(): Promise<void>;
	kill(): void;
}

export interface ReadOptions {
	env: Readonly<Record<string, string>>;
	/** False: pings are not answered. */
	answers?: boolean;
}

export const pinOf = ({pid, detail, sessionId}: HostSession): SessionPin => ({
	pid: pid ?? 0,
	procStart: detail.procStart,
	sessionId,
});

export function readStream(
	[program = '', ...args]: readonly string[],
	{env, answers = true}: ReadOptions,
): StreamReader {
	const child = spawn(program, args, {env: {...env}, stdio: ['pipe', 'pipe', 'pipe']});
	const messages: StreamMessage[] = [];
	const stray: string[] = [];
	const sessions = new Map<string, HostSession>();
	const bytes = {read: 0, written: 0};
	let stderr = '';
	child.stderr.on('data', chunk => {
		stderr += chunk;
	});
	child.stdin.on('error', () => undefined);
	const send = (line: string) => {
		bytes.written += line.length + 1;
		child.stdin.write(`${line}\n`);
	};
	const take = (line: string) => {
		const message = messages.length === 0 ? parseHello(line) : parseStreamMessage(line);
		if (message === null || message.type === 'unknown') {
			stray.push(line);
			return;
		}
		messages.push(message);
		if (message.type === 'ping' && answers) send(JSON.stringify({type: 'pong', id: message.id, clock: Date.now()}));
		if (message.type === 'state') {
			sessions.clear();
			for (const session of message.sessions) sessions.set(session.key, session);
		}
		if (message.type !== 'changes') return;
		for (const key of message.gone) sessions.delete(key);
		for (const change of message.sessions) {
			const session = applyChange(sessions.get(change.key), change);
			if (session) sessions.set(change.key, session);
			else stray.push(line);
		}
	};
	const read = createLineReader(2 ** 23, take, () => stray.push('a line that is too long'));
	child.stdout.on('data', (chunk: Buffer) => {
		bytes.read += chunk.length;
		read(chunk);
	});
	const replies = (id: string) => messages.filter(message => message.type === 'reply').filter(reply => reply.id === id);
	const last = () => JSON.stringify({sessions: [...sessions.values()], stray, stderr}, null, 1).slice(-6000);

	return {
		pid: child.pid ?? 0,
		messages: () => messages,
		strayLines: () => stray,
		sessions: () => [...sessions.values()],
		waitForSession: (condition, what) =>
			waitFor(() => [...sessions.values()].find(condition), {what, timeout: 60_000, last}),
		async ask(request, id = randomUUID()) {
			const before = replies(id).length;
			send(JSON.stringify({type: 'request', id, ...request}));
			return waitFor(() => replies(id)[before], {
				what: `the reply to ${JSON.stringify(request)}`,
				timeout: 100_000,
				every: 10,
				last,
			});
		},
		end: id =>
			waitFor(() => replies(id).find(reply => reply.ok && reply.final), {
				what: 'the end of it',
				timeout: 100_000,
				last,
			}),
		send,
		freeze: () => void child.stdout.pause(),
		goOn: () => void child.stdout.resume(),
		bytes: () => bytes,
		stderr: () => stderr,
		exitCode: () => child.exitCode,
		async close() {
			child.stdin.end();
			await waitFor(() => child.exitCode !== null || child.signalCode !== null, {what: 'the stream to end'});
		},
		kill: () => void child.kill('SIGKILL'),
	};
}
