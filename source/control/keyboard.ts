/**
 * The words between commands and terminals: what a session's screen says about where keys would go, and the ways to
 * reach a session. Terminals make these, commands use them, and neither room knows the other.
 */
import type {Dialog} from '../claude/screen/dialog.ts';
import type {ScreenReading} from '../claude/screen/reading.ts';

/** Keys that ccmon presses on their own; all other input is text. */
export type Key = 'enter' | 'escape' | 'ctrl+s' | 'ctrl+u' | 'backspace';

export interface ScreenSize {
	columns: number;
	rows: number;
}

/**
 * How a text goes into the box. `lines`: each line as a paste of its own, with Shift+Enter between them, so that no byte of
 * it makes a shell run anything. `paste`: in one, with its line breaks, which Claude Code shows as a word if it is long.
 */
export type TextForm = 'lines' | 'paste';

/** An opened way to type into one session. Every method throws when the way is lost. */
export interface Keyboard {
	/** When Claude Code ends, another program has its terminal: a shell reads what it did not. */
	readonly outlivesSession: boolean;
	/** False: a hint in the prompt box looks like a draft. */
	readonly showsColours: boolean;
	/** Looks at the screen now, and at whether this is still the place where the session runs. */
	read(): Promise<ScreenReading>;
	size(): Promise<ScreenSize>;
	/**
	 * Puts text into the focused input: no character of it acts as a key, and nothing submits it. Resolves to false when the
	 * place changed at this moment (copy-mode, another program) and nothing was sent.
	 */
	typeText(text: string, form: TextForm): Promise<boolean>;
	/** False as for `typeText`. */
	press(key: Key, times?: number): Promise<boolean>;
	/**
	 * Presses the digit of an answer, if at that moment this very dialog is on the screen. False as for `typeText`, or because
	 * the screen shows something else.
	 */
	answer(digit: number, dialog: Dialog): Promise<boolean>;
	close(): void;
}

/** A session that takes messages instead of keys: one that ccmon runs headless. */
export interface MessageChannel {
	/** A prompt or a slash command. */
	send(text: string): Promise<void>;
	interrupt(): Promise<void>;
	end(): Promise<void>;
}

/** How the person gets to see the session itself. */
export type Focus =
	| {type: 'focused'}
	/** A command to run in ccmon's own terminal, which it gives away meanwhile. */
	| {type: 'run'; file: string; args: readonly string[]; env: Readonly<Record<string, string>>}
	/** The session has a terminal of its own that cannot be brought to the front: show its screen instead. */
	| {type: 'screen'; rows(): Promise<readonly string[]>}
	| {type: 'refused'; reason: string};

export type Way =
	| {type: 'keyboard'; open(): Promise<Keyboard>; focus(): Promise<Focus>}
	| {type: 'messages'; channel: MessageChannel};

export type Reach =
	/** `address` as in `Session.control`: `tmux:%3`, `kitty:3`, `screen:4711:0`, `pty:…`, `attach:…`, `headless` and the like. */
	| {ok: true; address: string; way: Way}
	/** Why not, and what would make it reachable. */
	| {ok: false; reason: string};
