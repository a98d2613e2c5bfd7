/** A way to reach a session's keyboard. One file per way; `reach.ts` asks them in turn. */

import type {Session} from '../../core/session.ts';
import type {Reach} from '../keyboard.ts';

/** What a terminal needs to know of a session. */
export type Target = Pick<
	Session,
	'pid' | 'procStart' | 'sessionId' | 'kind' | 'tmux' | 'jobId' | 'configDir' | 'cwd' | 'runsElsewhere'
>;

export interface Terminal {
	/** Null: not a way to this session, ask the next terminal. A refusal or a `TerminalLostError` ends the search. */
	reach(target: Target): Promise<Reach | null>;
}

/** The way to a session was lost: the pane closed, the process ended, the socket broke. */
export class TerminalLostError extends Error {
	override name = 'TerminalLostError';
}
