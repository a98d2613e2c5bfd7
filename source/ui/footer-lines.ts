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
	const ranked = table.filter(command => command.footerRank !== null).sort((a, b) => a.footerRank! - b.footerRank!);
	const inList = context.screen.view() === 'list';
	const pieces = ranked
		.filter(command => inList || command.group === 'view' || command.group === 'app')
		.map(command => {
			const key = keyLabel(command.keys[0]!, look.ascii);
			const text =
				command.when(context) === true
					? `${look.paint('strong', key)} ${look.paint('muted', command.label)}`
					: look.paint('muted', `${key} ${command.label}`);
			return {text, priority: -command.footerRank!};
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
