/** Which rows are selected and marked, and how that follows the fleet. */
import type {Move} from '../control/commands/command.ts';
import type {Session} from '../core/session.ts';
import type {MonitorStore} from '../store.ts';
import type {Measured} from './measured.ts';
import {createNextSession, type NextSession} from './next-session.ts';
import {createRowSelector, type ScreenStore, selectedRow} from './screen-state.ts';

export type Moved = 'ended' | 'unmarked' | 'started';

export interface Selection {
	/** The rows as shown: filtered, sorted, frozen while paused. */
	rows(): readonly Session[];
	selected(): Session | undefined;
	/** Selects a row of the list or the open view. */
	select(index: number): void;
	/** The marked sessions, else the selected one, in their current state; ended ones are left out. */
	targets(): Session[];
	/**
	 * Keeps the selection on its session; call it when the fleet has changed. Returns why the next key would be for another one:
	 * its own has ended, all marked ones have, or the one that `n` started has come up. Null: it would not.
	 */
	follow(): Moved | null;
	/** Moves the selection in the list; in another view, moves its cursor or scrolls. */
	move(by: Move): void;
	/** Selects the next waiting session. False: there is none. */
	nextWaiting(): boolean;
	toggleMark(): void;
	/** `NextSession.wait` */
	selectNext: NextSession['wait'];
}

export function createSelection(store: MonitorStore, screen: ScreenStore, measured: Measured): Selection {
	const selectRows = createRowSelector();
	const rows = () => {
		const state = screen.getState();
		return selectRows((state.frozen ?? store.getState()).sessions, state);
	};
	const set = screen.setState;

	function moveTo(index: number): void {
		const list = rows();
		const selectedIndex = Math.min(Math.max(0, index), list.length - 1);
		set({selectedKey: list[selectedIndex]?.key ?? null, selectedIndex, detail: {...screen.getState().detail, page: 0}});
	}

	function move(by: Move): void {
		const {view, scroll, cursor} = screen.getState();
		const target = (from: number, end: number) => {
			if (by === 'first' || by === 'last') return by === 'first' ? 0 : end;
			const rows = typeof by === 'number' ? by : by.pages * Math.max(1, measured.pageRows - 1);
			return Math.max(0, Math.min(from + rows, end));
		};
		if (view === 'list') moveTo(target(selectedRow(rows(), screen.getState()), rows().length - 1));
		else if (measured.cursorRows === null) set({scroll: target(scroll, measured.scrollEnd)});
		else set({cursor: target(cursor, measured.cursorRows - 1)});
	}

	const selected = () => rows()[selectedRow(rows(), screen.getState())];

	function targets(): Session[] {
		const {marked} = screen.getState();
		const live = store.getState().sessions;
		const one = selected();
		const keys = marked.size > 0 ? [...marked] : one ? [one.key] : [];
		return keys.map(key => live.get(key)).filter(session => session !== undefined);
	}

	const next = createNextSession(store, screen);

	function follow(): Moved | null {
		const list = rows();
		const started = next.rowOf(list);
		if (started >= 0) {
			moveTo(started);
			return 'started';
		}
		const state = screen.getState();
		const {marked} = state;
		const left = [...marked].filter(key => store.getState().sessions.has(key));
		if (left.length < marked.size) set({marked: new Set(left)});
		const unmarked = marked.size > 0 && left.length === 0 ? 'unmarked' : null;
		const index = selectedRow(list, state);
		const key = list[index]?.key ?? null;
		if (key === state.selectedKey && index === state.selectedIndex) return unmarked;
		set({selectedKey: key, selectedIndex: Math.max(0, index)});
		return key !== state.selectedKey && state.selectedKey !== null ? 'ended' : unmarked;
	}

	function nextWaiting(): boolean {
		const list = rows();
		const from = selectedRow(list, screen.getState()) + 1;
		const steps = list.findIndex((_, step) => list[(from + step) % list.length]?.state === 'waiting');
		if (steps !== -1) moveTo((from + steps) % list.length);
		return steps !== -1;
	}

	function toggleMark(): void {
		const session = selected();
		if (!session) return;
		const marked = new Set(screen.getState().marked);
		if (!marked.delete(session.key)) marked.add(session.key);
		set({marked});
		move(1);
	}

	function select(index: number): void {
		set({message: null});
		if (screen.getState().view === 'list') moveTo(index);
		else set({cursor: index});
	}

	return {rows, selected, select, targets, follow, move, nextWaiting, toggleMark, selectNext: next.wait};
}
