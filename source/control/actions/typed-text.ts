/** The text that is typed, and whether a prompt box shows exactly it. */
import type {PromptReading} from '../../claude/screen/reading.ts';
import type {SessionAction} from '../../core/action-log.ts';

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

/** Takes out what could act as a key (control characters, escape sequences) and keeps line breaks. */
export function cleanText(text: string): string {
	return text
		.replace(/\r\n?/g, '\n')
		.replaceAll('\t', '    ')
		.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '')
		.trim();
}

/** True, or why this text is not typed. */
export function isTypeable(text: string): true | string {
	if (text === '') return 'there is no text to send';
	if (text.startsWith('!')) return 'a text that begins with ! would run in the shell: put a word before it';
	return true;
}

/**
 * What is put into the box for a text. A command alone, or the name of a file or agent at the end, opens a list whose
 * choice Enter would take; a space closes that list. Claude Code trims what it submits.
 */
export const typedForm = (text: string): string => (/^\/\S+$|(?:^|\s)@\S*$/.test(text) ? `${text} ` : text);

/** A box wraps where it likes and shows no difference between a wrap and a line break: compared without white space. */
export const squash = (text: string): string => text.replace(/\s+/g, '');

/** Claude Code shows a paste of over 800 characters as this instead of its text. */
const pastedPattern = /\[Pastedtext#\d+(?:\+\d+lines?)?\]$/;
const pastedLength = 800;

/** Whether the box holds this text and nothing else, and Enter would submit it. */
export function showsText(reading: PromptReading, text: string): boolean {
	if (reading.shellMode || !holdsText(reading, text)) return false;
	const command = /^\/(\S+)$/.exec(text.trim())?.[1];
	return reading.completion === null || reading.completion === command;
}

/** Whether the box holds this text and nothing else. */
export function holdsText(reading: PromptReading, text: string): boolean {
	const shown = squash(reading.text);
	return shown === squash(text) || shownBeginning(shown, text)?.isPasted === true;
}

/** Whether the box holds a beginning of this text and nothing else, and at least one character. */
export const holdsBeginning = (reading: PromptReading, text: string): boolean =>
	reading.text !== '' && shownBeginning(squash(reading.text), text) !== null;

function shownBeginning(shown: string, text: string): {isPasted: boolean} | null {
	const pasted = text.length > pastedLength ? pastedPattern.exec(shown) : null;
	const beginning = pasted ? shown.slice(0, pasted.index) : shown;
	return squash(text).startsWith(beginning) ? {isPasted: pasted !== null} : null;
}

/** Rows that a text takes in a box of this width, roughly and rather too many: wide characters take two columns. */
function rowsOf(text: string, columns: number): number {
	const width = Math.max(1, columns - 6);
	return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil((line.length * 1.15) / width)), 0);
}

/** Whether the whole text would be seen in the box, which is what makes checking it possible. */
export function fitsScreen(text: string, size: {columns: number; rows: number}): boolean {
	return text.length > pastedLength || rowsOf(text, size.columns) <= Math.max(1, size.rows - 6);
}
