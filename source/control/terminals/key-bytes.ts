/** Keys and text as a terminal sends them to the program in it. */
import type {Key, TextForm} from '../keyboard.ts';

export const keyBytes: Record<Key, string> = {
	enter: '\r',
	escape: '\x1b',
	'ctrl+s': '\x13',
	'ctrl+u': '\x15',
	backspace: '\x7f',
};

/** Shift+Enter in the kitty keyboard protocol: a line break for Claude Code, and for a shell neither that nor Enter. */
export const shiftEnterBytes = '\x1b[13;2u';

/** Only visible text and line breaks: nothing can act as a key or end the paste. */
export const isPasteable = (text: string): boolean => !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text);

/** Text as bracketed pastes (xterm's control sequences, "Bracketed Paste Mode"), in which terminals send Enter for a line break. */
export function textBytes(text: string, form: TextForm): string {
	const paste = (part: string) => (part === '' ? '' : `\x1b[200~${part.replaceAll('\n', '\r')}\x1b[201~`);
	return form === 'paste' ? paste(text) : text.split('\n').map(paste).join(shiftEnterBytes);
}
