/** Rows that need no layout. */
import {colours, singleCells, withoutColours} from './single-cells.ts';

/** SGR codes that switch attributes on, by the code that switches them off. */
const switchedOffBy = new Map<number, number>([
	...([
		[1, 22],
		[2, 22],
		[3, 23],
		[4, 24],
		[4, 24],
		[7, 27],
		[9, 29],
	] as const),
	...[30, 31, 32, 33, 34, 35, 36, 37, 90, 91, 92, 93, 94, 95, 96, 97].map(code => [code, 39] as const),
]);
const offCodes = new Set(switchedOffBy.values());

/** A text and the column where it begins. */
export interface PlacedText {
	x: number;
	text: string;
}

/**
 * Joins plain texts of a row to exactly what Ink would make of it cell by cell, which works for nearly all rows here. Null if
 * unsure: overlapping texts, wide or combining characters, other escape sequences, attributes left on.
 */
export function finishedRow(texts: readonly PlacedText[]): string | null {
	let row = '';
	let width = 0;
	for (const {x, text} of texts.toSorted((a, b) => a.x - b.x)) {
		const plain = withoutColours(text);
		if (x < width || !singleCells.test(plain) || !endsUncoloured(text)) return null;
		row += ' '.repeat(x - width) + text;
		width = x + plain.length;
	}
	return row.trimEnd();
}

/** Whether everything that the text switches on is known and switched off at its end. */
function endsUncoloured(text: string): boolean {
	const on = new Set<number>();
	for (const [sequence] of text.matchAll(colours)) {
		for (const code of sequence.slice(2, -1).split(';').map(Number)) {
			const off = switchedOffBy.get(code);
			if (off !== undefined) on.add(off);
			else if (offCodes.has(code)) on.delete(code);
			else return false;
		}
	}
	return on.size === 0;
}
