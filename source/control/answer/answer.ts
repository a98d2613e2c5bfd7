/**
 * Answers a dialog by pressing the digit it shows for the answer, right after the dialog was seen to ask what the
 * user was shown. Enter is never pressed: in another dialog or in a prompt box it would mean something else.
 */
import type {Dialog} from '../../claude/screen/dialog.ts';
import {shownWhole} from '../../claude/transcript/tool-call.ts';
import type {Outcome, SessionAction} from '../../core/action-log.ts';
import {type AskedAnswer, answerOf, isSameQuestion} from '../../core/asked.ts';
import type {Session} from '../../core/session.ts';
import {readOrNull} from '../actions/read-box.ts';
import {changed, unchanged} from '../evidence.ts';
import {refuseOtherProcess} from '../guards.ts';
import type {Keyboard} from '../keyboard.ts';
import {type LookDependencies, lookAtDialog} from './look.ts';
import {chosenBy} from './one-of-several.ts';

export type AnswerAction = Extract<SessionAction, {type: 'answer'}>;

type AnswerDependencies = LookDependencies & {
	current(sessionKey: string): Session | null;
	signal?: AbortSignal;
};

/** Milliseconds. */
const evidenceMs = 90_000;
/** How long a key may be on its way before its effect is looked at. */
const keyMs = 3000;
const lookMs = 120;

export type Answered =
	| {type: 'ended'; outcome: Outcome}
	/** The digit was pressed: what remains is waiting, which does not need the keyboard. */
	| {type: 'pressed'; wait(): Promise<Outcome>};

export async function answerDialog(
	action: AnswerAction,
	session: Session,
	keyboard: Keyboard,
	deps: AnswerDependencies,
): Promise<Answered> {
	const refused = (reason: string): Answered => ({type: 'ended', outcome: unchanged(session, 'refused', reason)});
	const look = await lookAtDialog(session, keyboard, deps);
	if (typeof look === 'string') return refused(look);
	if (!isSameQuestion(look.asked, action.asked)) return refused('its dialog has changed: look again');
	const answer = answerOf(look.asked, action.answer);
	if (typeof answer === 'string') return refused(answer);
	if (deps.signal?.aborted) return refused('stopped');
	if (!(await keyboard.answer(answer.number, look.dialog))) {
		return refused('its dialog changed at that moment, and nothing was pressed: look again');
	}
	if (look.dialog.tabs && answer.kind === 'choice') {
		return {
			type: 'ended',
			outcome: await watchChoice({answer, dialog: look.dialog, index: look.index}, session, keyboard, deps),
		};
	}
	const before = deps.current(session.key) ?? session;
	const hasResult = () => resultOf(action, session, deps) !== null;
	const seen = await watchKey({answer, dialog: look.dialog, hasResult}, keyboard, deps);
	if (seen === 'still open') return {type: 'ended', outcome: unchanged(session, 'sent', 'its dialog is still open')};
	return {type: 'pressed', wait: () => waitForResult({action, answer, before, note: seen}, session, deps)};
}

interface Pressed {
	action: AnswerAction;
	answer: AskedAnswer;
	before: Session;
	note: string | null;
}

/**
 * Checks the digit's effect. Somebody may have answered at the same moment: then it is a character in the prompt box, and is
 * taken back if nothing else is there. Returns what the user should know; null: nothing.
 */
async function watchKey(
	{answer: {number}, dialog, hasResult}: {answer: AskedAnswer; dialog: Dialog; hasResult: () => boolean},
	keyboard: Keyboard,
	deps: AnswerDependencies,
): Promise<'still open' | (string & {}) | null> {
	const end = deps.now() + keyMs;
	for (;;) {
		const isOver = hasResult() || deps.now() > end || deps.signal?.aborted;
		const reading = await readOrNull({keyboard});
		if (reading === null) return null;
		if (reading.kind === 'prompt' && reading.text === `${number}` && !reading.shellMode) {
			await keyboard.press('backspace');
			return 'somebody answered at the same moment';
		}
		if (reading.kind === 'prompt' && reading.text.endsWith(`${number}`)) {
			return `its prompt box ends with ${number}: check whether that is intended`;
		}
		if (isOver) {
			const isOpen = reading.kind === 'dialog' && JSON.stringify(reading.dialog) === JSON.stringify(dialog);
			return isOpen && !hasResult() ? 'still open' : null;
		}
		await deps.sleep(lookMs);
	}
}

