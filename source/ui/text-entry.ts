/** Text being typed, as data: one or several lines. The cursor is between `before` and `after`. */
import {clean} from '../claude/clean.ts';
import {graphemes} from './graphemes.ts';

export interface TextEntry {
	before: string;
	after: string;
	/** Line breaks are kept. */
	multiline: boolean;
	/** Earlier texts, newest last. */
	history: readonly string[];
	/** The index of the one shown; `history.length` is the text being typed, which `typed` keeps. */
	historyIndex: number;
	typed: string;
}

/** The up key goes through `history`, newest last. */
export function startEntry(
	initial = '',
	{history = [], multiline = false}: {history?: readonly string[] | undefined; multiline?: boolean | undefined} = {},
): TextEntry {
	return {before: initial, after: '', multiline, history, historyIndex: history.length, typed: initial};
}

export const entryText = (entry: TextEntry): string => entry.before + entry.after;

/** Inserts typed or pasted text. In a single line, pasted line breaks become spaces. */
export function insertText(entry: TextEntry, text: string): TextEntry {
	const lines = text.split(/\r\n?|\n/).map(line => clean(`x${line.replaceAll('\t', ' ')}x`).slice(1, -1));
	return {...entry, before: entry.before + lines.join(entry.multiline ? '\n' : ' ')};
}

function showHistory(entry: TextEntry, index: number): TextEntry {
	if (index < 0 || index > entry.history.length || index === entry.historyIndex) return entry;
	const typed = entry.historyIndex === entry.history.length ? entryText(entry) : entry.typed;
	return {...entry, before: entry.history[index] ?? typed, after: '', historyIndex: index, typed};
}

const dropLast = (text: string) => graphemes(text).slice(0, -1).join('');
const first = (text: string) => graphemes(text)[0] ?? '';
const lineStart = (before: string) => before.lastIndexOf('\n') + 1;
const lineEnd = (after: string) => (after.includes('\n') ? after.indexOf('\n') : after.length);

/** The cursor at a place of the text. */
function moveTo(entry: TextEntry, index: number): TextEntry {
	const text = entryText(entry);
	return {...entry, before: text.slice(0, index), after: text.slice(index)};
}

/** Moves to the line above or below, in the same column; beyond the text, to the history. */
function moveLine(entry: TextEntry, by: -1 | 1): TextEntry {
	const start = lineStart(entry.before);
	const column = graphemes(entry.before.slice(start)).length;
	const target = by < 0 ? lineStart(entry.before.slice(0, start - 1)) : entry.before.length + lineEnd(entry.after) + 1;
	if (by < 0 ? start === 0 : target > entryText(entry).length) return showHistory(entry, entry.historyIndex + by);
	const line = entryText(entry).slice(target).split('\n')[0]!;
	return moveTo(entry, target + graphemes(line).slice(0, column).join('').length);
}

const edits: Record<string, (entry: TextEntry) => TextEntry> = {
	backspace: entry => ({...entry, before: dropLast(entry.before)}),
	// Ink reports "delete" for most terminals' backspace; the real Delete key has its own sequence.
	delete: entry => ({...entry, after: entry.after.slice(first(entry.after).length)}),
	left: entry => moveTo(entry, dropLast(entry.before).length),
	right: entry => moveTo(entry, entry.before.length + first(entry.after).length),
	home: entry => moveTo(entry, lineStart(entry.before)),
	end: entry => moveTo(entry, entry.before.length + lineEnd(entry.after)),
	up: entry => moveLine(entry, -1),
	down: entry => moveLine(entry, 1),
	newline: entry => (entry.multiline ? insertText(entry, '\n') : entry),
	'ctrl+u': entry => ({...entry, before: entry.before.slice(0, lineStart(entry.before))}),
	'ctrl+k': entry => ({...entry, after: entry.after.slice(lineEnd(entry.after))}),
	'ctrl+w': entry => ({...entry, before: entry.before.replace(/\S+\s*$/, '')}),
};
Object.assign(edits, {'ctrl+a': edits.home, 'ctrl+e': edits.end, 'ctrl+b': edits.left, 'ctrl+f': edits.right});

/** The entry after an editing key; null: not an editing key. */
export function editEntry(entry: TextEntry, key: string): TextEntry | null {
	return edits[key]?.(entry) ?? null;
}
