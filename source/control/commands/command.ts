/**
 * What a key can do. A command is data: the footer, the help and the guide's key list are made from
 * the table of them, and a refusal always has a reason to show.
 */
import type {SessionAction} from '../../core/action-log.ts';
import type {Session} from '../../core/session.ts';

export type CommandGroup = 'session' | 'list' | 'view' | 'app';

export interface Command<Context = CommandContext> {
	/** `session.compact`, `list.sort`, … */
	id: string;
	/** Key names: a character as typed (`c`, `C`, `/`, `?`), or `return`, `space`, `escape`, `up`, `pageDown`, `ctrl+c`, … */
	keys: readonly string[];
	/** One or two words for the footer. */
	label: string;
	/** Another one, where the key does something else. */
	labelOf?(context: Context): string | null;
	/** One sentence for the help. */
	description: string;
	group: CommandGroup;
	/** It works in this view only, where its keys come before those of other commands. */
	view?: ScreenName;
	/** Lower comes first in the footer, which shows as many as fit; null: in the help only. */
	footerRank: number | null;
	/** True, or why not and what to do. Missing: always. */
	when?(context: Context): true | string;
	/** `key`: which of its keys was pressed. */
	run(context: Context, key?: string): void | Promise<void>;
}

/** How commands of a group are called: the parts of each that stand in one line. `view`: they work there only. */
export const keysOf =
	(group: CommandGroup, view?: ScreenName) =>
	(id: string, keys: readonly string[], label: string, footerRank: number | null) => ({
		id,
		keys,
		label,
		group,
		footerRank,
		...(view && {view}),
	});

/** What a command gets. The interface implements it; commands know nothing of Ink. */
export interface CommandContext {
	/** The marked sessions, else the selected one, else none. */
	targets: readonly Session[];
	/** Performs an action on each target, through guards, and shows its evidence. */
	act(action: SessionAction): void;
	screen: ScreenControl;
}

/** What commands can ask of the screen. */
export interface ScreenControl {
	/**
	 * Asks for a yes; the targets are pinned by the caller's closure, so re-sorting cannot redirect the answer. `lines`: what
	 * it is about, all of which must be on the screen for a yes.
	 */
	confirm(question: string, onYes: () => void, lines?: readonly string[]): void;
	/** A question is open. */
	isAsking(): boolean;
	/** Asks for a text, of several lines where `multiline` is set; `history`, newest first, is offered by the up key. */
	ask(question: string, options: AskOptions, onText: (text: string) => void): void;
	/** Asks for one of a few things; the first is selected at the start. */
	choose(question: string, choices: readonly string[], onChoice: (index: number) => void): void;
	/**
	 * Runs when no other key has followed for a moment: for what is sent without a question, so that a word which was
	 * meant for another window sends nothing.
	 */
	onceAlone(run: () => void): void;
	/** Shows a message in the footer. */
	say(message: string): void;
	moveSelection(by: Move): void;
	/**
	 * Selects the next session that comes up in a folder, or in a worktree below it, unless the person has moved the selection
	 * by then. Null: none is waited for any more.
	 */
	selectNext(cwd: string | null): void;
	/** Opens a line to search in as it is typed. */
	search(line: SearchLine): void;
	toggleMark(): void;
	show(screen: ScreenName): void;
	cycleSort(): void;
	toggleReverse(): void;
	toggleFinished(): void;
	togglePause(): void;
	editFilter(): void;
	quit(): void;
}

export interface AskOptions {
	initial?: string;
	history?: readonly string[];
	multiline?: boolean;
	/** As in `confirm`. */
	lines?: readonly string[];
}

export interface SearchLine {
	initial: string;
	/** At each key; '' when it was given up. */
	onText(text: string): void;
	/** The arrows and page keys move on in what was found. */
	onMove(by: Move): void;
	/** How many were found; missing: it is said elsewhere. */
	count?(): number;
}

/** By rows, by screens of rows, or to an end. */
export type Move = number | {pages: number} | 'first' | 'last';

export type ScreenName = 'list' | 'help' | 'log' | 'history' | 'background' | 'usage' | 'team' | 'past';
