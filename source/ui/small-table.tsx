/** A small table of figures that change seldom. The live list is not one: ink-table draws all rows when one changes. */
import {Box, Text} from 'ink';
import {Table} from 'ink-table';
import type {PropsWithChildren, ReactElement} from 'react';
import {type Align, fitTo, widthOf} from './text.ts';
import {inCharset, type Look} from './theme.ts';

export interface SmallColumn<Row> {
	title: string;
	align: Align;
	/** In cells; a longer text is cut. */
	max?: number;
	text(row: Row): string;
}

/** Lines that a table of so many rows takes. */
export const tableHeight = (rows: number): number => rows + 1;

const nothing = (): ReactElement => <></>;

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
	// Widths in cells: the table's own count UTF-16 units and are not used.
	const widths = columns.map((column, index) =>
		Math.min(column.max ?? 60, Math.max(widthOf(column.title), ...texts.map(row => widthOf(row[index]!)))),
	);
	let used = 0;
	const shown = columns.flatMap((_, index) => {
		used += widths[index]! + 2;
		return index === 0 || used <= width ? [index] : [];
	});
	const place = (index: number, text: string) =>
		`${fitTo(text, Math.min(width, widths[index]!), columns[index]!.align, look.glyphs.ellipsis)}  `;
	const inView = texts.slice(Math.max(0, from - 1), Math.max(0, to - 1));
	const data = inView.map(row => Object.fromEntries(shown.map(index => [String(index), row[index]!])));
	return (
		<Box width={width}>
			<Table
				// It keeps the cell component it was first given: other widths need a new table.
				key={`${shown.join()}|${widths.join()}|${width}|${from}`}
				data={data}
				columns={shown.map(String)}
				padding={1}
				skeleton={nothing}
				header={({children}: PropsWithChildren) => {
					if (from > 0) return nothing();
					const index = Number(String(children).trim());
					return <Text>{inCharset(look, look.paint('muted', place(index, columns[index]!.title)))}</Text>;
				}}
				cell={({children, column}: PropsWithChildren<{column: number}>) => (
					<Text>{inCharset(look, place(shown[column]!, String(children).trim()))}</Text>
				)}
			/>
		</Box>
	);
}
