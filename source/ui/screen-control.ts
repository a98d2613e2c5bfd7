/** What commands can do to the screen, by its state. Knows the stores, but not Ink. */
import {cleanLabel} from '../claude/clean.ts';
import type {ScreenName, SearchLine} from '../control/commands/command.ts';
import type {ViewControl} from '../control/commands/view-context.ts';
import type {MonitorStore} from '../store.ts';
import type {Measured} from './measured.ts';
import {type ScreenStore, sortColumns} from './screen-state.ts';
import {createSelection, type Selection} from './selection.ts';
import type {StrayKeys} from './stray-keys.ts';
import {startEntry} from './text-entry.ts';

/** What only the terminal can do. */
export interface TerminalControl {
	quit(): void;
	suspend(): void;
	redraw(): void;
}

/** What keys and components do to the screen: select rows, and what commands ask for. */
export interface ScreenController extends Pick<Selection, 'rows' | 'selected' | 'select' | 'targets' | 'follow'> {
	control: ViewControl;
}

export function createScreenController(
	store: MonitorStore,
	screen: ScreenStore,
	terminal: TerminalControl,
	measured: Measured,
	strays: StrayKeys,
): ScreenController {
	const set = screen.setState;
	const selection = createSelection(store, screen, measured);

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
				// Log entries from now on are new.
				set({message: null});
				run();
			}),
		choose: (question, choices, onChoice) => set({dialog: {type: 'choose', question, choices, index: 0, onChoice}}),
		// It may hold what another program or machine has said.
		say: message => set({message: cleanLabel(message, 1000)}),
		moveSelection: selection.move,
		selectNext: selection.selectNext,
		cursor: () => screen.getState().cursor,
		setCursor: cursor => set({cursor}),
		nextWaiting: selection.nextWaiting,
		toggleMark: selection.toggleMark,
		show(view: ScreenName) {
			measured.cursorRows = null;
			set({view: screen.getState().view === view ? 'list' : view, scroll: 0, cursor: 0});
		},
		cycleSort() {
			// With sessions of only one machine, sorting by machine is pointless.
			const hasHosts = store.getState().hosts.length > 0;
			const columns = sortColumns.filter(column => column !== 'host' || hasHosts);
			const next = columns[(columns.indexOf(screen.getState().sort) + 1) % columns.length]!;
			set({sort: next, message: `Sorted by ${next}`});
		},
		toggleReverse() {
			const {sort, reverse} = screen.getState();
			set({reverse: !reverse, message: `Sorted by ${sort}${reverse ? '' : ', in reverse'}`});
		},
		toggleFinished() {
			const showFinished = !screen.getState().showFinished;
			set({showFinished, message: showFinished ? "Today's finished sessions are shown" : 'Running sessions only'});
		},
		togglePause: () => set({frozen: screen.getState().frozen ? null : store.getState()}),
		editFilter() {
			const {filter} = screen.getState();
			search({
				initial: filter,
				onText: text => set({filter: text}),
				onMove: selection.move,
				count: () => selection.rows().length,
			});
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
	return {control, ...selection};
}
