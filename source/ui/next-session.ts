/** A session that was started here: the cursor goes to its row once it comes up, unless the person has moved it by then. */
import type {Session} from '../core/session.ts';
import type {MonitorStore} from '../store.ts';
import type {ScreenStore} from './screen-state.ts';

/** It is waited for so long, in ms. */
const longestStartMs = 90_000;

export interface NextSession {
	/** From now on one in this folder, or in a worktree below it, is waited for; null: none. */
	wait(cwd: string | null): void;
	/** Its place among the rows, given once; -1: it is not there. */
	rowOf(rows: readonly Session[]): number;
}

export function createNextSession(store: MonitorStore, screen: ScreenStore): NextSession {
	let pending: {cwd: string; known: ReadonlySet<string>; from: string | null; at: number} | null = null;
	return {
		wait(cwd) {
			const {sessions, now} = store.getState();
			const from = screen.getState().selectedKey;
			pending = cwd === null ? null : {cwd, known: new Set(sessions.keys()), from, at: now};
		},
		rowOf(rows) {
			if (pending === null) return -1;
			const {cwd, known, from, at} = pending;
			const isOver = screen.getState().selectedKey !== from || store.getState().now - at > longestStartMs;
			const isIt = (session: Session) =>
				session.state !== 'exited' &&
				!known.has(session.key) &&
				(session.cwd === cwd || session.cwd?.startsWith(`${cwd}/.claude/worktrees/`) === true);
			const row = isOver ? -1 : rows.findIndex(isIt);
			if (isOver || row >= 0) pending = null;
			return row;
		},
	};
}