/** Checks whether one of several questions was answered. Nothing is submitted yet, so nothing is taken back. */
async function watchChoice(
	{answer, dialog, index}: {answer: AskedAnswer; dialog: Dialog; index: number},
	session: Session,
	keyboard: Keyboard,
	deps: AnswerDependencies,
): Promise<Outcome> {
	const end = deps.now() + keyMs;
	for (;;) {
		const reading = await readOrNull({keyboard});
		const chosen = reading === null ? ({type: 'gone'} as const) : chosenBy(dialog, index, reading);
		if (chosen.type === 'chosen') {
			return unchanged(session, 'done', `chose ${answer.number}. ${answer.label}; ${chosen.next}`);
		}
		if (deps.now() > end || deps.signal?.aborted) return unchanged(session, 'sent', notChosen[chosen.type]);
		await deps.sleep(lookMs);
	}
}

const notChosen = {
	other: 'another key was pressed there, too: look at the answers before they are submitted',
	same: 'its dialog is still open',
	gone: 'its questions are no longer on the screen: look there',
};

const resultOf = ({asked}: AnswerAction, session: Session, deps: AnswerDependencies) => {
	const {results} = deps.calls(session);
	return asked.callIds.map(id => results.get(id)).find(result => result !== undefined) ?? null;
};

async function waitForResult(
	{action, answer, before, note}: Pressed,
	session: Session,
	deps: AnswerDependencies,
): Promise<Outcome> {
	const end = deps.now() + evidenceMs;
	const outcome = (word: Outcome['outcome'], reason: string) =>
		changed(before, deps.current(session.key), word, note === null ? reason : `${reason}; ${note}`);
	for (;;) {
		// Before it ends, a session writes the results of its calls.
		const isGone = refuseOtherProcess(session, deps) !== null;
		const result = resultOf(action, session, deps);
		if (result) {
			const {isRejected, isInterrupted, isAllowed, answers} = result;
			if (isInterrupted) return outcome('failed', 'it was interrupted there, and may have run');
			if (answer.kind === 'deny')
				return isRejected ? outcome('done', said(action)) : outcome('failed', 'it was answered differently there');
			if (isRejected) return outcome('failed', 'it was turned down there');
			if (!isReviewed(action, answers)) return outcome('failed', 'other answers were submitted there');
			if (answer.kind === 'once')
				return isAllowed ? outcome('done', said(action)) : outcome('sent', 'its result is an error: look there');
			const isChosen = answers !== null && Object.values(answers).includes(answer.label);
			return isChosen ? outcome('done', said(action)) : outcome('failed', 'it was answered differently there');
		}
		if (isGone) return outcome('failed', 'the session ended first');
		if (deps.signal?.aborted) return outcome('sent', 'not waited for');
		if (deps.now() > end) return outcome('sent', `no result after ${evidenceMs / 1000} s`);
		await deps.sleep(lookMs);
	}
}

/** For a review: whether the answers are those that the user was shown. */
function isReviewed({asked}: AnswerAction, answers: Readonly<Record<string, unknown>> | null): boolean {
	if (asked.kind !== 'review') return true;
	const given = Object.entries(answers ?? {}).flatMap(([question, answer]) => [question, `→ ${answer}`]);
	return JSON.stringify(shownWhole(given)) === JSON.stringify(asked.lines);
}

/** `allowed once` */
function said({answer, asked}: AnswerAction): string {
	if (asked.kind === 'review')
		return answer === 'allow' ? 'the answers were submitted' : 'the answers were turned down';
	if (answer === 'allow') return asked.kind === 'plan' ? 'approved' : 'allowed once';
	if (answer === 'deny') return asked.kind === 'question' ? 'declined to answer' : 'denied';
	const chosen = answerOf(asked, answer);
	return typeof chosen === 'string' ? '' : `chose ${chosen.number}. ${chosen.label}`;
}
