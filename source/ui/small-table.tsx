/**
 * A small table of figures as lines: nothing is cheaper to draw. What is on the first frame, or changes with every request, is
 * drawn by this; views that are read once a minute have ink-table (usage/figure-table.tsx).
 */
import {Box} from 'ink';
import {Lines} from './lines.tsx';
import {columnGap, layoutTable, type SmallColumn} from './table-layout.ts';
import type {Look} from './theme.ts';

/** Draws `rows` under their titles in at most `width` cells. `from` and `to` choose lines of it, the titles being line 0. */
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
	const {titles, cells} = layoutTable(rows, {columns, width, look});
	const line = (texts: readonly string[]) => texts.join(' '.repeat(columnGap));
	const lines = [look.paint('muted', line(titles)), ...cells.map(line)];
	return (
		<Box width={width}>
			<Lines lines={lines.slice(from, to)} />
		</Box>
	);
}
