/** Puts tables beside one another where the screen is wide enough for it. */
import type {DetailTable} from './tables.tsx';

export interface TableGroup {
	tables: readonly DetailTable[];
	/** Lines that the highest of them takes. */
	height: number;
	/** Cells that each gets. */
	width: number;
}

/** Below this a table loses its columns when it has to share. */
const twoAbreast = 150;

export function arrange(tables: readonly DetailTable[], columns: number): TableGroup[] {
	const perRow = columns >= twoAbreast ? 2 : 1;
	const width = Math.max(1, Math.floor(columns / perRow) - 3);
	const groups: TableGroup[] = [];
	for (let index = 0; index < tables.length; index += perRow) {
		const row = tables.slice(index, index + perRow);
		groups.push({tables: row, height: Math.max(...row.map(({height}) => height)), width});
	}
	return groups;
}
