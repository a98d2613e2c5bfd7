/** Keys by the names that the command table uses: a character as typed, or a word such as `return`, `pageDown`, `ctrl+c`. */
import type {Key} from 'ink';
import {graphemes} from './graphemes.ts';

const named = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageUp'],
	['pageDown', 'pageDown'],
	['home', 'home'],
	['end', 'end'],
	['return', 'return'],
	['escape', 'escape'],
	['tab', 'tab'],
	['backspace', 'backspace'],
	['delete', 'delete'],
] as const;

const controlCharacters: Record<string, string> = {
	'\r': 'return',
	'\n': 'newline',
	'\t': 'tab',
	' ': 'space',
	'\u001B': 'escape',
};

/** Ctrl with a letter is the letter's place in the alphabet. */
function nameOf(character: string): string {
	const code = character.charCodeAt(0);
	return (
		controlCharacters[character] ?? (code > 0 && code <= 26 ? `ctrl+${String.fromCharCode(96 + code)}` : character)
	);
}

/**
 * The names of the keys in one input event, in order. Keys pressed faster than they are read arrive together, as text:
 * `jjj` is three keys.
 */
export function keyNames(input: string, key: Key): string[] {
	// Those of the terminal or the desktop, which some pass on when they have no use for them: Cmd+C, Ctrl+Shift+C to copy.
	if (key.super || key.hyper || (key.ctrl && key.shift)) return [];
	// Like in Claude Code: a line break that does not submit.
	if (key.return && (key.meta || key.shift)) return ['newline'];
	for (const [field, name] of named) if (key[field]) return [key.ctrl ? `ctrl+${name}` : name];
	if (key.ctrl) return input === '' ? [] : [`ctrl+${input === ' ' ? 'space' : input}`];
	// Alt with a letter is a different key, and has no meaning here.
	if (key.meta) return [];
	return graphemes(input.replaceAll('\r\n', '\n')).map(nameOf);
}

const shown: Record<string, string> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	pageUp: 'PgUp',
	pageDown: 'PgDn',
	home: 'Home',
	end: 'End',
	return: '⏎',
	escape: 'Esc',
	tab: 'Tab',
};
const shownInAscii: Record<string, string> = {up: 'Up', down: 'Down', left: 'Left', right: 'Right', return: 'Enter'};

/** A key as the footer and the help name it. */
export function keyLabel(key: string, ascii = false): string {
	if (key.startsWith('ctrl+')) return `^${key.slice(5).toUpperCase()}`;
	return (ascii ? shownInAscii[key] : undefined) ?? shown[key] ?? key;
}
