/** An open question, in place of the footer: yes or no, one of a few, or a text. */
import {clean} from '../claude/clean.ts';
import {changeTone} from './detail/labelled.ts';
import {firstRow} from './first-row.ts';
import {graphemes} from './graphemes.ts';
import {Lines} from './lines.tsx';
import {useParts, useScreen} from './screen-context.tsx';
import type {Dialog} from './screen-state.ts';
import {fitTo, joinPieces, truncate, widthOf, wrapCells, wrapWords} from './text.ts';
import type {TextEntry} from './text-entry.ts';
import type {Look} from './theme.ts';

/** The text with its cursor in exactly `width` cells, scrolled so that the cursor is in view. */
export function entryLine(entry: TextEntry, width: number, look: Look): string {
	const first = graphemes(entry.after)[0] ?? ' ';
	const cursorCells = Math.max(1, widthOf(first));
	let before = entry.before;
	// Cut from the left, in whole characters.
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

/** The text with its cursor in rows of at most `width` cells; if there are more than `most` rows, those around the cursor. */
export function entryRows(entry: TextEntry, width: number, most: number, look: Look): {rows: string[]; hidden: number} {
	const rows = [''];
	let cells = 0;
	const newRow = () => {
		rows.push('');
		cells = 0;
	};
	const add = (character: string, painted = character) => {
		const characterCells = widthOf(character);
		if (cells + characterCells > width) newRow();
		rows[rows.length - 1] += painted;
		cells += characterCells;
	};
	const addAll = (text: string) => {
		for (const character of graphemes(text)) character === '\n' ? newRow() : add(character);
	};
	addAll(entry.before);
	const under = graphemes(entry.after)[0] ?? '';
	const cursor = under === '\n' || under === '' ? ' ' : under;
	add(cursor, look.paint('cursor', cursor));
	const cursorRow = rows.length - 1;
	addAll(under === '\n' ? entry.after : entry.after.slice(under.length));
	const first = firstRow(0, cursorRow, most, rows.length);
	return {rows: rows.slice(first, first + most), hidden: Math.max(0, rows.length - most)};
}

/** The first are the most important. */
const hint = (look: Look, pairs: readonly [key: string, meaning: string][], width = Number.POSITIVE_INFINITY) =>
	joinPieces(
		pairs.map(([key, meaning], index) => ({
			text: `${look.paint('strong', key)} ${look.paint('muted', meaning)}`,
			priority: -index,
		})),
		width,
		'  ',
	);

export interface DialogContext {
	width: number;
	look: Look;
	/** The most rows for a long text or of a long list. */
	textRows: number;
	/** A remark about a key that is not an answer. */
	message: string | null;
}

function chooseLines(
	{choices, index}: Extract<Dialog, {type: 'choose'}>,
	question: readonly string[],
	{width, textRows, look}: DialogContext,
): {lines: string[]; keys: string} {
	const first = firstRow(0, index, textRows, choices.length);
	const rows = choices.slice(first, first + textRows).map((choice, row) => {
		const isChosen = first + row === index;
		const pointer = isChosen ? look.paint('accent', look.glyphs.pointer) : ' ';
		const text = truncate(clean(choice), width - 2, look.glyphs.ellipsis);
		return `${pointer} ${look.paint(isChosen ? 'selected' : 'plain', text)}`;
	});
	const more = choices.length > textRows ? look.paint('muted', `   ${index + 1}/${choices.length}`) : '';
	const keys: [string, string][] = [
		[look.ascii ? 'Up/Down' : '↑↓', 'choose'],
		[look.glyphs.enter, 'ok'],
		['Esc', 'cancel'],
	];
	return {lines: [...question.map(line => look.paint('strong', line)), ...rows], keys: hint(look, keys) + more};
}

function askLines(
	{entry}: Extract<Dialog, {type: 'ask'}>,
	question: readonly string[],
	about: readonly string[],
	{width, textRows, look}: DialogContext,
): {lines: string[]; keys: string} {
	const {rows, hidden} = entryRows(entry, Math.max(1, width - 2), textRows, look);
	const pointer = look.paint('accent', look.glyphs.pointer);
	const keys: [string, string][] = [
		[look.glyphs.enter, 'ok'],
		['Esc', 'cancel'],
	];
	if (entry.history.length > 0) keys.push([look.ascii ? 'Up/Down' : '↑↓', 'earlier ones']);
	if (entry.multiline) keys.push([`Alt+${look.glyphs.enter}`, 'new line']);
	const more = hidden > 0 ? look.paint('muted', `   ${hidden} more rows`) : '';
	return {
		lines: [
			...question.map(line => look.paint('strong', line)),
			...about,
			...rows.map((row, index) => `${index === 0 ? pointer : ' '} ${row}`),
		],
		keys: hint(look, keys, width - widthOf(more)) + more,
	};
}

function searchLine({entry, line}: Extract<Dialog, {type: 'search'}>, {width, look}: DialogContext): string {
	const keys = hint(look, [
		[look.glyphs.enter, 'keep'],
		['Esc', 'clear'],
	]);
	const end = line.count ? `${look.paint('muted', `${line.count()} shown`)}  ${keys}` : keys;
	const room = width - widthOf(end) - 4;
	const text = entryLine(entry, room >= 12 ? room : Math.max(1, width - 2), look);
	return `${look.paint('accent', '/')} ${text}${room >= 12 ? `  ${end}` : ''}`;
}

function confirmLines(
	{quits}: Extract<Dialog, {type: 'confirm'}>,
	question: readonly string[],
	about: readonly string[],
	look: Look,
): {lines: string[]; keys: string} {
	const answers: [string, string][] = quits
		? [
				['q', 'quit'],
				['Esc', 'stay'],
			]
		: [
				['y', 'yes'],
				['n', 'no'],
			];
	return {lines: [...question.map(line => look.paint('attention', line)), ...about], keys: hint(look, answers)};
}

/** The lines of a dialog, `width` cells wide. */
export function dialogLines(dialog: Dialog, context: DialogContext): string[] {
	const {width, look, message} = context;
	if (dialog.type === 'search') return [searchLine(dialog, context)];
	const question = wrapWords(dialog.question, Math.max(1, width - 1));
	const about = (('lines' in dialog && dialog.lines) || []).flatMap(line =>
		wrapCells(clean(line) === '' ? '' : line, Math.max(1, width - 3)).map(
			row => `  ${look.paint(changeTone(line), row)}`,
		),
	);
	const {lines, keys} =
		dialog.type === 'confirm'
			? confirmLines(dialog, question, about, look)
			: dialog.type === 'choose'
				? chooseLines(dialog, question, context)
				: askLines(dialog, question, about, context);
	if (message === null) return [...lines, keys];
	const beside = `${keys}   ${message}`;
	return widthOf(beside) <= width ? [...lines, beside] : [...lines, keys, ...wrapWords(message, Math.max(1, width))];
}

/** The lines of a dialog for `height` rows, and how many more it has. */
export function fitDialog(
	dialog: Dialog,
	context: DialogContext,
	height: number,
): {lines: readonly string[]; hidden: number} {
	const lines = dialogLines(dialog, context);
	if (lines.length <= height) return {lines, hidden: 0};
	const {message, width, look} = context;
	const asked = dialogLines(dialog, {...context, message: null});
	// A remark takes the place of the answer keys, never that of the question.
	if (message !== null) asked.splice(-1, 1, truncate(message, width, look.glyphs.ellipsis));
	// With too few rows, show the end: the answer keys and what is being typed.
	return {lines: asked.slice(-height), hidden: Math.max(0, asked.length - height)};
}

export function DialogLines({columns, textRows, height}: {columns: number; textRows: number; height: number}) {
	const {options, measured} = useParts();
	const {look} = options;
	const message = useScreen((_, screen) => screen.message);
	// Computed each time: the number of results changes with the sessions.
	const fitted = useScreen(
		(_, {dialog}) => dialog && fitDialog(dialog, {width: columns, textRows, look, message}, height),
		(a, b) => a?.hidden === b?.hidden && a?.lines.join('\n') === b?.lines.join('\n'),
	);
	if (fitted === null) return null;
	measured.hiddenLines = fitted.hidden;
	return <Lines lines={fitted.lines} height={height} />;
}
