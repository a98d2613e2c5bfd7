/** The last lines: keys that mean something now, the outcome of the last one, and what could not be read. */

import stringWidth from 'string-width';
import type {CommandTable} from '../commands/table.ts';
import type {ViewContext} from '../commands/view-context.ts';
import {clean} from '../core/clean.ts';
import type {Problem} from '../core/events.ts';
import {folderLabel} from './figures.ts';
import {keyLabel} from './keys.ts';
import {fitTo, joinPieces, truncate} from './text.ts';
import type {Look} from './theme.ts';

/** Keys from the table, as many as fitTo, with the message at the right end. Keys that would be refused are dim. */
export function keyLine(
	table: CommandTable,
	context: ViewContext,
	message: string | null,
	width: number,
	look: Look,
): string {
	const said = message === null ? '' : truncate(message, Math.max(20, Math.floor(width * 0.6)), look.glyphs.ellipsis);
	const room = said === '' ? width : width - stringWidth(said) - 2;
	const view = context.screen.view();
	const worksHere = (command: CommandTable[number]) =>
		command.view === undefined
			? view === 'list' || command.group === 'view' || command.group === 'app'
			: command.view === view;
	const rank = (command: CommandTable[number]) => (command.view === undefined ? 1000 : 0) + command.footerRank!;
	const pieces = table
		.filter(command => command.footerRank !== null && worksHere(command))
		.sort((a, b) => rank(a) - rank(b))
		.map(command => {
			const key = keyLabel(command.keys[0]!, look.ascii);
			const text =
				command.when(context) === true
					? `${look.paint('strong', key)} ${look.paint('muted', command.label)}`
					: look.paint('muted', `${key} ${command.label}`);
			return {text, priority: -rank(command)};
		});
	const keys = room > 0 ? joinPieces(pieces, room, '  ') : '';
	return fitTo(keys, width - stringWidth(said)) + said;
}

/** What could not be read, in one line; '' when there is nothing. */
export function problemLine(problems: readonly Problem[], width: number, home: string | null, look: Look): string {
	const last = problems.at(-1);
	if (!last) return '';
	const others = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
	const count = last.count > 1 ? `${last.count}${look.glyphs.times} ` : '';
	const text = `! ${count}${folderLabel(last.path, home)}: ${clean(last.message)}${others}`;
	return look.paint('bad', fitTo(text, width, 'left', look.glyphs.ellipsis));
}
