/** Outcomes as text: in the footer, the row, the action log and `ccmon send`. */
import {cleanLabel} from '../claude/clean.ts';
import type {LogEntry, Outcome, SessionAction} from '../core/action-log.ts';
import {formatTokens, formatUsd} from '../core/format.ts';
import {fullName} from '../core/hosts/host.ts';
import type {Session} from '../core/session.ts';

const doing: Record<SessionAction['type'], {done: string; noun: string}> = {
	compact: {done: 'compacted', noun: 'compact'},
	clear: {done: 'cleared', noun: 'clear'},
	prompt: {done: 'submitted', noun: 'prompt'},
	answer: {done: 'answered', noun: 'answer'},
	interrupt: {done: 'interrupted', noun: 'interrupt'},
	end: {done: 'ended', noun: 'end'},
};

/** `compacted 186k → 14k, $0.04` · `compact: queued` · `clear refused: it is waiting (permission prompt): …` */
export function describeOutcome(action: SessionAction['type'], outcome: Outcome): string {
	const {done, noun} = doing[action];
	const reason = outcome.reason ? cleanLabel(outcome.reason) : null;
	switch (outcome.outcome) {
		case 'done':
			return [`${done}${effect(action, outcome)}`, reason].filter(Boolean).join(' · ');
		case 'queued':
			return `${noun} queued: it runs after this turn${reason ? ` · ${reason}` : ''}`;
		case 'sent':
			return `${noun} sent, ${reason ?? 'not confirmed'}`;
		default:
			return `${noun} ${outcome.outcome}: ${reason ?? 'no reason known'}`;
	}
}

function effect(action: SessionAction['type'], {before, after, costUsd}: Outcome): string {
	if (action !== 'compact' || !after || before.contextTokens === null || after.contextTokens === null) return '';
	const tokens = ` ${formatTokens(before.contextTokens)} → ${formatTokens(after.contextTokens)}`;
	return typeof costUsd === 'number' ? `${tokens}, ${formatUsd(costUsd)}` : tokens;
}

export function logEntry(
	session: Pick<Session, 'key' | 'name' | 'host'>,
	action: SessionAction['type'] | 'policy',
	outcome: Outcome,
	at: number,
): LogEntry {
	const type = action === 'policy' ? 'compact' : action;
	return {
		at,
		sessionKey: session.key,
		sessionName: fullName(session),
		action,
		text: `${action === 'policy' ? 'by policy: ' : ''}${describeOutcome(type, outcome)}`,
		outcome: outcome.outcome,
	};
}
