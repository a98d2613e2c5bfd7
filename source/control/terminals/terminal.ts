/** A way to reach a session's keyboard. One file per way; `reach.ts` asks them in turn. */

import type {Session} from '../../core/session.ts';
import type {Reach, Way} from '../keyboard.ts';

/** What a terminal needs to know of a session. */
export type Target = Pick<
	Session,
	'pid' | 'procStart' | 'sessionId' | 'kind' | 'tmux' | 'jobId' | 'configDir' | 'cwd' | 'runsElsewhere'
>;

export interface Terminal {
	/** Null: not a way to this session, ask the next terminal. A refusal or a `TerminalLostError` ends the search. */
	reach(target: Target): Promise<Reach | null>;
}

/** For interactive sessions of this machine; all others are left to the next terminal. */
export const forInteractive = (reach: (pid: number, target: Target) => Promise<Reach | null>): Terminal => ({
	reach: async target => (target.pid === null || target.kind !== 'interactive' ? null : reach(target.pid, target)),
});

export const byKeyboard = (address: string, way: Omit<Extract<Way, {type: 'keyboard'}>, 'type'>): Reach => ({
	ok: true,
	address,
	way: {type: 'keyboard', ...way},
});

/** The way to a session was lost: the pane closed, the process ended, the socket broke. */
export class TerminalLostError extends Error {
	override name = 'TerminalLostError';
}
