/** What was done to sessions, and what came of it. */
import type {Answer, Asked} from './asked.ts';

/** An action on one session. The texts are what a person would type. */
export type SessionAction =
	| {type: 'compact'; instructions: string | null}
	| {type: 'clear'}
	| {type: 'prompt'; text: string}
	/** `reason`: what to tell Claude when it is denied, or ''. */
	| {type: 'answer'; answer: Answer; asked: Asked; reason: string}
	| {type: 'interrupt'}
	| {type: 'end'};

export type OutcomeWord = 'done' | 'queued' | 'sent' | 'refused' | 'failed';

/** `sent` as the last word: there was no evidence in time. */
export interface Outcome {
	outcome: OutcomeWord;
	reason: string | null;
	/** The session's context tokens, cost and conversation before and after. */
	before: OutcomeFigures;
	after: OutcomeFigures | null;
	/** What the action itself cost, in dollars; null or missing: unknown. */
	costUsd?: number | null;
}

export interface OutcomeFigures {
	sessionId: string;
	contextTokens: number | null;
	totalUsd: number | null;
}

/** A line of the action log. */
export interface LogEntry {
	at: number;
	sessionKey: string;
	sessionName: string;
	action: SessionAction['type'] | 'start' | 'policy';
	/** As shown: `compacted 186k → 14k`. */
	text: string;
	outcome: OutcomeWord | 'started' | 'sending';
}
