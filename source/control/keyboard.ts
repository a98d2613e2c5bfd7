/**
 * The interface between commands and terminals: what a session's screen says about where keys would go, and the ways to
 * reach a session. Terminals implement it, commands use it, and neither knows the other.
 */
import type {Dialog} from '../claude/screen/dialog.ts';
import type {ScreenReading} from '../claude/screen/reading.ts';

/** Keys that ccmon presses individually; all other input is text. */
export type Key = 'enter' | 'escape' | 'ctrl+s' | 'ctrl+u' | 'backspace';

export interface ScreenSize {
	columns: number;
	rows: number;
}

/**
 * How a text is put into the box. `lines`: each line as its own paste with Shift+Enter in between, so that no byte of
 * it makes a shell run anything. `paste`: as one paste with its line breaks, which Claude Code collapses if it is long.
 */
export type TextForm = 'lines' | 'paste';

/** An open way to type into a session. Every method throws when it is lost. */
export interface Keyboard {
	/** Another program gets the terminal when Claude Code ends: a shell would read what it has not. */
	readonly outlivesSession: boolean;
	/** False: a hint in the prompt box looks like a draft. */
	readonly showsColours: boolean;
	/** Reads the screen, and whether the session still runs there. */
	read(): Promise<ScreenReading>;
	size(): Promise<ScreenSize>;
	/**
	 * Puts text into the focused input: no character acts as a key, and nothing is submitted. Resolves to false if the
	 * place changed at that moment (copy-mode, another program) and nothing was sent.
	 */
	typeText(text: string, form: TextForm): Promise<boolean>;
	/** False as for `typeText`. */
	press(key: Key, times?: number): Promise<boolean>;
	/**
	 * Presses the digit of an answer if at that moment this dialog is on the screen. False as for `typeText`, or because
	 * the screen shows something else.
	 */
	answer(digit: number, dialog: Dialog): Promise<boolean>;
	close(): void;
}

/** A headless session run by ccmon, which takes messages instead of keys. */
export interface MessageChannel {
	/** A prompt or a slash command. */
	send(text: string): Promise<void>;
	interrupt(): Promise<void>;
	end(): Promise<void>;
}

/** How to show the session itself. */
export type Focus =
	| {type: 'focused'}
	/** Run a command in ccmon's own terminal, which it gives up meanwhile. */
	| {type: 'run'; file: string; args: readonly string[]; env: Readonly<Record<string, string>>}
	/** The session's terminal cannot be brought to the front: show its screen instead. */
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
