/**
 * A window of a terminal emulator that can be controlled from outside, in the way that all such programs offer: a
 * list of windows with their terminal devices, a window's screen as text, and bytes for the program in it.
 */
import type {ScreenReading} from '../../claude/screen/reading.ts';
import type {Focus, Keyboard, Reach} from '../keyboard.ts';
import {isPasteable, keyBytes, textBytes} from './key-bytes.ts';
import {notInPlace} from './place.ts';
import {dialogText, showsDialog} from './same-dialog.ts';
import {type AnsiScreen, readingOf} from './screen-model.ts';
import {byKeyboard, type Target} from './terminal.ts';

export interface Window {
	/** As in `Session.control`: `kitty:3`. */
	address: string;
	/** For sentences: `kitty window`. */
	noun: string;
	tty: string;
	/** False: its screen is plain text, in which a hint in the box looks like a draft. */
	showsColours: boolean;
	/** Throws `TerminalLostError` when the window is gone. */
	screen(): Promise<AnsiScreen>;
	/** Sends bytes to the program in it as if they were typed. */
	write(bytes: string): Promise<void>;
	focus(): Promise<Focus>;
}

export const reachWindow = (window: Window, target: Target): Reach =>
	byKeyboard(window.address, {open: async () => windowKeyboard(window, target), focus: window.focus});

function windowKeyboard(window: Window, target: Target): Keyboard {
	/** None of these programs can check and write atomically, so it is checked right before. */
	async function write(bytes: string): Promise<boolean> {
		if (notInPlace(target, window)) return false;
		await window.write(bytes);
		return true;
	}
	async function read(): Promise<ScreenReading> {
		const screen = await window.screen();
		return notInPlace(target, window) ?? readingOf(screen);
	}
	return bytesKeyboard({outlivesSession: true, showsColours: window.showsColours, screen: window.screen, read, write});
}

export interface ScreenAndBytes extends Pick<Keyboard, 'outlivesSession' | 'showsColours' | 'read'> {
	screen(): Promise<AnsiScreen>;
	/** False as for `Keyboard.typeText`. */
	write(bytes: string): Promise<boolean>;
	close?(): void;
}

/** A keyboard for a program that takes bytes as if they were typed, and whose screen can be read. */
export const bytesKeyboard = ({screen, read, write, close = () => {}, ...rest}: ScreenAndBytes): Keyboard => ({
	...rest,
	read,
	async size() {
		const {columns, rows} = await screen();
		return {columns, rows: rows.length};
	},
	typeText: async (text, form) => isPasteable(text) && write(textBytes(text, form)),
	press: (key, times = 1) => write(keyBytes[key].repeat(times)),
	answer: async (digit, dialog) => showsDialog(await read(), dialogText(dialog)) && write(`${digit}`),
	close,
});
