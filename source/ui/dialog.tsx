/** A question that waits for an answer, in place of the footer: yes or no, one of a few, or a line of text. */
import {clean} from '../claude/clean.ts';
import {firstRow} from './first-row.ts';
import {graphemes} from './graphemes.ts';
import {Lines} from './lines.tsx';
import {useParts, useScreen} from './screen-context.tsx';
import type {Dialog} from './screen-state.ts';
import {fitTo, truncate, widthOf, wrapWords} from './text.ts';
import type {TextEntry} from './text-entry.ts';
import type {Look} from './theme.ts';

/** The text with its cursor in exactly `width` cells, scrolled so that the cursor is in view. */
export function entryLine(entry: TextEntry, width: number, look: Look): string {
	const first = graphemes(entry.after)[0] ?? ' ';
	const cursorCells = Math.max(1, widthOf(first));
	let before = entry.before;
	// From the left, whole characters at a time.
	while (before !== '' && widthOf(before) + cursorCells > width) {
		before = before.slice(graphemes(before)[0]!.length);
	}
	const rest = truncate(
		entry.after.slice(first === ' ' && entry.after === '' ? 0 : first.length),
		width - widthOf(before) - cursorCells,
		'',
	);
	return fitTo(before + look.paint('cursor', first) + rest, width, 'left', '');
}

const hint = (look: Look, pairs: readonly [key: string, meaning: string][]) =>
	pairs.map(([key, meaning]) => `${look.paint('strong', key)} ${look.paint('muted', meaning)}`).join('  ');

export interface DialogContext {
	width: number;
	look: Look;
	/** How many rows the filter leaves. */
	shown: number;
	/** What was said to a key that is no answer. */
	message: string | null;
}

const choicesShown = 8;

function chooseLines(
	{choices, index}: Extract<Dialog, {type: 'choose'}>,
	question: readonly string[],
	width: number,
	look: Look,
): string[] {
	const first = firstRow(0, index, choicesShown, choices.length);
	const rows = choices.slice(first, first + choicesShown).map((choice, row) => {
		const isChosen = first + row === index;
		const pointer = isChosen ? look.paint('accent', look.glyphs.pointer) : ' ';
		const text = truncate(clean(choice), width - 2, look.glyphs.ellipsis);
		return `${pointer} ${look.paint(isChosen ? 'selected' : 'plain', text)}`;
	});
	const more = choices.length > choicesShown ? look.paint('muted', `   ${index + 1}/${choices.length}`) : '';
	const keys: [string, string][] = [
		[look.ascii ? 'Up/Down' : '↑↓', 'choose'],
		[look.glyphs.enter, 'ok'],
		['Esc', 'leave it'],
	];
	return [...question.map(line => look.paint('strong', line)), ...rows, hint(look, keys) + more];
}

/** The lines of a dialog in `width` cells. */
export function dialogLines(dialog: Dialog, {width, look, shown, message}: DialogContext): string[] {
	const enter = look.glyphs.enter;
	const wrapped = (text: string) => wrapWords(text, Math.max(1, width - 1));
	if (dialog.type === 'confirm') {
		const keys = hint(look, [
			['y', 'yes'],
			['n', 'no'],
		]);
		const question = wrapped(dialog.question).map(line => look.paint('attention', line));
		return [...question, keys + (message === null ? '' : `   ${message}`)];
	}
	if (dialog.type === 'choose') return chooseLines(dialog, wrapped(dialog.question), width, look);
	if (dialog.type === 'filter') {
		const keys = hint(look, [
			[enter, 'keep'],
			['Esc', 'clear'],
		]);
		const end = `${look.paint('muted', `${shown} shown`)}  ${keys}`;
		const room = width - widthOf(end) - 4;
		const entry = entryLine(dialog.entry, room >= 12 ? room : Math.max(1, width - 2), look);
		return [`${look.paint('accent', '/')} ${entry}${room >= 12 ? `  ${end}` : ''}`];
	}
	const keys: [string, string][] = [
		[enter, 'ok'],
		['Esc', 'leave it'],
	];
	if (dialog.entry.history.length > 0) keys.push([look.ascii ? 'Up/Down' : '↑↓', 'earlier ones']);
	return [
		...wrapped(dialog.question).map(line => look.paint('strong', line)),
		`${look.paint('accent', look.glyphs.pointer)} ${entryLine(dialog.entry, Math.max(1, width - 2), look)}`,
		hint(look, keys),
	];
}

export function DialogLines({columns, height}: {columns: number; height: number}) {
	const {options, controller} = useParts();
	const dialog = useScreen((_, screen) => screen.dialog);
	const message = useScreen((_, screen) => screen.message);
	const shown = useScreen(() => controller.rows().length);
	if (dialog === null) return null;
	const lines = dialogLines(dialog, {width: columns, look: options.look, shown, message});
	// In too few lines the end counts: the answer keys and what is being typed.
	return <Lines lines={lines.slice(-height)} height={height} />;
}
