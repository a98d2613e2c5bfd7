/** What a session waits for, is doing or failed at, in one line. The texts are already clean. */
import type {ApiError} from '../claude/turn.ts';
import {fullName} from './hosts/host.ts';
import type {Session} from './session.ts';

const inOneLine = (tool: string | null, summary: string | null): string | null =>
	tool !== null && summary !== null ? `${tool}: ${summary}` : (tool ?? summary);

/** `Bash: rm -rf build`, `Which database?`; null: not known, or it does not wait. */
export function waitingSummary({waiting}: Session): string | null {
	if (!waiting?.call) return null;
	const {tool, summary} = waiting.call;
	if (waiting.kind === 'question') return summary ?? 'a question';
	return waiting.kind === 'plan' ? `plan: ${summary ?? 'ready'}` : inOneLine(tool, summary);
}

/** `Bash: npm test`, or the last line that Claude wrote. */
export const nowSummary = ({now}: Session): string | null => now && inOneLine(now.tool, now.summary);

/** `web needs permission: Bash: rm -rf build` */
export function waitingNews(session: Session): string {
	const {waiting, waitingFor} = session;
	const name = fullName(session);
	const summary = waitingSummary(session);
	if (summary === null) return `${name} waits${waitingFor ? `: ${waitingFor}` : ' for an answer'}`;
	if (waiting?.kind === 'question') return `${name} asks: ${summary}`;
	return waiting?.kind === 'plan' ? `${name} has a ${summary}` : `${name} needs permission: ${summary}`;
}

/** The kind of error in a few words: `rate limit`, `overloaded (529)`. */
export function errorWords({status, reason, message}: ApiError): string {
	if (/prompt is too long|context.{0,20}(limit|length|window)/i.test(message)) return 'context too long';
	if (reason === 'authentication_failed' || status === 401 || /\/login|api key/i.test(message)) return 'sign-in needed';
	if (reason === 'billing_error' || /credit balance/i.test(message)) return 'no credit';
	if (status === 529 || /overloaded/i.test(message)) return 'overloaded (529)';
	if (reason === 'rate_limit' || status === 429 || /\blimit\b.*\bresets?\b/i.test(message)) {
		const until = /resets?(?: at)? (\d{1,2}(?::\d{2})? ?(?:[ap]m)?)/i.exec(message)?.[1];
		return until ? `limit until ${until}` : 'rate limit (429)';
	}
	return status === null ? 'API error' : `API error ${status}`;
}
