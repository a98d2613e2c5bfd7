/** The text that is typed, and how. */
import type {SessionAction} from '../../core/action-log.ts';
import type {TextForm} from '../keyboard.ts';

/** What a person would type for an action; null for those that need no text. */
export function actionText(action: SessionAction): string | null {
	switch (action.type) {
		case 'compact': {
			const instructions = cleanText(action.instructions ?? '').replace(/\s+/g, ' ');
			return instructions ? `/compact ${instructions}` : '/compact';
		}
		case 'clear':
			return '/clear';
		case 'prompt':
			return cleanText(action.text);
		default:
			return null;
	}
}

/** What a text means: the two commands whose evidence is known are actions of their own. */
export function actionOf(text: string): SessionAction {
	const [, command, rest = ''] = /^\/(compact|clear)(?:\s+([\s\S]*))?$/.exec(text.trim()) ?? [];
	if (command === 'compact') return {type: 'compact', instructions: rest.trim() || null};
	if (command === 'clear' && rest.trim() === '') return {type: 'clear'};
	return {type: 'prompt', text};
}

/** Whether a text loses a conversation: asked about first. */
export const losesConversation = (text: string): boolean => /^\s*\/(?:clear|reset|new)\b/.test(text);

/**
 * Overrides and isolates of direction, tags, zero-width spaces: Claude Code takes them out of a prompt, of some only after a
 * first Enter, which submits nothing (seen in 2.1.332). Joiners stay: letters and pictures are made with them.
 */
const invisible = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/gu;

/** Takes out what could act as a key (control characters, escape sequences) or is not seen, and keeps line breaks. */
export function cleanText(text: string): string {
	return text
		.replace(/\r\n?/g, '\n')
		.replaceAll('\t', '    ')
		.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '')
		.replace(invisible, '')
		.trim();
}

/** True, or why this text is not typed. */
export function isTypeable(text: string): true | string {
	if (text === '') return 'there is no text to send';
	if (text.startsWith('!')) return 'a text that begins with ! would run in the shell: put a word before it';
	return true;
}

/**
 * What is put into the box for a text. A command alone, or the name of a file or agent at the end of a line, opens a list
 * whose choice Enter would take; a space closes that list. Claude Code trims what it submits.
 */
export const typedForm = (text: string): string =>
	text
		.split('\n')
		.map(line => (/^\/\S+$|(?:^|\s)@\S*$/.test(line) ? `${line} ` : line))
		.join('\n');

/** Claude Code shows a paste of more characters or lines than this as `[Pasted text #1 +9 lines]`. */
const shownPaste = {characters: 800, lines: 3};

export const isCollapsed = (paste: string): boolean =>
	paste.length > shownPaste.characters || paste.split('\n').length > shownPaste.lines;

/** Rows that a line takes in a box of this width, roughly and rather too many: wide characters take two columns. */
function rowsOf(line: string, columns: number): number {
	if (isCollapsed(line)) return 1;
	return Math.max(1, Math.ceil((line.length * 1.15) / Math.max(1, columns - 6)));
}

/**
 * How a text is typed so that the whole of it is seen in the box, which is what makes checking it possible: line by line
 * where there is room for all lines, else as a paste that is collapsed: only where no shell can read that. Null: the pane is
 * too small.
 */
export function formFor(text: string, size: {columns: number; rows: number}): TextForm | null {
	const room = Math.max(1, size.rows - 6);
	const rows = text.split('\n').map(line => rowsOf(line, size.columns));
	if (rows.reduce((sum, count) => sum + count, 0) <= room) return 'lines';
	const [, rest = ''] = inPieces(text);
	return rows[0]! < room && isCollapsed(rest.slice(1)) ? 'paste' : null;
}

/**
 * The first line, and the rest with its line break. The rest is typed when Claude Code was seen to have read the first: a
 * text in one piece would go to the shell under it, should it end just then.
 */
export function inPieces(text: string): string[] {
	const end = text.indexOf('\n');
	return end < 0 ? [text] : [text.slice(0, end), text.slice(end)];
}
