/** What is typed for a text, and how. */
import {sum} from '../../accounting/sum.ts';
import type {SessionAction} from '../../core/action-log.ts';
import type {TextForm} from '../keyboard.ts';

/** What a person would type for an action; null if it needs no text. */
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

/** The action that a text stands for: `/compact` and `/clear` are actions of their own, with known evidence. */
export function actionOf(text: string): SessionAction {
	const [, command, rest = ''] = /^\/(compact|clear)(?:\s+([\s\S]*))?$/.exec(cleanText(text)) ?? [];
	if (command === 'compact') return {type: 'compact', instructions: rest.trim() || null};
	if (command === 'clear' && rest.trim() === '') return {type: 'clear'};
	return {type: 'prompt', text};
}

/** Whether a text ends a conversation, which needs a confirmation: as it is typed, without what is left out of it. */
export const losesConversation = (text: string): boolean => /^\/(?:clear|reset|new)\b/.test(cleanText(text));

/**
 * Direction overrides and isolates, tags, zero-width spaces: Claude Code removes them from a prompt, some only after a
 * first Enter that submits nothing (seen in 2.1.332). Joiners stay: letters and emoji are built with them.
 */
const invisible = /[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/gu;

/** Removes what could act as a key (control characters, escape sequences) or is invisible; keeps line breaks. */
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
 * What is put into the box for a text. A command by itself, or the name of a file or agent at the end of a line, opens a list
 * from which Enter would choose; a space closes that list. Claude Code trims what it submits.
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

/** Rows that a line takes in a box of this width, estimated generously: wide characters take two columns. */
function rowsOf(line: string, columns: number): number {
	if (isCollapsed(line)) return 1;
	return Math.max(1, Math.ceil((line.length * 1.15) / Math.max(1, columns - 6)));
}

/**
 * How to type a text so that all of it is visible in the box, and can be checked there: line by line
 * if there is room for all lines, else as a collapsed paste, but only where no shell can read that. Null: the pane is
 * too small.
 */
export function formFor(text: string, size: {columns: number; rows: number}): TextForm | null {
	const room = Math.max(1, size.rows - 6);
	const rows = text.split('\n').map(line => rowsOf(line, size.columns));
	if (sum(rows) <= room) return 'lines';
	const [, rest = ''] = inPieces(text);
	return rows[0]! < room && isCollapsed(rest.slice(1)) ? 'paste' : null;
}

/**
 * The first line, and the rest with its line break. The rest is typed once Claude Code was seen to have read the first: a
 * text in one piece would go to the shell below it if it ended just then.
 */
export function inPieces(text: string): string[] {
	const end = text.indexOf('\n');
	return end < 0 ? [text] : [text.slice(0, end), text.slice(end)];
}
