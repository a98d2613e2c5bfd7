/** Actions through a session's keyboard. */

import type {PromptReading} from '../../claude/screen/reading.ts';
import type {Outcome, SessionAction} from '../../core/action-log.ts';
import type {Session} from '../../core/session.ts';
import {type TypedAction, unchanged} from '../evidence.ts';
import {type GuardDependencies, refuseOtherProcess, refuseTyping} from '../guards.ts';
import type {Keyboard} from '../keyboard.ts';
import {type EvidenceDependencies, type OnSettled, waitForEvidence, waitUntil} from './await-evidence.ts';
import {readUntil} from './read-box.ts';
import {submitText} from './type-text.ts';
import {actionText, isTypeable} from './typed-text.ts';

type KeyDependencies = GuardDependencies & EvidenceDependencies & {isUnasked?: boolean};

export type TypeResult =
	| {type: 'ended'; outcome: Outcome; later: Promise<void> | null}
	/** Submitted: what remains is waiting, which does not need the keyboard. */
	| {type: 'submitted'; wait(onSettled: OnSettled | undefined): Promise<Outcome>};

/** Types and submits what a person would type for the action. */
export async function typeAction(
	action: Extract<SessionAction, {type: TypedAction}>,
	session: Session,
	keyboard: Keyboard,
	deps: KeyDependencies,
): Promise<TypeResult> {
	const ended = (word: 'refused' | 'failed', reason: string, later: Promise<void> | null = null): TypeResult => ({
		type: 'ended',
		outcome: unchanged(session, word, reason),
		later,
	});
	const text = actionText(action) ?? '';
	const typeable = isTypeable(text);
	if (typeable !== true) return ended('refused', typeable);
	const before = deps.current(session.key) ?? session;
	let wasBusy = false;
	let entered = false;
	const submission = await submitText(text, {
		...deps,
		keyboard: {
			...keyboard,
			async press(key, times) {
				const pressed = await keyboard.press(key, times);
				entered ||= pressed && key === 'enter';
				return pressed;
			},
		},
		refuse() {
			// After Enter, while a draft is restored, the session is busy with what was submitted.
			if (!entered) wasBusy = deps.freshStatus(session)?.status === 'busy';
			const refusal = refuseTyping(session, deps);
			return refusal ?? (wasBusy && deps.isUnasked ? 'it is busy now' : null);
		},
		refuseScreen: ({compaction}) => (action.type === 'compact' && compaction ? compactsAlready[compaction] : null),
		isGone: () => refuseOtherProcess(session, deps) !== null,
	});
	if (submission.type === 'refused') return ended('refused', submission.reason, submission.later);
	if (submission.type === 'stuck') return ended('failed', submission.reason);
	const {seen, note, enteredAt} = submission;
	const typed = {action: action.type, text, before, enteredAt, opened: seen === 'dialog'};
	return {
		type: 'submitted',
		wait: onSettled => waitForEvidence({...typed, wasBusy: wasBusy && seen === 'free', note, onSettled}, deps),
	};
}

/** A second compaction would summarise the summary, and the first would be taken for it. */
const compactsAlready: Record<NonNullable<PromptReading['compaction']>, string> = {
	running: 'it is being compacted already',
	queued: 'a /compact is queued there already',
};

/** How long Claude Code may take to leave vim's insert mode, in ms. */
const vimMs = 2000;

/** In an idle session Escape would mean something else: clearing the box, or going back in the conversation. */
export async function interrupt(session: Session, keyboard: Keyboard, deps: KeyDependencies): Promise<Outcome> {
	const isBusy = () => deps.freshStatus(session)?.status === 'busy';
	const reading = await keyboard.read();
	const reason = reading.kind === 'prompt' ? refuseTyping(session, deps) : reading.reason;
	const refusal = reason ?? (isBusy() ? null : 'it is not busy');
	if (refusal) return unchanged(session, 'refused', refusal);
	await keyboard.press('escape');
	if (reading.kind === 'prompt' && reading.vimInsert) {
		const left = await readUntil({...deps, keyboard}, vimMs, ({vimInsert}) => !vimInsert);
		if (left && isBusy()) await keyboard.press('escape');
	}
	return waitUntil('interrupt', session, deps, () => !isBusy());
}
