/** A small table for the tests of what draws tables: wide characters, a column that is cut, and figures. */
import type {SmallColumn} from '../../source/ui/table-layout.ts';

export type Row = [name: string, cost: string, note: string];

export const columns: SmallColumn<Row>[] = [
	{title: 'MODEL', align: 'left', max: 8, text: ([name]) => name},
	{title: 'COST', align: 'right', text: ([, cost]) => cost},
	{title: 'NOTE', align: 'left', text: ([, , note]) => note},
];

export const rows: Row[] = [
	['Opus', '$12.30', 'first'],
	['漢字漢字漢字', '$4', '–'],
];
