/** Chooses the columns of a table that fit, with their widths, and cuts and pads texts. */
import {type Align, fitTo, widthOf} from './text.ts';
import type {Look} from './theme.ts';

export interface SmallColumn<Row> {
	title: string;
	align: Align;
	/** In cells; a longer text is cut. */
	max?: number;
	text(row: Row): string;
}

export interface TableLayout {
	titles: string[];
	/** By row. */
	cells: string[][];
}

/** Between two columns, in cells. */
export const columnGap = 2;

/** The height of a table with this many rows, in lines. */
export const tableHeight = (rows: number): number => rows + 1;

/** For `width` cells; columns that do not fit are left out from the right. */
export function layoutTable<Row>(
	rows: readonly Row[],
	{columns, width, look}: {columns: readonly SmallColumn<Row>[]; width: number; look: Look},
): TableLayout {
	const texts = rows.map(row => columns.map(column => column.text(row)));
	const widths = columns.map((column, index) =>
		Math.min(column.max ?? 60, width, Math.max(widthOf(column.title), ...texts.map(row => widthOf(row[index]!)))),
	);
	let used = 0;
	const shown = columns.filter((_, index) => {
		used += widths[index]! + columnGap;
		return index === 0 || used <= width;
	});
	const fitted = (cells: readonly string[]) =>
		shown.map((column, index) => fitTo(cells[index]!, widths[index]!, column.align, look.glyphs.ellipsis));
	return {titles: fitted(columns.map(({title}) => title)), cells: texts.map(fitted)};
}
