/**
 * A session in a container or on another machine that shares the config folder, as far as its file says: whether its
 * process still runs cannot be seen from here.
 */
import type {ProcessInfo} from '../../claude/events.ts';
import type {RegisteredSession} from '../../claude/registry/parse.ts';

/** An older status, in ms, is not taken for the present one. */
const freshMs = 60 * 60_000;
/** A file that has not changed for this long, in ms, was left behind by a killed session. */
const abandonedMs = 7 * 24 * 60 * 60_000;

/** `modifiedAt`: of the file, in ms. Null: nothing to show. */
export function processElsewhere(session: RegisteredSession, modifiedAt: number, now: number): ProcessInfo | null {
	if (now - modifiedAt > abandonedMs) return null;
	const isFresh = now - (session.updatedAt ?? modifiedAt) < freshMs;
	return {
		...session.process,
		...(!isFresh && {status: 'unknown', waitingFor: null}),
		// Pids mean something else here, or nothing.
		pid: null,
		procStart: null,
		tmux: null,
		jobId: null,
		runsElsewhere: true,
	};
}
