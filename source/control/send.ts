/** `ccmon send SESSION TEXT`: the same path as the keys, for scripts. */

import type {Outcome, SessionAction} from '../core/action-log.ts';
import type {Session} from '../core/session.ts';
import {type ActDependencies, perform} from './actions/perform.ts';
import {actionOf, losesConversation} from './actions/typed-text.ts';
import {unchanged} from './evidence.ts';
import {describeOutcome} from './outcome.ts';

/** No session matches what was given; the message says what there is. */
export class SendUsageError extends Error {
	override name = 'SendUsageError';
}

/**
 * Finds one running session by its pid, its id or the start of it (4 characters or more), or its name; `box/…`: on that
 * machine, else on this one. Throws
 * `SendUsageError` when none or several fit.
 */
export function findSession(given: string, sessions: Iterable<Session>): Session {
	const alive = [...sessions].filter(session => session.state !== 'exited');
	const machine = alive.find(({host}) => host !== null && given.startsWith(`${host.name}/`))?.host?.name ?? null;
	const running = alive.filter(({host}) => (host?.name ?? null) === machine);
	const wanted = machine === null ? given : given.slice(machine.length + 1);
	const ways: readonly ((session: Session) => boolean)[] = [
		session => session.sessionId === wanted,
		session => String(session.pid) === wanted,
		session => session.name === wanted,
		session => wanted.length >= 4 && session.sessionId.startsWith(wanted.toLowerCase()),
		session => session.name.toLowerCase() === wanted.toLowerCase(),
	];
	// One whose process is not known, as in a container, is refused with that reason.
	const [here, unknown] = [running.filter(({pid}) => pid !== null), running.filter(({pid}) => pid === null)];
	for (const some of [here, unknown]) {
		for (const way of ways) {
			const found = some.filter(way);
			if (found.length === 1) return found[0]!;
			if (found.length > 1) throw new SendUsageError(`${wanted} may be any of these:\n${list(found)}`);
		}
	}
	if (running.length === 0) throw new SendUsageError('No Claude Code session is running.');
	throw new SendUsageError(`No running session is called ${wanted}. There are:\n${list(running)}`);
}

const list = (sessions: readonly Session[]) =>
	sessions.map(({sessionId, pid, name}) => `  ${sessionId.slice(0, 8)}  ${pid ?? '–'}  ${name}`).join('\n');

export interface SendOptions {
	session: string;
	text: string;
	json: boolean;
	/** Do not ask before clearing a conversation. */
	yes: boolean;
}

export interface SendPorts {
	deps: ActDependencies;
	sessions(): Iterable<Session>;
	/** Null: there is nobody to ask. */
	ask: ((question: string) => Promise<boolean>) | null;
	print(line: string): void;
}

/** Exit codes of `ccmon send` and `ccmon answer`. */
export const sendExitCodes = {done: 0, queued: 0, failed: 1, refused: 3, sent: 4} as const;

/** Prints the outcome of an action, and returns the exit code. */
export function reportOutcome(
	{session, type, outcome}: {session: Session; type: SessionAction['type']; outcome: Outcome},
	json: boolean,
	print: (line: string) => void,
): number {
	const {reason, before, after, costUsd = null} = outcome;
	print(
		json
			? JSON.stringify({outcome: outcome.outcome, reason, before, after, costUsd})
			: `${session.name}: ${describeOutcome(type, outcome)}`,
	);
	return sendExitCodes[outcome.outcome];
}

/** Sends, waits for evidence, prints the outcome, and returns the exit code. Throws `SendUsageError`. */
export async function send(options: SendOptions, ports: SendPorts): Promise<number> {
	if (options.text.trim() === '') throw new SendUsageError('There is no text to send.');
	const session = findSession(options.session, ports.sessions());
	const action = actionOf(options.text);
	const report = (outcome: Outcome) => reportOutcome({session, type: action.type, outcome}, options.json, ports.print);
	if (losesConversation(options.text) && !options.yes) {
		const question = `Clear the conversation of ${session.name}?`;
		const agreed = ports.ask ? await ports.ask(question) : false;
		if (!agreed) {
			const reason = ports.ask ? 'not confirmed' : 'this clears the conversation: pass --yes';
			return report(unchanged(session, 'refused', reason));
		}
	}
	const later: Promise<void>[] = [];
	const deps = {...ports.deps, onLater: (work: Promise<void>) => void later.push(work)};
	const outcome = await perform(action, session, deps);
	const code = report(outcome);
	if (later.length > 0) await Promise.race([Promise.all(later), ports.deps.sleep(laterMs)]);
	return code;
}

/** How long `ccmon send` may take to take back what it typed, in ms. */
const laterMs = 15_000;
