/** The detail as blocks of known height, so that only visible ones are drawn. */
import {Box} from 'ink';
import type {ReactElement} from 'react';
import {Lines} from '../lines.tsx';
import type {DetailTable} from './tables.tsx';

export interface Block {
	id: string;
	height: number;
	/** Its lines from `from` to before `to`. */
	draw(from: number, to: number): ReactElement;
}

/** On a narrower screen, two tables beside one another would lose columns. */
const twoAbreast = 150;

function tableBlock(tables: readonly DetailTable[], width: number, indent: number): Block {
	// With an empty line above.
	const height = Math.max(...tables.map(table => table.height)) + 1;
	// Do not show only the titles at the lower edge.
	const least = 3;
	const draw = (from: number, to: number) =>
		from === 0 && to < least ? (
			<Box height={to} />
		) : (
			<Box flexShrink={0} height={to - from} paddingTop={from === 0 ? 1 : 0}>
				{tables.map(table => (
					<Box key={table.id} width={width} flexShrink={0} paddingLeft={indent}>
						{table.draw(width - indent - 2, Math.max(0, from - 1), Math.max(0, to - 1))}
					</Box>
				))}
			</Box>
		);
	return {id: tables.map(({id}) => id).join(), height, draw};
}

/** Lines first, then the tables, two beside one another where the screen is wide enough. */
export function detailBlocks(lines: readonly string[], tables: readonly DetailTable[], columns: number): Block[] {
	const perRow = columns >= twoAbreast ? 2 : 1;
	const blocks: Block[] = [
		{id: 'lines', height: lines.length, draw: (from, to) => <Lines lines={lines.slice(from, to)} />},
	];
	for (let index = 0; index < tables.length; index += perRow) {
		const row = tables.slice(index, index + perRow);
		blocks.push(tableBlock(row, Math.floor(columns / perRow), columns < 60 ? 0 : 1));
	}
	return blocks;
}

/** The parts of the blocks between the lines `from` and `to` of the whole. */
export function blocksInView(blocks: readonly Block[], from: number, to: number): ReactElement[] {
	let top = 0;
	return blocks.flatMap(({id, height, draw}) => {
		const [first, end] = [Math.max(0, from - top), Math.min(height, to - top)];
		top += height;
		return end - first > 0 ? [<Box key={id}>{draw(first, end)}</Box>] : [];
	});
}
