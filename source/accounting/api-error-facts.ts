/** API errors that ended turns of a conversation. */
import type {ApiErrorSeen} from '../claude/turn.ts';

export interface ApiErrorFact {
	/** Of its line. */
	id: string;
	/** ms since the epoch. */
	at: number;
	/** HTTP status; null: there was no answer, or it is not known. */
	status: number | null;
	/** Claude Code's word for it. */
	reason: string | null;
}

const most = 100;

/** Keeps the latest. */
export function addApiError(errors: ApiErrorFact[], {id, error: {at, status, reason}}: ApiErrorSeen): void {
	if (errors.some(known => known.id === id)) return;
	errors.push({id, at, status, reason});
	if (errors.length > most) errors.shift();
}
