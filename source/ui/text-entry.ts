/** A line of text being typed, as data. The cursor stands between `before` and `after`. */
import {clean} from '../claude/clean.ts';
import {graphemes} from './graphemes.ts';

export interface TextEntry {
	before: string;
	after: string;
	/** Earlier texts, newest last. */
	history: readonly string[];
	/** Which of them is shown; `history.length` is the text being typed, kept in `typed` meanwhile. */
	historyIndex: number;
	typed: string;
}

export function startEntry(initial = '', history: readonly string[] = []): TextEntry {
	return {before: initial, after: '', history, historyIndex: history.length, typed: initial};
}

export const entryText = (entry: TextEntry): string => entry.before + entry.after;

/** Adds typed or pasted text; several pasted lines become one, because Enter means "done" here. */
export function insertText(entry: TextEntry, text: string): TextEntry {
	const added = clean(`x${text.replace(/[\r\n\t]+/g, ' ')}x`).slice(1, -1);
	return {...entry, before: entry.before + added};
}

function showHistory(entry: TextEntry, index: number): TextEntry {
	if (index < 0 || index > entry.history.length || index === entry.historyIndex) return entry;
	const typed = entry.historyIndex === entry.history.length ? entryText(entry) : entry.typed;
	return {...entry, before: entry.history[index] ?? typed, after: '', historyIndex: index, typed};
}

const dropLast = (text: string) => graphemes(text).slice(0, -1).join('');
const first = (text: string) => graphemes(text)[0] ?? '';

const edits: Record<string, (entry: TextEntry) => TextEntry> = {
	backspace: entry => ({...entry, before: dropLast(entry.before)}),
	// Most terminals send "delete" for the key above Enter and a sequence of its own for the other one.
	delete: entry => ({...entry, after: entry.after.slice(first(entry.after).length)}),
	left: entry => {
		const start = dropLast(entry.before);
		return {...entry, before: start, after: entry.before.slice(start.length) + entry.after};
	},
	right: entry => {
		const next = first(entry.after);
		return {...entry, before: entry.before + next, after: entry.after.slice(next.length)};
	},
	home: entry => ({...entry, before: '', after: entryText(entry)}),
	end: entry => ({...entry, before: entryText(entry), after: ''}),
	up: entry => showHistory(entry, entry.historyIndex - 1),
	down: entry => showHistory(entry, entry.historyIndex + 1),
	'ctrl+u': entry => ({...entry, before: ''}),
	'ctrl+k': entry => ({...entry, after: ''}),
	'ctrl+w': entry => ({...entry, before: entry.before.replace(/\S+\s*$/, '')}),
};
Object.assign(edits, {'ctrl+a': edits.home, 'ctrl+e': edits.end, 'ctrl+b': edits.left, 'ctrl+f': edits.right});

/** The entry after an editing key; null: not an editing key. */
export function editEntry(entry: TextEntry, key: string): TextEntry | null {
	return edits[key]?.(entry) ?? null;
}
