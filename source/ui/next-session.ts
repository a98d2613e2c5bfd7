/** A session that was started here: the cursor moves to its row once it appears, unless the user has moved it by then. */
import type {Session} from '../core/session.ts';
import type {MonitorStore} from '../store.ts';
import type {ScreenStore} from './screen-state.ts';

/** How long to wait for it, in ms. */
const longestStartMs = 90_000;

export interface NextSession {
	/** Waits for one in this folder or a worktree below it; null: stops waiting. */
	wait(cwd: string | null): void;
	/** Its index among the rows, returned once; -1: it is not there. */
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
