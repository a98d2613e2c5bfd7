/** The other end of the socket of a `ccmon run`, or of a ccmon that runs a session headless. */
import {createConnection} from 'node:net';
import * as v from 'valibot';
import {createLineReader} from '../../../platform/lines.ts';
import {TerminalLostError} from '../terminal.ts';
import {helloSchema, parseReply, type Question, type Reply, replyBytes, screenSchema, sentSchema} from './protocol.ts';

export interface Connection {
	hello(): Promise<v.InferOutput<typeof helloSchema>>;
	screen(): Promise<v.InferOutput<typeof screenSchema>>;
	/** False: something else has the keyboard, or the session is just ending; nothing was sent. */
	send(question: Exclude<Question, {method: 'hello' | 'screen'}>): Promise<boolean>;
	close(): void;
}

const answerMs = 5000;

/** Requests on a lost connection throw `TerminalLostError`. `whose` names in the message who has ended or refused. */
export function connect(path: string, whose: string): Connection {
	const socket = createConnection(path);
	const waiting = new Map<number, {resolve(reply: Reply): void; reject(error: Error): void}>();
	let lost: Error | null = null;
	let nextId = 1;
	const lose = (reason: string) => {
		lost ??= new TerminalLostError(`${whose} does not answer: ${reason}`);
		socket.destroy();
		for (const {reject} of waiting.values()) reject(lost);
		waiting.clear();
	};
	socket.on('error', error => lose(error.message));
	socket.on('close', () => lose('it has ended'));
	const read = createLineReader(
		replyBytes,
		line => {
			const reply = parseReply(line);
			if (!reply || reply.id === null) return lose('it speaks another protocol: is it another version?');
			waiting.get(reply.id)?.resolve(reply);
			waiting.delete(reply.id);
		},
		() => lose('its answer is too long'),
	);
	socket.on('data', read);

	async function ask<Schema extends v.GenericSchema>(
		question: Question,
		schema: Schema,
	): Promise<v.InferOutput<Schema>> {
		if (lost) throw lost;
		const id = nextId++;
		const timer = setTimeout(() => lose(`no answer within ${answerMs / 1000} s`), answerMs);
		try {
			const reply = await new Promise<Reply>((resolve, reject) => {
				waiting.set(id, {resolve, reject});
				socket.write(`${JSON.stringify({id, ...question})}\n`);
			});
			if (!reply.ok) throw new TerminalLostError(`${whose} refused: ${reply.reason}`);
			const result = v.safeParse(schema, reply.result);
			if (!result.success) throw new TerminalLostError(`${whose} sent an answer that cannot be read`);
			return result.output;
		} finally {
			clearTimeout(timer);
		}
	}

	return {
		hello: () => ask({method: 'hello'}, helloSchema),
		screen: () => ask({method: 'screen'}, screenSchema),
		send: async question => (await ask(question, sentSchema)).sent,
		close() {
			lose('it was closed');
		},
	};
}
