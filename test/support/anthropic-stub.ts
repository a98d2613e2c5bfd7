/**
 * A stand-in for the Messages API on loopback, so that the real Claude Code runs offline, and a ledger of every request
 * it served: the truth that ccmon's figures are compared with.
 */
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import {answerTo, type Block, type Verdict, type WireUsage} from './stub-answer.ts';
import {type MessagesRequest, purposeOf, type StubPurpose} from './stub-purpose.ts';

export interface LedgerEntry {
	/** When the answer was complete, ms since the epoch. */
	at: number;
	/** The conversation, as Claude Code names it in a header. */
	sessionId: string | null;
	requestId: string;
	messageId: string;
	purpose: StubPurpose;
	model: string;
	usage: WireUsage;
	/** The client hung up before the end; the usage is what it had received by then. */
	aborted: boolean;
}

export interface StubOptions {
	/** 0 picks a free one. */
	port?: number;
	/** How fast answers stream. */
	charactersPerSecond?: number;
	/** Sends the headers of a subscription's 5-hour and 7-day limits, in percent used. */
	limits?: {fiveHour: number; sevenDay: number};
	/** What auto mode's checks are answered; `allow` by default. */
	verdict?: Verdict;
	/** Sees every Messages request as it comes in; for finding out what Claude Code asks. */
	onRequest?: (request: MessagesRequest, headers: IncomingMessage['headers']) => void;
}

export interface Stub {
	/** For ANTHROPIC_BASE_URL. */
	url: string;
	port: number;
	/** Requests answered so far, in the order in which their answers ended. */
	ledger(): readonly LedgerEntry[];
	/** Requests that came in and are not answered yet. */
	pending(): number;
	close(): Promise<void>;
}

/** Starts the stub; it is ready when the promise resolves. */
export async function startStub(options: StubOptions = {}): Promise<Stub> {
	const entries: LedgerEntry[] = [];
	const failures = new Map<string, number>();
	let served = 0;
	let open = 0;

	async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		let body = '';
		for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
		const address = incoming.url ?? '';
		if (address.startsWith('/v1/models')) return sendJson(response, {data: [], has_more: false});
		if (address.includes('/count_tokens')) return sendJson(response, {input_tokens: Math.round(body.length / 4)});
		if (!address.startsWith('/v1/messages') || incoming.method !== 'POST') {
			response.writeHead(incoming.method === 'HEAD' ? 200 : 404).end();
			return;
		}
		const request: MessagesRequest = JSON.parse(body);
		options.onRequest?.(request, incoming.headers);
		await answer(request, body.length, incoming, response);
	}

	async function answer(request: MessagesRequest, bytes: number, incoming: IncomingMessage, response: ServerResponse) {
		const number = ++served;
		const purpose = purposeOf(request);
		const verdict = options.verdict ?? 'allow';
		const {blocks, usage, stopReason, directives, text} = answerTo(request, {purpose, number, bytes, verdict});
		const sessionId = incoming.headers['x-claude-code-session-id'];
		const {error} = directives;
		const failed = failures.get(`${sessionId} ${text}`) ?? 0;
		if (error && failed < (error.times ?? 1)) {
			failures.set(`${sessionId} ${text}`, failed + 1);
			response.statusCode = error.status;
			return sendJson(response, {type: 'error', error: {type: 'overloaded_error', message: 'asked for by the test'}});
		}
		const requestId = `req_test${String(number).padStart(8, '0')}`;
		const messageId = `msg_test${String(number).padStart(8, '0')}`;
		let gone = false;
		response.on('close', () => {
			gone = !response.writableFinished;
		});
		const settle = () =>
			entries.push({
				at: Date.now(),
				sessionId: typeof sessionId === 'string' ? sessionId : null,
				requestId,
				messageId,
				purpose,
				model: request.model,
				usage: gone ? {...usage, output_tokens: 1} : usage,
				aborted: gone,
			});

		response.setHeader('request-id', requestId);
		if (options.limits) setLimits(response, options.limits);
		await sleep(directives.delay ?? 0);
		const message = {id: messageId, type: 'message', role: 'assistant', model: request.model, stop_sequence: null};
		if (!request.stream) {
			settle();
			return sendJson(response, {...message, content: blocks, stop_reason: stopReason, usage});
		}
		response.setHeader('content-type', 'text/event-stream');
		const send = (type: string, data: object) =>
			response.write(`event: ${type}\ndata: ${JSON.stringify({type, ...data})}\n\n`);
		// As the real one does: the input is known at the start, of the output only that it has begun.
		send('message_start', {message: {...message, content: [], stop_reason: null, usage: {...usage, output_tokens: 1}}});
		const speed = directives.speed ?? options.charactersPerSecond ?? 4000;
		for (const [index, block] of blocks.entries()) await stream(block, index, send, speed, () => gone);
		if (!gone) {
			send('message_delta', {delta: {stop_reason: stopReason, stop_sequence: null}, usage});
			send('message_stop', {});
		}
		// Before the end: a test that has seen the answer finds it in the ledger.
		settle();
		response.end();
	}

	const server = createServer((incoming, response) => {
		open++;
		serve(incoming, response)
			.catch(problem => {
				if (!response.headersSent) response.statusCode = 400;
				response.end(String(problem));
			})
			.finally(() => open--);
	});
	await new Promise<void>(resolve => server.listen(options.port ?? 0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		port,
		ledger: () => [...entries],
		pending: () => open,
		close: () =>
			new Promise(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

function sendJson(response: ServerResponse, value: unknown): void {
	response.setHeader('content-type', 'application/json');
	response.end(JSON.stringify(value));
}

async function stream(
	block: Block,
	index: number,
	send: (type: string, data: object) => void,
	charactersPerSecond: number,
	gone: () => boolean,
): Promise<void> {
	const piece = 40;
	const delta = (value: object) => send('content_block_delta', {index, delta: value});
	if (block.type === 'tool_use') {
		send('content_block_start', {index, content_block: {...block, input: {}}});
		delta({type: 'input_json_delta', partial_json: JSON.stringify(block.input)});
	} else {
		const thinking = block.type === 'thinking';
		const text = thinking ? block.thinking : block.text;
		send('content_block_start', {index, content_block: thinking ? {...block, thinking: ''} : {...block, text: ''}});
		for (let at = 0; at < text.length && !gone(); at += piece) {
			const part = text.slice(at, at + piece);
			delta(thinking ? {type: 'thinking_delta', thinking: part} : {type: 'text_delta', text: part});
			await sleep((piece * 1000) / charactersPerSecond);
		}
		if (thinking) delta({type: 'signature_delta', signature: 'c3R1Yg=='});
	}
	send('content_block_stop', {index});
}

function setLimits(response: ServerResponse, limits: NonNullable<StubOptions['limits']>): void {
	const now = Math.floor(Date.now() / 1000);
	const set = (name: string, value: string | number) =>
		response.setHeader(`anthropic-ratelimit-unified-${name}`, String(value));
	set('status', 'allowed');
	set('reset', now + 7200);
	set('representative-claim', 'five_hour');
	for (const [window, used, reset] of [
		['5h', limits.fiveHour, now + 7200],
		['7d', limits.sevenDay, now + 266_400],
	] as const) {
		set(`${window}-status`, 'allowed');
		set(`${window}-reset`, reset);
		set(`${window}-utilization`, used / 100);
	}
}
