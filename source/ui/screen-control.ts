/** What commands can do to the screen, over its state. Knows the stores and nothing of Ink. */
import type {Move, ScreenName, SearchLine} from '../control/commands/command.ts';
import type {ViewControl} from '../control/commands/view-context.ts';
import type {Session} from '../core/session.ts';
import type {MonitorState, MonitorStore} from '../store.ts';
import {createNextSession} from './next-session.ts';
import {createRowSelector, type ScreenStore, selectedRow, sortColumns} from './screen-state.ts';
import type {StrayKeys} from './stray-keys.ts';
import {startEntry} from './text-entry.ts';

/** What only the terminal can do. */
export interface TerminalControl {
	quit(): void;
	suspend(): void;
	redraw(): void;
}

/** What the last drawing found out about sizes; written by the components, read by the movement keys. */
export interface Measured {
	/** Rows of the list or view on the screen. */
	pageRows: number;
	/** The screen's lines, from 0, on which the list or view begins, and its first row; and which of all rows that is. */
	bodyLine: number;
	listLine: number;
	firstRow: number;
	/** How far the open view can be scrolled. */
	scrollEnd: number;
	/** Rows that the open view's cursor moves through; null: it has none and is scrolled. */
	cursorRows: number | null;
	detailPages: number;
	/** Lines of an open question that its room does not show. */
	hiddenLines: number;
}

export interface ScreenController {
	control: ViewControl;
	/** The rows as shown: filtered, sorted, frozen while paused. */
	rows(): readonly Session[];
	selected(): Session | undefined;
	/** Chooses a row of the list, or of the open view. */
	select(index: number): void;
	/** The marked sessions, else the selected one, as they are now; those that ended meanwhile are left out. */
	targets(): Session[];
	/**
	 * Keeps the selection on its session; call when the fleet has changed. Returns why it moved to another one: its own has ended,
	 * or one that was waited for has started. Null: it did not.
	 */
	follow(): 'ended' | 'started' | null;
}

/** The frozen fleet while paused, else the live one. */
export const shownFleet = (store: MonitorStore, screen: ScreenStore): MonitorState =>
	screen.getState().frozen ?? store.getState();

export function createScreenController(
	store: MonitorStore,
	screen: ScreenStore,
	terminal: TerminalControl,
	measured: Measured,
	strays: StrayKeys,
): ScreenController {
	const select = createRowSelector();
	const rows = () => select(shownFleet(store, screen).sessions, screen.getState());
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

	function follow(): 'ended' | 'started' | null {
		const list = rows();
		const started = next.rowOf(list);
		if (started >= 0) {
			moveTo(started);
			return 'started';
		}
		const state = screen.getState();
		const {marked} = state;
		const gone = [...marked].filter(key => !store.getState().sessions.has(key));
		if (gone.length > 0) set({marked: new Set([...marked].filter(key => !gone.includes(key)))});
		const index = selectedRow(list, state);
		const key = list[index]?.key ?? null;
		if (key === state.selectedKey && index === state.selectedIndex) return null;
		set({selectedKey: key, selectedIndex: Math.max(0, index)});
		return key !== state.selectedKey && state.selectedKey !== null ? 'ended' : null;
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

	/** Steps back one thing at a time: a view, the detail, the marks, the filter, the line of problems. */
	function back(): void {
		const state = screen.getState();
		if (state.view !== 'list') set({view: 'list', scroll: 0});
		else if (state.detail.expanded) set({detail: {expanded: false, page: 0}});
		else if (state.marked.size > 0) set({marked: new Set()});
		else if (state.filter !== '') set({filter: ''});
		else set({problemsSeen: store.getState().problems.length});
	}

	const search = (line: SearchLine) => set({dialog: {type: 'search', entry: startEntry(line.initial), line}});

	const control: ViewControl = {
		confirm: (question, onYes, lines) =>
			set({dialog: {type: 'confirm', question, onYes, ...(lines && {lines})}, ...(lines && {message: null})}),
		isAsking: () => screen.getState().dialog !== null,
		ask(question, {initial, history, multiline, lines}, onText) {
			const entry = startEntry(initial, {history: history?.toReversed(), multiline});
			set({dialog: {type: 'ask', question, entry, onText, ...(lines && {lines})}, ...(lines && {message: null})});
		},
		onceAlone: run =>
			strays.hold(() => {
				// What was said of it before: the log goes on from there.
				set({message: null});
				run();
			}),
		choose: (question, choices, onChoice) => set({dialog: {type: 'choose', question, choices, index: 0, onChoice}}),
		say: message => set({message}),
		moveSelection: move,
		selectNext: next.wait,
		cursor: () => screen.getState().cursor,
		setCursor: cursor => set({cursor}),
		nextWaiting,
		toggleMark,
		show(view: ScreenName) {
			measured.cursorRows = null;
			set({view: screen.getState().view === view ? 'list' : view, scroll: 0, cursor: 0});
		},
		cycleSort() {
			// Where all sessions are of one machine there is nothing to sort by it.
			const hasHosts = store.getState().hosts.length > 0;
			const columns = sortColumns.filter(column => column !== 'host' || hasHosts);
			const next = columns[(columns.indexOf(screen.getState().sort) + 1) % columns.length]!;
			set({sort: next, message: `Sorted by ${next}`});
		},
		toggleReverse() {
			const {sort, reverse} = screen.getState();
			set({reverse: !reverse, message: `Sorted by ${sort}${reverse ? '' : ', the other way round'}`});
		},
		toggleFinished() {
			const showFinished = !screen.getState().showFinished;
			set({showFinished, message: showFinished ? "Today's finished sessions are shown" : 'Running sessions only'});
		},
		togglePause: () => set({frozen: screen.getState().frozen ? null : store.getState()}),
		editFilter() {
			const {filter} = screen.getState();
			search({initial: filter, onText: text => set({filter: text}), onMove: move, count: () => rows().length});
		},
		search,
		moreDetail() {
			const {expanded, page} = screen.getState().detail;
			if (!expanded) set({detail: {expanded: true, page: 0}});
			else if (page + 1 < measured.detailPages) set({detail: {expanded, page: page + 1}});
			else set({detail: {expanded: false, page: 0}});
		},
		back,
		quit: terminal.quit,
		suspend: terminal.suspend,
		redraw: terminal.redraw,
		view: () => screen.getState().view,
	};
	const selectRow = (index: number) => {
		set({message: null});
		if (screen.getState().view === 'list') moveTo(index);
		else set({cursor: index});
	};

	return {control, rows, selected, select: selectRow, targets, follow};
}
