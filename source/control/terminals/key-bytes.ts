/** Keys and text as a terminal sends them to the program in it. */
import type {Key} from '../keyboard.ts';

export const keyBytes: Record<Key, string> = {
	enter: '\r',
	escape: '\x1b',
	'ctrl+s': '\x13',
	'ctrl+u': '\x15',
	backspace: '\x7f',
};

/** Nothing in it can act as a key or end the paste: visible text and line breaks only. */
export const isPasteable = (text: string): boolean => !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text);

/** A text as one bracketed paste (xterm's control sequences, "Bracketed Paste Mode"). */
export const pasteBytes = (text: string): string => `\x1b[200~${text}\x1b[201~`;
