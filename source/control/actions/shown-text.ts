/** Whether a prompt box shows exactly the text that was typed into it. */

import {comparable} from '../../claude/screen/comparable.ts';
import type {PromptReading} from '../../claude/screen/reading.ts';
import {isCollapsed} from './typed-text.ts';

const collapsedPattern = /\[Pastedtext#\d+(?:\+\d+lines?)?\]/;

/** How much of a text is in a box that holds nothing else; null if it holds anything else. */
function partShown(box: string, text: string): 'all' | 'beginning' | null {
	let shown = comparable(box);
	const lines = text.split('\n');
	for (const [index, line] of lines.entries()) {
		const expected = comparable(line);
		if (shown.startsWith(expected)) {
			shown = shown.slice(expected.length);
			continue;
		}
		const collapsed = collapsedPattern.exec(shown);
		const isBefore = collapsed !== null && expected.startsWith(shown.slice(0, collapsed.index));
		const after = isBefore ? shown.slice(collapsed.index + collapsed[0].length) : '';
		if (isBefore && isCollapsed(line)) {
			shown = after;
			continue;
		}
		if (isBefore && after === '' && isCollapsed(lines.slice(index).join('\n'))) return 'all';
		return expected.startsWith(shown) ? 'beginning' : null;
	}
	return shown === '' ? 'all' : null;
}

/** Whether the box holds this text and nothing else. */
export const holdsText = (reading: PromptReading, text: string): boolean => partShown(reading.text, text) === 'all';

/** Whether the box holds this text and nothing else, and Enter would submit it. */
export function showsText(reading: PromptReading, text: string): boolean {
	if (reading.shellMode || !holdsText(reading, text)) return false;
	const command = /^\/(\S+)$/.exec(text.trim())?.[1];
	return reading.completion === null || reading.completion === command;
}

/** Whether the box holds a beginning of this text and nothing else, as far as the terminal can show it. */
export function holdsBeginning(reading: PromptReading, text: string): boolean {
	if (comparable(reading.text) === '') return false;
	return partShown(reading.text, text) !== null || isBeginningWithGaps(reading.text, text);
}

/** What terminals show for a character that they cannot display. */
const replacements = new Set(['_', '?']);

/** Characters outside ASCII may be left out or replaced, all others keep their order. */
function isBeginningWithGaps(box: string, text: string): boolean {
	const expected = [...comparable(text).normalize('NFD')];
	const shown = [...comparable(box).normalize('NFD')];
	let from = 0;
	for (const character of shown) {
		while (from < expected.length && expected[from] !== character && expected[from]! > '\u007f') {
			if (replacements.has(character)) break;
			from++;
		}
		if (from === expected.length) return false;
		if (expected[from] !== character && !(replacements.has(character) && expected[from]! > '\u007f')) return false;
		from++;
	}
	return true;
}
