import {Text} from 'ink';
import {expect, test} from 'vitest';
import {blocksInView, detailBlocks} from '../../../source/ui/detail/blocks.tsx';
import {Lines} from '../../../source/ui/lines.tsx';
import {ScreenContext, type ScreenParts} from '../../../source/ui/screen-context.tsx';
import {testOptions} from '../../support/fake-screen.ts';
import {renderAt} from '../../support/fake-terminal.ts';

const table = (id: string, height: number) => ({
	id,
	height,
	draw: (_: number, from: number, to: number) => (
		<Lines lines={Array.from({length: height}, (__, index) => `${id}${index}`).slice(from, to)} />
	),
});
const lines = ['one', 'two'];
const blocks = (columns: number) => detailBlocks(lines, [table('a', 3), table('b', 5), table('c', 2)], columns);

function shown(columns: number, from: number, to: number): string[] {
	const inView = blocksInView(blocks(columns), from, to);
	const all = (
		<ScreenContext value={{options: testOptions} as ScreenParts}>
			{inView.length > 0 ? inView : <Text>none</Text>}
		</ScreenContext>
	);
	return renderAt(all, {columns, rows: 40})
		.lines()
		.map(line => line.trim().replace(/ +/g, ' '));
}

test('lines, then the tables one below the other, each with an empty line above', () => {
	expect(blocks(100).map(({id, height}) => [id, height])).toEqual([
		['lines', 2],
		['a', 4],
		['b', 6],
		['c', 3],
	]);
	expect(shown(100, 0, 100)).toEqual([
		'one',
		'two',
		'',
		'a0',
		'a1',
		'a2',
		'',
		'b0',
		'b1',
		'b2',
		'b3',
		'b4',
		'',
		'c0',
		'c1',
	]);
});

test('on a wide screen two stand side by side, as high as the higher one', () => {
	expect(blocks(150).map(({id, height}) => [id, height])).toEqual([
		['lines', 2],
		['a,b', 6],
		['c', 3],
	]);
	expect(shown(150, 0, 100).slice(2, 8)).toEqual(['', 'a0 b0', 'a1 b1', 'a2 b2', 'b3', 'b4']);
});

test('of all that only what is in view is drawn', () => {
	expect(shown(100, 1, 5)).toEqual(['two', '', 'a0', 'a1']);
	expect(shown(100, 4, 8)).toEqual(['a1', 'a2', '', '']);
	expect(shown(100, 13, 15)).toEqual(['c0', 'c1']);
	expect(shown(100, 99, 120)).toEqual(['none']);
});

test('titles alone at the lower edge, which would say nothing, are left out', () => {
	expect(shown(100, 0, 4).join('')).toBe('onetwo');
	expect(shown(100, 0, 5)).toEqual(['one', 'two', '', 'a0', 'a1']);
});
