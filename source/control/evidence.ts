/** What proves that an action happened: changes of the session that Claude Code itself wrote down. Pure. */

import {comparable} from '../claude/screen/comparable.ts';
import type {Outcome, OutcomeFigures, OutcomeWord, SessionAction} from '../core/action-log.ts';
import type {CompactionFigure, Session} from '../core/session.ts';
import {losesConversation} from './actions/typed-text.ts';

export interface Evidence {
	outcome: 'done' | 'failed';
	/** Claude Code's own words for a failure, or what happened instead; null when it is simply done. */
	reason: string | null;
}

export function figuresOf(session: Session): OutcomeFigures {
	return {
		sessionId: session.sessionId,
		contextTokens: session.context.tokens,
		totalUsd: session.cost.totalUsd,
	};
}

/** The outcome of an action without effect, or without one yet: the session is unchanged. */
export const unchanged = (session: Session, outcome: OutcomeWord, reason: string | null): Outcome => ({
	outcome,
	reason,
	before: figuresOf(session),
	after: null,
});

/** The outcome of an action with an effect: `now` is the session afterwards, if it still exists. */
export const changed = (
	before: Session,
	now: Session | null,
	outcome: OutcomeWord,
	reason: string | null,
): Outcome => ({...unchanged(before, outcome, reason), after: now && figuresOf(now)});

/** Actions whose evidence is in the session; that of others is in the process table and the registry. */
export type TypedAction = Exclude<SessionAction['type'], 'answer' | 'interrupt' | 'end'>;

/** What was typed into which session, and when. */
export interface Typed {
	action: TypedAction;
	text: string;
	/** The session as it was just before Enter. */
	before: Session;
	/** When Enter was pressed, in ms: what is dated earlier proves nothing, though ccmon may only now have read it. */
	enteredAt: number;
	/** A dialog was seen right after Enter: for some commands that is the only evidence. */
	opened: boolean;
}

/** Compares the session with its earlier state. Null: no evidence yet. */
export function findEvidence(typed: Typed, now: Session | null): Evidence | null {
	const {action, before} = typed;
	if (now === null || now.state === 'exited') return {outcome: 'failed', reason: 'the session ended first'};
	if (action === 'clear') return now.sessionId === before.sessionId ? null : done;
	if (action === 'prompt') return promptEvidence(typed, now);
	if (now.sessionId !== before.sessionId) return {outcome: 'failed', reason: 'its conversation was cleared instead'};
	return newCompaction(typed, now) ? done : compactionRefused(typed, now);
}

const done: Evidence = {outcome: 'done', reason: null};

/** The requested compaction, as opposed to one that Claude Code began by itself at the same time. */
export function newCompaction({before, enteredAt}: Typed, now: Session): CompactionFigure | null {
	const known = new Set(before.compactions.map(compaction => compaction.id));
	const isNew = ({id, at, trigger}: CompactionFigure) => trigger === 'manual' && at >= enteredAt && !known.has(id);
	return now.compactions.findLast(isNew) ?? null;
}

/** "Not enough messages to compact.", "Error: Compaction canceled.", and the like; not "Compacted (ctrl+o …)". */
const refusal = /not enough|compact(?:ion|ing)?\b.*(?:cancel|fail|error|interrupt)|^error/i;

function compactionRefused(typed: Typed, now: Session): Evidence | null {
	const notice = newNotice(typed, now);
	return notice !== null && refusal.test(notice) ? {outcome: 'failed', reason: notice} : null;
}

function newNotice({before, enteredAt}: Typed, now: Session): string | null {
	const notice = now.lastNotice;
	return notice && notice.at >= enteredAt && notice.id !== before.lastNotice?.id ? notice.text : null;
}

/** Transcripts hold the beginning of a prompt; a slash command may leave only its answer. */
function promptEvidence(typed: Typed, now: Session): Evidence | null {
	const {text, enteredAt, before} = typed;
	const prompt = now.lastPrompt;
	const isElsewhere = now.sessionId !== before.sessionId;
	if (isElsewhere && losesConversation(text)) return done;
	if (prompt && prompt.at >= enteredAt && isBeginning(prompt.text ?? '', text)) {
		// Behind a queued /clear the prompt is taken in the new conversation, not before.
		return isElsewhere ? {outcome: 'done', reason: 'in a new conversation: the one before was cleared'} : done;
	}
	if (!text.startsWith('/')) return null;
	if (typed.opened) return {outcome: 'done', reason: 'it opened a dialog there'};
	const answer = newNotice(typed, now);
	if (answer === null) return null;
	return {outcome: answer.startsWith('Unknown command') ? 'failed' : 'done', reason: answer};
}

/** The shown text may be cut (`…`), and the typed one may be a long paste. */
function isBeginning(shown: string, typed: string): boolean {
	const beginning = comparable(shown).replace(/…$/, '').slice(0, 80);
	return beginning !== '' && comparable(typed).startsWith(beginning);
}
