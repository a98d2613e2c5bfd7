/** One session as one line of text, and the titles above. */
import type {SortColumn} from '../core/fleet.ts';
import type {Session} from '../core/session.ts';
import type {ColumnLayout} from './column-layout.ts';
import type {CellContext} from './columns.tsx';
import {withoutColours} from './frame/single-cells.ts';
import {fitTo} from './text.ts';
import type {Look} from './theme.ts';

export interface RowContext extends Omit<CellContext, 'hasNow' | 'hasHost'> {
	marked: boolean;
}

/** What the titles show besides their names. */
export interface TitleNotes {
	/** The column that the rows are sorted by stands out. */
	sort: SortColumn;
	/** Beside the first title: the filter, and where in a long list the selection is. */
	note: string;
	/** The user has a plan: dollars are what the API would have charged. */
	onPlan: boolean;
}

/** The line of column titles, as wide as the layout. */
export function titleLine(layout: ColumnLayout, look: Look, {sort, note, onPlan}: TitleNotes): string {
	const titles = layout.columns.map(({column, width}) => {
		const title = look.paint(column.id === sort ? 'plain' : 'muted', (onPlan && column.planTitle) || column.title);
		const text = column.id === 'name' && note !== '' ? title + look.paint('accent', note) : title;
		return fitTo(text, width, column.align, look.glyphs.ellipsis);
	});
	return fitTo(' '.repeat(layout.gutter) + titles.join(' '.repeat(layout.gap)), layout.width);
}

/** A session's line, as wide as the layout. */
export function rowLine(session: Session, layout: ColumnLayout, context: RowContext): string {
	const {paint, glyphs} = context.look;
	const pointer = context.selected ? paint('accent', glyphs.pointer) : ' ';
	const mark = context.marked ? paint('accent', glyphs.mark) : ' ';
	const has = (id: string) => layout.columns.some(({column}) => column.id === id);
	const around = {...context, hasNow: has('now'), hasHost: !layout.hosts || has('host')};
	const cells = layout.columns.map(({column, width}) => {
		const cell = column.cell(session, around, width);
		if (typeof cell === 'string') return cell;
		return paint(cell.tone, fitTo(cell.text, width, column.align, glyphs.ellipsis));
	});
	const row = cells.join(' '.repeat(layout.gap));
	// An unreachable machine's sessions are shown as they last were.
	const shown = (session.host?.lostAt ?? null) === null ? row : paint('muted', withoutColours(row));
	const line = pointer + mark + ' '.repeat(layout.gutter - 2) + shown;
	const whole = fitTo(line, layout.width, 'left', glyphs.ellipsis);
	return context.selected ? paint('row', whole) : whole;
}
