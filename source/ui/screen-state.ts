/** What the screen shows and the user's position in it: everything that is not about sessions themselves. */
import {createStore, type StoreApi} from 'zustand/vanilla';
import type {ScreenName, SearchLine} from '../control/commands/command.ts';
import {type ListOptions, listSessions, type SortColumn} from '../core/fleet.ts';
import type {Session} from '../core/session.ts';
import type {MonitorState} from '../store.ts';
import type {TextEntry} from './text-entry.ts';

export type Dialog =
	/** `lines`: what is asked about. `quits`: the keys that quit are a yes to it, too. */
	| {type: 'confirm'; question: string; lines?: readonly string[]; onYes: () => void; quits?: boolean}
	/**
	 * `hasty`: letters came before the field can have been seen, as when its key was the first letter of a word; Enter must
	 * then be pressed twice, and `asked` says that it was once.
	 */
	| {
			type: 'ask';
			question: string;
			lines?: readonly string[];
			entry: TextEntry;
			onText: (text: string) => void;
			hasty?: 'typed' | 'asked';
	  }
	| {type: 'choose'; question: string; choices: readonly string[]; index: number; onChoice: (index: number) => void}
	| {type: 'search'; entry: TextEntry; line: SearchLine};

export interface ScreenState extends Required<ListOptions> {
	view: ScreenName;
	/** The selected row by its session's key, and where it stood when it was last seen. */
	selectedKey: string | null;
	selectedIndex: number;
	marked: ReadonlySet<string>;
	/** What was on the screen when it was frozen; null: not frozen. */
	frozen: MonitorState | null;
	dialog: Dialog | null;
	message: string | null;
	/** How many problems were dismissed; a new one shows the line again. */
	problemsSeen: number;
	/** The detail replaces the list; and which page of it is shown. */
	detail: {expanded: boolean; page: number};
	/** The first visible line of a view. */
	scroll: number;
	/** The selected row of a view with a cursor. */
	cursor: number;
}

export type ScreenStore = StoreApi<ScreenState>;

export const sortColumns: readonly SortColumn[] = [
	'state',
	'name',
	'host',
	'context',
	'cost',
	'background',
	'rate',
	'last',
];

export function createScreenStore(initial: Partial<ScreenState> = {}): ScreenStore {
	return createStore<ScreenState>(() => ({
		view: 'list',
		sort: 'state',
		reverse: false,
		filter: '',
		showFinished: false,
		selectedKey: null,
		selectedIndex: 0,
		marked: new Set(),
		frozen: null,
		dialog: null,
		message: null,
		problemsSeen: 0,
		detail: {expanded: false, page: 0},
		scroll: 0,
		cursor: 0,
		...initial,
	}));
}

type Rows = readonly Session[];

/** The rows to show; the same array as long as nothing has changed. */
export function createRowSelector(): (sessions: ReadonlyMap<string, Session>, screen: ListOptions) => Rows {
	let last: {by: readonly unknown[]; rows: Rows} | null = null;
	return (sessions, {sort, reverse = false, filter, showFinished}) => {
		const by = [sessions, sort, reverse, filter, showFinished];
		if (!last?.by.every((one, index) => one === by[index])) {
			last = {by, rows: listSessions(sessions, {sort, reverse, filter, showFinished})};
		}
		return last.rows;
	};
}

/** The index of the selection: its session's, or, if that is gone, where it was. -1: there are no rows. */
export function selectedRow(rows: Rows, {selectedKey, selectedIndex}: ScreenState): number {
	const index = rows.findIndex(session => session.key === selectedKey);
	return index >= 0 ? index : Math.min(Math.max(0, selectedIndex), rows.length - 1);
}
