/**
 * Performs an action on a session: guards, lock, keys, evidence. The session is pinned by its process and conversation:
 * whatever the row shows meanwhile, nothing is typed into any other.
 */

import type {Outcome, SessionAction} from '../../core/action-log.ts';
import type {Session} from '../../core/session.ts';
import {answerDialog} from '../answer/answer.ts';
import type {LookDependencies} from '../answer/look.ts';
import type {Elsewhere} from '../elsewhere.ts';
import {unchanged} from '../evidence.ts';
import {refuseAnswering, refuseOtherProcess, refuseTyping} from '../guards.ts';
import type {Reach} from '../keyboard.ts';
import {type EvidenceDependencies, type OnSettled, waitUntil} from './await-evidence.ts';
import {performMessage} from './headless-messages.ts';
import {interrupt, typeAction} from './press-keys.ts';
import type {Lock} from './session-lock.ts';
import {losesConversation} from './typed-text.ts';

export interface ActDependencies extends LookDependencies, EvidenceDependencies {
	/** Finds a way to a session's keyboard. */
	reach(session: Session): Promise<Reach>;
	/** Held while keys are pressed. */
	lock: Lock;
	/** Actions that wait for their evidence, by session and type: one set for all calls. */
	underway: Set<string>;
	/** For sessions of other machines; missing: none can be acted on. */
	elsewhere?: Elsewhere;
	/** Ends a session's process without its keyboard: SIGTERM, or `claude stop` for a background session. */
	endProcess(session: Session): Promise<void>;
	/** The user gave up: what was typed is taken back, and waiting ends. */
	signal?: AbortSignal;
	/** Nobody asked for it just now: a session that is busy, or has a draft, is left alone. */
	isUnasked?: boolean;
	/** Called with work that continues after the outcome: taking text back once a hidden box shows again. */
	onLater?(work: Promise<void>): void;
}

/** How long a turn may take to end after its call was denied, in ms. */
const turnEndMs = 3000;

/**
 * Never throws: failures are outcomes with a reason. `onSettled` is called with the final outcome of a queued action;
 * without it, `queued` is the last word.
 */
export async function perform(
	action: SessionAction,
	session: Session,
	deps: ActDependencies,
	onSettled?: OnSettled,
): Promise<Outcome> {
	const name = `${session.key} ${action.type}`;
	// The same prompt twice may be intended; the same compaction twice is a key pressed twice.
	const once = action.type === 'compact' || action.type === 'clear';
	if (once && deps.underway.has(name))
		return unchanged(session, 'refused', `a ${action.type} of it is already under way`);
	const forget = () => deps.underway.delete(name);
	try {
		deps.underway.add(name);
		const settle: OnSettled = end => {
			forget();
			onSettled?.(end);
		};
		const result = await performOnce(action, session, deps, onSettled && settle);
		if (result.outcome !== 'queued' || !onSettled) forget();
		return result;
	} catch (error) {
		forget();
		return unchanged(session, 'failed', error instanceof Error ? error.message : String(error));
	}
}

async function performOnce(
	action: SessionAction,
	session: Session,
	deps: ActDependencies,
	onSettled: OnSettled | undefined,
): Promise<Outcome> {
	const refused = (reason: string) => unchanged(session, 'refused', reason);
	if (session.host && deps.elsewhere) {
		return deps.elsewhere.act(action, session, {onSettled, signal: deps.signal});
	}
	if (session.kind !== 'headless') {
		const reason = refuseOtherProcess(session, deps);
		if (reason) return refused(reason);
	}
	const reach = await deps.reach(session);
	if (reach.ok && reach.way.type === 'messages') {
		return performMessage(action, session, reach.way.channel, deps, onSettled);
	}
	if (action.type === 'end') {
		await deps.endProcess(session);
		return waitUntil('end', session, deps, () => refuseOtherProcess(session, deps) !== null);
	}
	const refuse = action.type === 'answer' ? refuseAnswering : refuseTyping;
	const reason = reach.ok ? refuse(session, deps) : reach.reason;
	if (reason) return refused(reason);
	if (!reach.ok || reach.way.type !== 'keyboard') return refused('it takes no keys');

	const release = deps.lock(session.pid ?? 0);
	if (!release) return refused('another action on it is typing: try again');
	let later: Promise<void> | null = null;
	const keyboard = await reach.way.open().catch(error => {
		release();
		throw error;
	});
	let finished = false;
	const finish = () => {
		if (finished) return;
		finished = true;
		keyboard.close();
		release();
	};
	try {
		if (action.type === 'answer') {
			const answered = await answerDialog(action, session, keyboard, deps);
			if (answered.type === 'ended') return answered.outcome;
			finish();
			return await sayWhy(action, session, deps, await answered.wait());
		}
		if (action.type === 'interrupt') return await interrupt(session, keyboard, deps);
		const typed = await typeAction(action, session, keyboard, deps);
		if (typed.type === 'ended') {
			later = typed.later;
			return typed.outcome;
		}
		// The lock covers only the typing, so that a compaction that takes minutes can be interrupted.
		finish();
		return await typed.wait(onSettled);
	} finally {
		const rest = later?.finally(finish);
		if (rest) deps.onLater?.(rest);
		else finish();
	}
}

/** Denying a call ends the turn. The reason is then sent as a prompt, which needs no Enter in a dialog. */
async function sayWhy(
	{reason}: Extract<SessionAction, {type: 'answer'}>,
	session: Session,
	deps: ActDependencies,
	denied: Outcome,
): Promise<Outcome> {
	if (reason === '' || denied.outcome !== 'done') return denied;
	const notSaid = `${denied.reason}; the reason was not submitted`;
	// Nobody was asked about that.
	if (losesConversation(reason)) return {...denied, reason: `${notSaid}: it would clear the conversation`};
	const isOver = () => deps.freshStatus(session)?.status === 'idle';
	const end = deps.now() + turnEndMs;
	while (!isOver() && deps.now() < end) await deps.sleep(100);
	const {outcome, reason: why} = await perform({type: 'prompt', text: reason}, session, deps);
	const isSaid = outcome === 'done' || outcome === 'queued';
	return {...denied, reason: isSaid ? `${denied.reason}; the reason was submitted` : `${notSaid}: ${why}`};
}
