/**
 * Which columns fit a width, and how wide each is. Depends only on the width and on whether the config
 * names other machines, so that nothing moves when rows come and go.
 */
import {type Column, columns} from './columns.tsx';

export interface PlacedColumn {
	column: Column;
	width: number;
}

export interface ColumnLayout {
	/** Sessions of other machines may be shown. */
	hosts: boolean;
	/** Cells before each row: the pointer, the mark. */
	gutter: number;
	/** Cells between two columns. */
	gap: number;
	columns: readonly PlacedColumn[];
	width: number;
}

/** Distributes spare room in rounds, `grow` cells per column, until all are at their widest. */
function grow(placed: PlacedColumn[], spare: number): void {
	let left = spare;
	while (left > 0) {
		const before = left;
		for (const place of placed) {
			const more = Math.min(place.column.grow, place.column.width.max - place.width, left);
			place.width += more;
			left -= more;
		}
		if (left === before) return;
	}
}

/** The columns for a terminal of `width` cells, in the order of the screen. With gaps they never exceed it. */
export function layoutColumns(width: number, {hosts = false} = {}): ColumnLayout {
	const all = hosts ? columns : columns.filter(({id}) => id !== 'host');
	const gap = width >= 100 ? 2 : 1;
	const gutter = width >= 70 ? 3 : 2;
	const available = width - gutter;
	const needed = (chosen: readonly Column[], size: 'min' | 'good') =>
		chosen.reduce((sum, column) => sum + column.width[size] + gap, -gap);
	let shown = all.filter(column => column.priority === 0);
	for (const column of all.filter(({priority}) => priority > 0).sort((a, b) => a.priority - b.priority)) {
		const more = all.filter(candidate => candidate === column || shown.includes(candidate));
		// Stop at the first that does not fit: which columns are shown should be predictable.
		if (needed(more, 'good') + (column.leaves ?? 0) > available) break;
		shown = more;
	}
	const size = needed(shown, 'good') <= available ? 'good' : 'min';
	const placed = shown.map(column => ({column, width: column.width[size]}));
	grow(placed, size === 'min' ? 0 : available - needed(shown, 'good'));
	if (size === 'min') growToGood(placed, available - needed(shown, 'min'));
	return {hosts, gutter, gap, columns: placed, width};
}

/** Up to their comfortable width, the first columns get room first: sessions are told apart by name. */
function growToGood(placed: PlacedColumn[], spare: number): void {
	let left = Math.max(0, spare);
	for (const place of placed) {
		const more = Math.min(left, place.column.width.good - place.width);
		place.width += more;
		left -= more;
	}
}
