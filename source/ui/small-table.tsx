/** A small table of figures that change seldom. */
import {Box} from 'ink';
import {Lines} from './lines.tsx';
import {type Align, fitTo, widthOf} from './text.ts';
import type {Look} from './theme.ts';

export interface SmallColumn<Row> {
	title: string;
	align: Align;
	/** In cells; a longer text is cut. */
	max?: number;
	text(row: Row): string;
}

/** Lines that a table of so many rows takes. */
export const tableHeight = (rows: number): number => rows + 1;

const gap = 2;

/**
 * Draws `rows` under their titles in at most `width` cells; the columns that do not fit are left out from the right.
 * `from` and `to` choose lines of it, the titles being line 0.
 */
export function SmallTable<Row>({
	rows,
	columns,
	width,
	look,
	from = 0,
	to = rows.length + 1,
}: {
	rows: readonly Row[];
	columns: readonly SmallColumn<Row>[];
	width: number;
	look: Look;
	from?: number;
	to?: number;
}) {
	const texts = rows.map(row => columns.map(column => column.text(row)));
	const widths = columns.map((column, index) =>
		Math.min(column.max ?? 60, width, Math.max(widthOf(column.title), ...texts.map(row => widthOf(row[index]!)))),
	);
	let used = 0;
	const shown = columns.filter((_, index) => {
		used += widths[index]! + gap;
		return index === 0 || used <= width;
	});
	const line = (cells: readonly string[]) =>
		shown.map((column, index) => fitTo(cells[index]!, widths[index]!, column.align, look.glyphs.ellipsis)).join('  ');
	const titles = look.paint('muted', line(columns.map(column => column.title)));
	return (
		<Box width={width}>
			<Lines lines={[titles, ...texts.map(line)].slice(from, to)} />
		</Box>
	);
}
