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
	/** Another label, where the key does something else. */
	labelOf?(context: Context): string | null;
	/** One sentence for the help. */
	description: string;
	group: CommandGroup;
	/** The only view it works in; there its keys take precedence. */
	view?: ScreenName;
	/** Lower comes first in the footer, which shows as many as fit; null: only in the help. */
	footerRank: number | null;
	/** True, or why it does not work and what to do. Missing: it always works. */
	when?(context: Context): true | string;
	/** `key`: which of its keys was pressed. */
	run(context: Context, key?: string): void | Promise<void>;
}

/** Shorthand for the commands of a group: the fields that fit in one line. `view`: they only work there. */
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

/** What a command receives. The UI implements it; commands know nothing about Ink. */
export interface CommandContext {
	/** The marked sessions, else the selected one, else none. */
	targets: readonly Session[];
	/** Performs an action on each target, through the guards, and shows its evidence. */
	act(action: SessionAction): void;
	screen: ScreenControl;
}

/** What commands can do with the screen. */
export interface ScreenControl {
	/**
	 * Asks for confirmation; the caller's closure pins the targets, so re-sorting cannot redirect the answer. `lines`: what
	 * it is about. All of it must be visible before yes is accepted.
	 */
	confirm(question: string, onYes: () => void, lines?: readonly string[]): void;
	/** A question is open. */
	isAsking(): boolean;
	/** Asks for a text, of several lines where `multiline` is set; `history`, newest first, is offered by the up key. */
	ask(question: string, options: AskOptions, onText: (text: string) => void): void;
	/** Asks to choose one of a few; the first is preselected. */
	choose(question: string, choices: readonly string[], onChoice: (index: number) => void): void;
	/**
	 * Runs the action if no other key follows for a moment. For what is sent without confirmation, so that a word that was
	 * meant for another window has no effect.
	 */
	onceAlone(run: () => void): void;
	/** Shows a message in the footer. */
	say(message: string): void;
	moveSelection(by: Move): void;
	/**
	 * Selects the next session that appears in a folder or a worktree below it, unless the user has moved the selection
	 * by then. Null: stops waiting for one.
	 */
	selectNext(cwd: string | null): void;
	/** Opens a search line; searching follows the typing. */
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
	/** Called at each key; '' when the search is cancelled. */
	onText(text: string): void;
	/** The arrow and page keys move through the results. */
	onMove(by: Move): void;
	/** The number of results; missing: shown elsewhere. */
	count?(): number;
}

/** By rows, by pages, or to an end. */
export type Move = number | {pages: number} | 'first' | 'last';

export type ScreenName = 'list' | 'help' | 'log' | 'history' | 'background' | 'usage' | 'team' | 'past';
