/** The last lines: available keys, the outcome of the last one, and what could not be read. */

import {clean} from '../claude/clean.ts';
import type {Problem} from '../claude/events.ts';
import type {CommandTable} from '../control/commands/command-table.ts';
import type {ViewContext} from '../control/commands/view-context.ts';
import {formatPercent} from '../core/format.ts';
import {folderLabel} from './figures.ts';
import {bar} from './gauge.ts';
import {keyLabel} from './keys.ts';
import {fitTo, joinPieces, type Piece, truncate, widthOf, wrapWords} from './text.ts';
import type {Look} from './theme.ts';

/** The largest share of the line for a message beside the keys: the rest has room for `R u b h L t  ?  q`. */
const besideKeys = (width: number) => Math.max(0, Math.min(Math.floor(width * 0.6), width - 19));
const mostMessageLines = 3;

/** The lines a message needs above the keys; none if it fits beside them. The response to a key must be readable. */
export function messageLines(message: string | null, width: number): string[] {
	if (message === null || widthOf(message) <= besideKeys(width)) return [];
	return wrapWords(message, Math.max(1, width)).slice(0, mostMessageLines);
}

/** The progress of reading transcripts for the history; null: nothing to show. */
export function scanLabel(scanned: number | null, width: number, look: Look): string | null {
	if (scanned === null) return null;
	const percent = formatPercent(scanned);
	if (width < 60) return look.paint('muted', `reading ${percent}`);
	const gauge = bar(look, {fill: scanned, width: 16, tone: 'accent', ends: true});
	return `${look.paint('muted', 'reading transcripts')} ${gauge} ${percent}`;
}

/** Keys from the table, as many as fit, and the message at the right end. Keys that would be refused are dim. */
export function keyLine(
	table: CommandTable,
	context: ViewContext,
	message: string | null,
	width: number,
	look: Look,
): string {
	const said = message === null ? '' : truncate(message, besideKeys(width), look.glyphs.ellipsis);
	const room = said === '' ? width : width - widthOf(said) - 2;
	const keys = room > 0 ? keysIn(table, context, room, look) : '';
	return fitTo(keys, width - widthOf(said)) + said;
}

const gap = '  ';

/**
 * The keys that fit into `width` cells. Those for help, views and quitting are always included, since
 * they lead to all others. If the views do not fit one by one, they are shown together: `u b h L views`.
 */
function keysIn(table: CommandTable, context: ViewContext, width: number, look: Look): string {
	const view = context.screen.view();
	const worksHere = (command: Entry) =>
		command.view === undefined
			? view === 'list' || command.group === 'view' || command.group === 'app'
			: command.view === view;
	const rank = (command: Entry) => (command.view === undefined ? 1000 : 0) + command.footerRank!;
	const keyOf = (command: Entry) => look.paint('strong', keyLabel(command.keys[0]!, look.ascii));
	const isPossible = (command: Entry) => (command.when?.(context) ?? true) === true;
	const labelled = (command: Entry) => {
		const label = command.labelOf?.(context) ?? command.label;
		return isPossible(command)
			? `${keyOf(command)} ${look.paint('muted', label)}`
			: look.paint('muted', `${keyLabel(command.keys[0]!, look.ascii)} ${label}`);
	};

	const shown = table
		.filter(command => command.footerRank !== null && worksHere(command))
		.sort((a, b) => rank(a) - rank(b));
	const last = shown.filter(isLast);
	const views = shown.filter(command => !isLast(command) && isView(command));
	const others = shown.filter(command => !isLast(command) && !isView(command));
	const whole = [...others, ...views, ...last].map(labelled).join(gap);
	if (widthOf(whole) <= width) return whole;

	const viewKeys = views.filter(isPossible).map(keyOf).join(' ');
	const pieces: Piece[] = others.map(command => ({text: labelled(command), priority: -rank(command)}));
	if (viewKeys !== '') {
		const text = `${viewKeys} ${look.paint('muted', 'views')}`;
		pieces.push({text, priority: 1, shorter: {text: viewKeys, priority: 3}});
	}
	for (const command of last) {
		pieces.push({text: labelled(command), priority: 2, shorter: {text: keyOf(command), priority: 4}});
	}
	return joinPieces(pieces, width, gap);
}

type Entry = CommandTable[number];
const isLast = ({id}: Entry) => id === 'view.help' || id === 'app.quit';
const isView = ({group, view}: Entry) => group === 'view' && view === undefined;

/** The latest problem in one line; '' if there is none. */
export function problemLine(problems: readonly Problem[], width: number, home: string | null, look: Look): string {
	const last = problems.at(-1);
	if (!last) return '';
	const others = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
	const count = last.count > 1 ? `${last.count}${look.glyphs.times} ` : '';
	const message = others === '' ? clean(last.message) : clean(last.message).replace(/\.$/, '');
	const text = `! ${count}${folderLabel(last.path, home)}: ${message}${others}`;
	return look.paint('bad', truncate(text, width, look.glyphs.ellipsis));
}
