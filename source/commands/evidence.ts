/** What proves that an action happened: changes of the session that Claude Code itself wrote down. Pure. */
import type {CompactionFigure, Session} from '../core/session.ts';
import {squash} from './actions-text.ts';
import type {OutcomeFigures, SessionAction} from './command.ts';

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

/** The actions whose evidence is in the session; the others are seen in the process table and the registry. */
export type TypedAction = Exclude<SessionAction['type'], 'interrupt' | 'end'>;

/**
 * Compares the session as it was just before Enter with what it is now. Null: nothing yet.
 * @param text What was typed.
 */
export function findEvidence(
	action: TypedAction,
	text: string | null,
	before: Session,
	now: Session | null,
): Evidence | null {
	if (now === null || now.state === 'exited') return {outcome: 'failed', reason: 'the session ended first'};
	if (action === 'clear') return now.sessionId === before.sessionId ? null : done;
	if (now.sessionId !== before.sessionId) return {outcome: 'failed', reason: 'its conversation was cleared instead'};
	if (action === 'compact') return newCompaction(before, now) ? done : newNotice(before, now, compactRefusal);
	return promptEvidence(text ?? '', before, now);
}

const done: Evidence = {outcome: 'done', reason: null};

export function newCompaction(before: Session, now: Session): CompactionFigure | null {
	const known = new Set(before.compactions.map(compaction => compaction.id));
	return now.compactions.findLast(compaction => !known.has(compaction.id)) ?? null;
}

/** "Not enough messages to compact.", "Error: Compaction canceled.", and the like; not "Compacted (ctrl+o …)". */
const compactRefusal = /not enough|compact(?:ion|ing)?\b.*(?:cancel|fail|error|interrupt)|^error/i;

function newNotice(before: Session, now: Session, pattern: RegExp): Evidence | null {
	const notice = now.lastNotice;
	if (!notice || notice.id === before.lastNotice?.id || !pattern.test(notice.text)) return null;
	return {outcome: 'failed', reason: notice.text};
}

/** Transcripts give the beginning of a prompt; a slash command may leave its answer only. */
function promptEvidence(text: string, before: Session, now: Session): Evidence | null {
	const prompt = now.lastPrompt;
	if (prompt && prompt.count > (before.lastPrompt?.count ?? 0) && isBeginning(prompt.text ?? '', text)) return done;
	const answered = now.lastNotice && now.lastNotice.id !== before.lastNotice?.id;
	return text.startsWith('/') && answered ? {outcome: 'done', reason: now.lastNotice?.text ?? null} : null;
}

/** The shown text may be cut (`…`) and the typed one may be a long paste. */
function isBeginning(shown: string, typed: string): boolean {
	const beginning = squash(shown).replace(/…$/, '').slice(0, 80);
	return beginning !== '' && squash(typed).startsWith(beginning);
}
