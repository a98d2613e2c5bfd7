import {expect, test} from 'vitest';
import {layoutTable, type SmallColumn, tableHeight} from '../../source/ui/table-layout.ts';
import {widthOf} from '../../source/ui/text.ts';
import {createLook} from '../../source/ui/theme.ts';
import {columns, type Row, rows} from './model-table.ts';

const look = createLook({colour: 'none', ascii: false});
const layout = (width: number, of: readonly SmallColumn<Row>[] = columns) =>
	layoutTable(rows, {columns: of, width, look});

test('a column is as wide as its widest text or title, and no wider than it may be', () => {
	expect(layout(80)).toEqual({
		titles: ['MODEL   ', '  COST', 'NOTE '],
		cells: [
			['Opus    ', '$12.30', 'first'],
			['漢字漢… ', '    $4', '–    '],
		],
	});
});

test('columns that do not fit go from the right, the first never, and nothing is wider than there is room', () => {
	// 8 + 2 + 6 + 2 + 5 and a gap at the end.
	expect(layout(25).titles).toHaveLength(3);
	expect(layout(24).titles).toHaveLength(2);
	expect(layout(1).cells).toEqual(
		[['…'], ['']].map(([text]) => [text === '' ? expect.any(String) : expect.any(String)]),
	);
	for (const width of [1, 3, 8, 17, 30]) {
		for (const [first, ...others] of layout(width).cells) {
			expect(widthOf([first, ...others].join('  '))).toBeLessThanOrEqual(Math.max(width, widthOf(first!)));
			expect(widthOf(first!)).toBeLessThanOrEqual(width);
		}
	}
});

test('without a limit of its own a text is cut at 60 cells', () => {
	const long: SmallColumn<Row>[] = [{title: 'NOTE', align: 'left', text: () => 'x'.repeat(500)}];
	expect(widthOf(layout(200, long).cells[0]![0]!)).toBe(60);
});

test('a table of no rows has its titles', () => {
	const none = layoutTable<Row>([], {columns, width: 40, look});
	expect(none).toEqual({titles: ['MODEL', 'COST', 'NOTE'], cells: []});
	expect(tableHeight(0)).toBe(1);
	expect(tableHeight(3)).toBe(4);
});
