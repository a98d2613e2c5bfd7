/** What ink-table draws is what the same table looks like as lines. */
import {expect, test} from 'vitest';
import {ScreenContext, type ScreenParts} from '../../../source/ui/screen-context.tsx';
import {SmallTable} from '../../../source/ui/small-table.tsx';
import {createLook} from '../../../source/ui/theme.ts';
import {FigureTable} from '../../../source/ui/usage/figure-table.tsx';
import {renderAt} from '../../support/fake-terminal.ts';
import {columns, rows as modelRows, type Row} from '../model-table.ts';

// The same once more, and a row of nothing.
const rows: Row[] = [...modelRows, modelRows[0]!, ['', '', '']];

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
