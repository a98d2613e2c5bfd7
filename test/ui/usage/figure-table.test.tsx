/** What ink-table draws is what the same table looks like as lines. */
import {expect, test} from 'vitest';
import {ScreenContext, type ScreenParts} from '../../../source/ui/screen-context.tsx';
import {SmallTable} from '../../../source/ui/small-table.tsx';
import type {SmallColumn} from '../../../source/ui/table-layout.ts';
import {createLook} from '../../../source/ui/theme.ts';
import {FigureTable} from '../../../source/ui/usage/figure-table.tsx';
import {renderAt} from '../../support/fake-terminal.ts';

type Row = [name: string, cost: string, note: string];

const columns: SmallColumn<Row>[] = [
	{title: 'MODEL', align: 'left', max: 8, text: ([name]) => name},
	{title: 'COST', align: 'right', text: ([, cost]) => cost},
	{title: 'NOTE', align: 'left', text: ([, , note]) => note},
];
const rows: Row[] = [
	['Opus', '$12.30', 'first'],
	['漢字漢字漢字', '$4', '–'],
	['Opus', '$12.30', 'first'],
	['', '', ''],
];

test.each([40, 20, 6])('at %i cells', width => {
	for (const ascii of [false, true]) {
		const look = createLook({colour: 'none', ascii});
		const drawn = [SmallTable, FigureTable].map(Table => {
			const parts = {options: {look}} as ScreenParts;
			const table = <Table rows={rows} columns={columns} width={width} look={look} />;
			return renderAt(<ScreenContext value={parts}>{table}</ScreenContext>, {columns: 60, rows: 10}).lines();
		});
		expect(drawn[1]).toEqual(drawn[0]);
		expect(drawn[0]).toHaveLength(rows.length + 1);
	}
});
