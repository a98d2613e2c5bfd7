/**
 * What must be true right before a key is pressed. A refusal is a sentence that says why and what to do. Two sources are
 * read again each time, never from memory: the process table and Claude Code's own registry file.
 */
import type {ProcessInfo} from '../claude/events.ts';
import type {RegisteredSession} from '../claude/registry/parse.ts';
import type {Session} from '../core/session.ts';

/** A session's registry file, read at this moment. */
export type FreshStatus = Pick<ProcessInfo, 'sessionId' | 'status' | 'waitingFor'> &
	Pick<RegisteredSession, 'parkedJobId'>;

export interface GuardDependencies {
	/** Whether the pid is still the process that started then. */
	isSameProcess(pid: number, procStart: string | null): boolean;
	/** Null: there is no registry file, or none that can be read. */
	freshStatus(session: Session): FreshStatus | null;
}

/** Checks that the row's process is still that process. Null: yes. */
export function refuseOtherProcess(session: Session, deps: GuardDependencies): string | null {
	if (session.host) return `it runs on ${session.host.name}, and can be reached from there only`;
	if (session.state === 'exited') return 'it has ended';
	if (session.runsElsewhere) return 'it runs in another container or on another machine';
	if (session.pid === null) return 'its process is not known';
	if (session.procStart === null) return 'the start time of its process is not known: it might be another one';
	return deps.isSameProcess(session.pid, session.procStart) ? null : 'its process has ended';
}

/** Checks that the row's session may be typed into now. Null: yes. */
export const refuseTyping = (session: Session, deps: GuardDependencies): string | null =>
	refuseUnless(session, deps, ({status, waitingFor}) => (status === 'waiting' ? refuseWaiting(waitingFor) : null));

/** Checks that the row's session is waiting for an answer now. Null: yes. */
export const refuseAnswering = (session: Session, deps: GuardDependencies): string | null =>
	refuseUnless(session, deps, ({status}) => (status === 'waiting' ? null : 'it is not waiting for an answer'));

function refuseUnless(
	session: Session,
	deps: GuardDependencies,
	refuse: (fresh: FreshStatus) => string | null,
): string | null {
	const otherProcess = refuseOtherProcess(session, deps);
	if (otherProcess) return otherProcess;
	const fresh = deps.freshStatus(session);
	if (!fresh) return 'Claude Code no longer lists it as running';
	const refusal = refuse(fresh);
	if (refusal) return refusal;
	if (fresh.parkedJobId !== null) {
		return `it continues in the background as job ${fresh.parkedJobId}: use that row`;
	}
	if (fresh.sessionId !== session.sessionId) return 'it is in another conversation now: look again';
	return null;
}

function refuseWaiting(waitingFor: string | null): string {
	return waitingFor
		? `it is waiting (${waitingFor}): answer that first`
		: 'it is waiting for an answer: answer it first';
}
