/** Carries out the requests of a `ccmon stream` reader: those with effects at most once, those of the history one by one. */
import {bounds} from '../core/hosts/protocol.ts';
import {isOnce, type Reply, type Request} from '../core/hosts/requests.ts';
import {reasonOf} from '../platform/files.ts';
import type {RequestIds} from './request-ids.ts';

export type WorkRequest = Exclude<Request, {op: 'outcome'}>;

/** The result of a request, see `resultSchemas`; `final: false`: queued. */
export interface Carried {
	result: object;
	final: boolean;
}

/** Carries a request out. Rejects with a sentence; `later` receives the outcome of a queued action. */
export type CarryOut = (request: WorkRequest, later: (result: object) => void) => Promise<Carried>;

export interface Requests {
	handle(request: Request, reply: (reply: Reply) => void): void;
	/** Resolves when no request with effects is under way. */
	settled(): Promise<void>;
}

type Tell = (reply: Reply) => void;

/** These may read gigabytes, so they run one at a time. Nobody who answers a session's question waits for them. */
const isOfHistory = ({op}: WorkRequest) => op === 'search' || op === 'history';

export function answerRequests(carryOut: CarryOut, ids: RequestIds): Requests {
	const underway = new Map<string, Promise<void>>();
	let lookups: Promise<void> = Promise.resolve();
	let waiting = 0;

	async function answer(request: WorkRequest, tell: Tell): Promise<void> {
		const {id} = request;
		const say = (result: object, final: boolean) => tell({type: 'reply', id, ok: true, result, final});
		try {
			const {result, final} = await carryOut(request, result => say(result, true));
			say(result, final);
		} catch (error) {
			tell({type: 'reply', id, ok: false, reason: reasonOf(error)});
		}
	}

	/** Null: begun, exclusively here. Else the answer to give instead. */
	function begin(id: string): Reply | null {
		const refusal = (reason: string): Reply => ({type: 'reply', id, ok: false, reason});
		if (underway.size >= bounds.requests) return refusal('too much is under way there already');
		try {
			const begun = ids.begin(id);
			if (begun === true) return null;
			if (begun.state === 'finished') return begun.reply;
			return refusal(begun.state === 'unknown' ? 'it came too late, and was not carried out' : 'it was asked before');
		} catch (error) {
			return refusal(`nothing was done: the request cannot be recorded there (${reasonOf(error)})`);
		}
	}

	function answerOnce(request: WorkRequest, reply: Tell): void {
		const {id} = request;
		const instead = begin(id);
		if (instead !== null) {
			reply(instead);
			return;
		}
		const tell: Tell = answer => {
			try {
				ids.finish(id, answer);
			} catch {
				// The next connection will be told that its outcome is unknown.
			}
			reply(answer);
		};
		const work = answer(request, tell).finally(() => underway.delete(id));
		underway.set(id, work);
	}

	return {
		handle(request, reply) {
			const {id} = request;
			if (request.op === 'outcome') {
				try {
					const fate = ids.ask(request.of);
					const result = {state: fate.state, reply: fate.state === 'finished' ? fate.reply : null};
					reply({type: 'reply', id, ok: true, result, final: true});
				} catch (error) {
					reply({type: 'reply', id, ok: false, reason: reasonOf(error)});
				}
			} else if (isOnce(request)) answerOnce(request, reply);
			else if (waiting >= bounds.requests) {
				reply({type: 'reply', id, ok: false, reason: 'too much is being looked up there already'});
			} else {
				waiting++;
				const lookUp = () => answer(request, reply).finally(() => waiting--);
				if (isOfHistory(request)) lookups = lookups.then(lookUp);
				else void lookUp();
			}
		},
		async settled() {
			await Promise.all(underway.values());
		},
	};
}
