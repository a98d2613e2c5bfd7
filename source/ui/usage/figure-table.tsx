/** A table drawn by ink-table, for what changes once a minute: it redraws all rows if one changes. */
import {Box, Text} from 'ink';
import {Table} from 'ink-table';
import type {PropsWithChildren, ReactElement, ReactNode} from 'react';
import {columnGap, layoutTable, type SmallColumn} from '../table-layout.ts';
import {inCharset, type Look} from '../theme.ts';

const nothing = (): ReactElement => <></>;
const gap = ' '.repeat(columnGap);

/** Draws `rows` under their titles in at most `width` cells. */
export function FigureTable<Row>({
	rows,
	columns,
	width,
	look,
}: {
	rows: readonly Row[];
	columns: readonly SmallColumn<Row>[];
	width: number;
	look: Look;
}) {
	const {titles, cells} = layoutTable(rows, {columns, width, look});
	const paintedTitles = titles.map(title => look.paint('muted', title));
	const cell = (line: readonly string[], column: number) => (
		<Text>{inCharset(look, column === line.length - 1 ? line[column]! : line[column] + gap)}</Text>
	);
	// ink-table measures in UTF-16 units, pads and trims, so it gets placeholders with the right widths.
	const data = cells.map((line, row) => Object.fromEntries(line.map((_, column) => [column, row])));
	return (
		<Box width={width}>
			<Table
				// It keeps its first components: other texts need a new table.
				key={[width, ...titles, ...cells.flat()].join('|')}
				data={data}
				columns={titles.map((_, column) => String(column))}
				skeleton={nothing}
				header={({children}: PropsWithChildren) => cell(paintedTitles, placeIn(children))}
				cell={({children, column}: PropsWithChildren<{column: number}>) => cell(cells[placeIn(children)]!, column)}
			/>
		</Box>
	);
}

const placeIn = (children: ReactNode): number => Number(String(children).trim());
