/**
 * Requests to a host and their results. A request with effects is sent once: after a broken connection the host
 * is asked by id what became of it, and it is not sent again.
 */
import {randomUUID} from 'node:crypto';
import {bounds, type ReaderMessage} from '../../core/hosts/protocol.ts';
import {isOnce, type Op, parseResult, type Reply, type Request, type Result} from '../../core/hosts/requests.ts';

/** A request without its id. */
export type RequestFields<One extends Op = Op> = One extends Op
	? Omit<Extract<Request, {op: One}>, 'type' | 'id'> & {op: One}
	: never;

/** A request was not carried out, or that is unknown; the message is a phrase for the user. */
export class RequestError extends Error {
	override name = 'RequestError';
	/** `false`: nothing was done there. `null`: unknown. */
	readonly carriedOut: false | null;

	constructor(message: string, carriedOut: false | null) {
		super(message);
		this.carriedOut = carriedOut;
	}
}

export interface Requests {
	/** Rejects with a `RequestError`. `onQueued` is called when a second answer will follow later. */
	ask<One extends Op>(fields: RequestFields<One>, onQueued?: (result: Result<One>) => void): Promise<Result<One>>;
	take(reply: Reply): void;
	/** The host is connected: requests can be sent. */
	connected(send: (message: ReaderMessage) => void): void;
	/** `reason`: why it is not connected. */
	disconnected(reason: string): void;
	/** Whether somebody waits for the outcome of a request whose connection broke. */
	hasOrphans(): boolean;
	close(): void;
}

interface Pending {
	op: Op;
	/** Resolves or rejects the request; a result that makes no sense is an error. */
	settle(reply: Reply): void;
	fail(message: string, carriedOut: false | null): void;
	/** The connection that it was sent on has broken. */
	isOrphan: boolean;
	timer: NodeJS.Timeout;
}

/** Milliseconds. The host waits 90 s for an action's evidence, and an hour for a queued one's. */
const replyMs = 120_000;
const queuedMs = 3_700_000;
/** How long a broken connection may take to come back. */
const returnMs = 30_000;
const askAgainMs = 1000;

export function createRequests(host: string): Requests {
	const pending = new Map<string, Pending>();
	/** Questions about requests of an earlier connection: which one each is about. */
	const questions = new Map<string, string>();
	const again = new Set<NodeJS.Timeout>();
	let send: ((message: ReaderMessage) => void) | null = null;
	let reason = 'it is not connected yet';

	const forget = (id: string) => {
		clearTimeout(pending.get(id)?.timer);
		pending.delete(id);
	};
	const later = (id: string, ms: number, what: string) =>
		setTimeout(() => pending.get(id)?.fail(`not confirmed: ${what}`, null), ms).unref();

	const askOutcome = (of: string) => {
		if (!send || !pending.has(of)) return;
		const id = randomUUID();
		questions.set(id, of);
		send({type: 'request', id, op: 'outcome', of});
	};
	const takeOutcome = (of: string, reply: Reply) => {
		const request = pending.get(of);
		if (!request) return;
		const outcome = reply.ok ? parseResult('outcome', reply.result) : null;
		if (outcome?.state === 'unknown') {
			return request.fail(`the connection to ${host} broke before it arrived: nothing was done`, false);
		}
		if (outcome?.state === 'underway') {
			const timer = setTimeout(() => {
				again.delete(timer);
				askOutcome(of);
			}, askAgainMs);
			again.add(timer);
			return;
		}
		const answer = outcome?.state === 'finished' ? asReply(of, outcome.reply) : null;
		if (answer) request.settle(answer);
		else request.fail(`not confirmed: the connection to ${host} broke in between`, null);
	};

	return {
		ask<One extends Op>(fields: RequestFields<One>, onQueued?: (result: Result<One>) => void): Promise<Result<One>> {
			if (!send) return Promise.reject(new RequestError(`${host} is not connected: ${reason}`, false));
			if (pending.size >= bounds.requests) {
				return Promise.reject(new RequestError(`too many requests to ${host} at once: try again`, false));
			}
			const id = randomUUID();
			return new Promise((resolve, reject) => {
				const fail: Pending['fail'] = (message, carriedOut) => {
					forget(id);
					reject(new RequestError(message, carriedOut));
				};
				const settle = (reply: Reply) => {
					if (!reply.ok) return fail(reply.reason, false);
					const result = parseResult(fields.op as One, reply.result);
					if (result === null) return fail(`${host} sent an answer that makes no sense`, null);
					// Only an action can be queued.
					if (reply.final || !isOnce(fields)) {
						forget(id);
						return resolve(result);
					}
					const request = pending.get(id);
					if (!request) return;
					clearTimeout(request.timer);
					request.timer = later(id, queuedMs, 'its outcome was never reported');
					onQueued?.(result);
				};
				const timer = later(id, replyMs, `${host} does not answer`);
				pending.set(id, {op: fields.op, settle, fail, isOrphan: false, timer});
				send?.({type: 'request', id, ...fields} as ReaderMessage);
			});
		},
		take(reply) {
			const of = questions.get(reply.id);
			if (of === undefined) return pending.get(reply.id)?.settle(reply);
			questions.delete(reply.id);
			takeOutcome(of, reply);
		},
		connected(given) {
			send = given;
			for (const [id, request] of pending) if (request.isOrphan) askOutcome(id);
		},
		disconnected(why) {
			send = null;
			reason = why;
			questions.clear();
			for (const [id, request] of pending) {
				if (!isOnce(request)) request.fail(`the connection to ${host} broke: ${why}`, false);
				else if (!request.isOrphan) {
					request.isOrphan = true;
					clearTimeout(request.timer);
					request.timer = later(id, returnMs, `the connection to ${host} broke in between`);
				}
			}
		},
		hasOrphans: () => [...pending.values()].some(({isOrphan}) => isOrphan),
		close() {
			send = null;
			for (const timer of again) clearTimeout(timer);
			for (const request of [...pending.values()]) request.fail('not waited for', null);
		},
	};
}

/** Parses a reply that is quoted in another one. */
function asReply(id: string, reply: unknown): Reply | null {
	const known = reply as Partial<Reply> | null;
	if (typeof known !== 'object' || known === null || known.type !== 'reply') return null;
	if (known.ok === false) return {type: 'reply', id, ok: false, reason: String(known.reason ?? '').slice(0, 2000)};
	return known.ok === true ? {type: 'reply', id, ok: true, result: known.result, final: true} : null;
}
