/**
 * Performs an action on a session: guards, lock, keys, evidence. The session is pinned by its process and conversation:
 * whatever is on the row meanwhile, nothing else is typed into.
 */
import type {Keyboard, Reach} from '../core/keyboard.ts';
import type {Session} from '../core/session.ts';
import type {Lock} from './actions-lock.ts';
import {performMessage} from './actions-messages.ts';
import {actionText, isTypeable} from './actions-text.ts';
import {submitText} from './actions-typing.ts';
import {type EvidenceDependencies, waitForEvidence, waitUntil} from './actions-watch.ts';
import type {Outcome, OutcomeWord, SessionAction} from './command.ts';
import {figuresOf} from './evidence.ts';
import {type GuardDependencies, refuseOtherProcess, refuseTyping} from './guards.ts';

export interface ActDependencies extends GuardDependencies, EvidenceDependencies {
	/** Finds the way to a session's keyboard. */
	reach(session: Session): Promise<Reach>;
	lock: Lock;
	/** Ends a session's process without its keyboard: SIGTERM, or `claude stop` for a background session. */
	endProcess(session: Session): Promise<void>;
	/** The person gave up: what was typed is taken back, and nothing is waited for. */
	signal?: AbortSignal;
}

/** Called with the outcome of a queued action once it is known; without it, `perform` ends at `queued`. */
export type OnSettled = (outcome: Outcome) => void;

/** Never throws: what goes wrong is an outcome with a reason. */
export async function perform(
	action: SessionAction,
	session: Session,
	deps: ActDependencies,
	onSettled?: OnSettled,
): Promise<Outcome> {
	const outcome = (word: OutcomeWord, reason: string | null): Outcome => ({
		outcome: word,
		reason,
		before: figuresOf(session),
		after: null,
	});
	if (session.kind !== 'headless') {
		const refusal = refuseOtherProcess(session, deps);
		if (refusal) return outcome('refused', refusal);
	}
	let release: (() => void) | null = null;
	try {
		release = deps.lock(session.pid ?? 0);
		if (!release) return outcome('refused', 'another action on it is under way: wait for its outcome');
		return await performLocked(action, session, deps, onSettled);
	} catch (error) {
		return outcome('failed', error instanceof Error ? error.message : String(error));
	} finally {
		release?.();
	}
}

async function performLocked(
	action: SessionAction,
	session: Session,
	deps: ActDependencies,
	onSettled: OnSettled | undefined,
): Promise<Outcome> {
	const refused = (reason: string): Outcome => ({
		outcome: 'refused',
		reason,
		before: figuresOf(session),
		after: null,
	});
	const reach = await deps.reach(session);
	if (reach.ok && reach.way.type === 'messages') {
		return performMessage(action, session, reach.way.channel, deps, onSettled);
	}
	if (action.type === 'end') return endSession(session, deps);
	if (!reach.ok) return refused(reach.reason);

	const refuse = () => refuseTyping(session, deps);
	const early = refuse();
	if (early) return refused(early);
	const {way} = reach;
	if (way.type !== 'keyboard') return refused('it takes no keys');
	const keyboard = await way.open();
	try {
		if (action.type === 'interrupt') return (await interrupt(keyboard, session, deps)) ?? refused('it is not busy');
		const text = actionText(action) ?? '';
		const typeable = isTypeable(text);
		if (typeable !== true) return refused(typeable);
		const before = deps.current(session.key) ?? session;
		let wasBusy = false;
		const refuseNoting = () => {
			wasBusy = deps.freshStatus(session)?.status === 'busy';
			return refuse();
		};
		const {now, sleep, signal} = deps;
		const submission = await submitText(text, {keyboard, refuse: refuseNoting, now, sleep, signal});
		if (submission.type === 'refused') return refused(submission.reason);
		if (submission.type === 'stuck') return {...refused(submission.reason), outcome: 'failed'};
		const {then, note, enteredAt} = submission;
		const typed = {action: action.type, text, before, enteredAt, opened: then === 'dialog'};
		return await waitForEvidence({...typed, wasBusy: wasBusy && then === 'free', note, onSettled}, deps);
	} finally {
		keyboard.close();
	}
}

/** Null: it is not busy. Esc on an idle session would mean other things: clearing the box, going back in the conversation. */
async function interrupt(keyboard: Keyboard, session: Session, deps: ActDependencies): Promise<Outcome | null> {
	const isBusy = () => deps.freshStatus(session)?.status === 'busy';
	const reading = await keyboard.read();
	const reason = reading.kind === 'prompt' ? refuseTyping(session, deps) : reading.reason;
	if (reason) return {outcome: 'refused', reason, before: figuresOf(session), after: null};
	if (!isBusy()) return null;
	await keyboard.press('escape');
	return waitUntil('interrupt', session, deps, () => !isBusy());
}

async function endSession(session: Session, deps: ActDependencies): Promise<Outcome> {
	await deps.endProcess(session);
	const isGone = () => refuseOtherProcess(session, deps) !== null;
	return waitUntil('end', session, deps, isGone);
}
