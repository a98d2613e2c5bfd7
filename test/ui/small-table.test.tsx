/** Tables of figures: aligned in cells, cut to their width, and drawn in part. */
import {expect, test} from 'vitest';
import {ScreenContext, type ScreenParts} from '../../source/ui/screen-context.tsx';
import {SmallTable} from '../../source/ui/small-table.tsx';
import {createLook} from '../../source/ui/theme.ts';
import {renderAt} from '../support/fake-terminal.ts';
import {columns, rows} from './model-table.ts';

function linesOf({width, ascii = false, ...part}: {width: number; ascii?: boolean; from?: number; to?: number}) {
	const look = createLook({colour: 'none', ascii});
	const table = <SmallTable rows={rows} columns={columns} width={width} look={look} {...part} />;
	const parts = {options: {look}} as ScreenParts;
	return renderAt(<ScreenContext value={parts}>{table}</ScreenContext>, {columns: 60, rows: 10}).lines();
}

test('columns are as wide as their widest text, in cells, and no wider than they may be', () => {
	expect(linesOf({width: 40})).toEqual([
		'MODEL       COST  NOTE', //
		'Opus      $12.30  first',
		'漢字漢…       $4  –',
	]);
});

test('what does not fit is left out from the right; the first column is always there', () => {
	expect(linesOf({width: 20}).at(1)).toBe('Opus      $12.30');
	expect(linesOf({width: 6})).toEqual(['MODEL', 'Opus', '漢字…']);
});

test('a part of its lines, the titles being the first', () => {
	expect(linesOf({width: 40, to: 2})).toHaveLength(2);
	expect(linesOf({width: 40, from: 2})).toEqual(['漢字漢…       $4  –']);
});

test('without characters that are not ASCII where those cannot be shown', () => {
	expect(linesOf({width: 40, ascii: true}).at(2)).toMatch(/-$/);
});
