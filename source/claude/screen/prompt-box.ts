/**
 * Reads a screen of Claude Code: does its prompt box have the keyboard, and what is in it? The box is the rows
 * between the two lowest rules that run over the full width; its first row begins with `❯` (`!` in shell mode), the
 * others are indented by two. Below it are hints, a status line or a completion list. Everything that does not look
 * exactly like that is not typed into. The facts are in README.md.
 */
import {readDialog} from './read-dialog.ts';
import type {OtherReading, PromptReading, ScreenReading} from './reading.ts';
import {rowText, type Screen, type Span} from './screen.ts';

export function readPromptBox(screen: Screen): ScreenReading {
	const rows = screen.rows.map(row => rowText(row).trimEnd());
	const bottom = rows.findLastIndex(row => isRule(row, screen.columns));
	const top = rows.findLastIndex((row, index) => index < bottom && isTopRule(row, screen.columns));
	const prompt = top < 0 ? null : promptCharacter(rows.slice(top + 1, bottom));
	const below = rows.slice(bottom + 1);
	const obstacle = findObstacle(prompt ? below : rows);
	if (obstacle?.kind === 'dialog') return {...obstacle, dialog: readDialog(screen)};
	if (obstacle) return obstacle;
	if (showsAgents(rows, top)) return agentsView;
	// There is always something below a session's box: its mode, a status line, or a completion list.
	if (!prompt || below.every(row => row === '')) return unknownScreen;

	const box = screen.rows.slice(top + 1, bottom);
	const text = withoutUsage(box.map(typedText).join('\n').trimEnd(), screen);
	const isHint = hints.test(text) && !screen.rows.some(row => row.some(span => span.dim));
	return {
		kind: 'prompt',
		text: isHint ? '' : text,
		shellMode: prompt === '!',
		stashed: [...rows.slice(Math.max(0, top - 1), top), ...below].some(row => isNotice(row, screen.columns)),
		busy: below.some(row => row.includes('esc to interrupt')),
		compaction: compactionIn(rows.slice(0, top)),
		vimInsert: below.some(row => /^\s*-- INSERT --/.test(row)),
		completion: openCompletion(rows, top, bottom),
	};
}

const unknownScreen: OtherReading = {
	kind: 'elsewhere',
	reason: 'its screen does not show the prompt box: close what is open there, or make the pane larger',
};

/** The dashboard of `←` and `claude agents`: its box starts new sessions. */
const agentsView: OtherReading = {
	kind: 'elsewhere',
	reason: 'it shows the list of agents: go back to the session there (esc)',
};
const showsAgents = (rows: readonly string[], top: number) =>
	/^[❯>]\sdescribe a task for a new session/.test(rows[top + 1] ?? '') ||
	rows.some(row => /^ *[▐▛▜▝█▀▘]+\s+New sessions: /.test(row));

/** Hints in an empty box, for terminals without dim text (`NO_COLOR`), where they look like a draft. */
const hints = /^(?:Try "[^"]*"?|Press up to (?:edit|select) [^\n]*)$/;

/** Stands at the right edge, below the box, or just above it where Claude Code fills the whole screen. */
const isNotice = (row: string, columns: number) => row.length >= columns - 4 && /(?:^|\s\s|· )draft stashed$/.test(row);

const obstacles: readonly (OtherReading & {pattern: RegExp})[] = [
	{
		kind: 'elsewhere',
		pattern: /Showing detailed transcript/,
		reason: 'it shows the transcript: press ctrl+o there to leave it',
	},
	{
		kind: 'elsewhere',
		pattern: /^\s*(?:search prompts|no matching prompt):/,
		reason: 'it is searching its prompt history: press esc there to leave that',
	},
	{
		kind: 'elsewhere',
		pattern: /^\s*-- VISUAL(?: \w+)? --/,
		reason: "it is in vim's visual mode, in which Enter sends nothing: press esc there to leave that",
	},
	{
		kind: 'elsewhere',
		pattern: /^\s*Claude Code (?:is|has been) suspended/,
		reason: 'it is suspended: run fg there to bring it back',
	},
	{
		kind: 'dialog',
		pattern:
			/(?<!esc )\b[Ee]sc to (?:cancel|close|go back|exit|clear)\b|\b[Ee]nter to (?:select|confirm|continue|save|submit)\b|^\s*❯ \d+\. /,
		reason: 'a dialog is open there: answer it first',
	},
];

function findObstacle(rows: readonly string[]): OtherReading | null {
	for (const {pattern, kind, reason} of obstacles) {
		if (rows.some(row => pattern.test(row))) return {kind, reason};
	}
	return null;
}

/** Behind a turning sign. */
const compacting = /^\S (?:Compacting conversation|Running (?:Pre|Post)Compact hooks)…/;

/** In the rows above the box. Queued prompts stand one below the other, and `Queued` below the last one. */
function compactionIn(rows: readonly string[]): PromptReading['compaction'] {
	if (rows.some(row => compacting.test(row))) return 'running';
	const end = rows.findLastIndex(row => /^\s+⎿\s+Queued\b/.test(row));
	if (end < 0) return null;
	const begin = rows.findLastIndex((row, index) => index < end && !/^(?:❯\s|\s+[^\s⎿]|$)/.test(row)) + 1;
	return rows.slice(begin, end).some(row => /^❯\s\/compact(?:\s|$)/.test(row)) ? 'queued' : null;
}

const isRule = (row: string, columns: number) => row.length === columns && /^─+$/.test(row);

/** The upper rule may carry the session's name: `────── a name ──`. */
const isTopRule = (row: string, columns: number) => isRule(row, columns) || /^─+ .+ ─+$/.test(row);

function promptCharacter(box: readonly string[]): string | null {
	const [first, ...others] = box;
	if (first === undefined || !/^[❯>!](?:\s|$)/.test(first)) return null;
	return others.every(row => row === '' || row.startsWith('  ')) ? first[0]! : null;
}

/**
 * What of a box row was typed. Hints are dim, and the cursor makes the first character of a hint inverse instead; behind
 * a command, its usage is shown in another colour. The first two columns are the prompt character and the indentation.
 */
function typedText(row: readonly Span[]): string {
	let column = 0;
	let text = '';
	for (const [index, span] of row.entries()) {
		const own = span.text.slice(Math.max(0, 2 - column));
		column += span.text.length;
		const isCursorOnHint = span.inverse && [...own].length === 1 && row[index + 1]?.dim === true;
		const isUsage = span.coloured && /^\/\S+\s/.test(text);
		if (!span.dim && !isCursorOnHint && !isUsage) text += own;
	}
	return text.trimEnd();
}

/** The same for terminals without colours (`NO_COLOR`). */
function withoutUsage(text: string, screen: Screen): string {
	if (screen.rows.some(row => row.some(span => span.coloured))) return text;
	return text.replace(/^(\/\S+)\s+(?:<[^>]*(?:>|…)|\[[^\]]*(?:\]|…))$/, '$1');
}

/** The list opens below the box, or above it where Claude Code fills the whole screen. */
function openCompletion(rows: readonly string[], top: number, bottom: number): string | null {
	const near = [...rows.slice(bottom + 1), ...rows.slice(Math.max(0, top - 12), top)];
	return near.map(row => /^\s{2,}❯ \/(\S+)/.exec(row)?.[1]).find(name => name !== undefined) ?? null;
}
