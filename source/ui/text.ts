/** Text measured in terminal cells: a CJK character is two, an accent none. */
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

/** Cells that a text takes; colours take none. */
export const widthOf = (text: string): number => stringWidth(text);

export type Align = 'left' | 'right';

/** Cuts or pads to exactly `width` cells. Text may carry colours. */
export function fitTo(text: string, width: number, align: Align = 'left', ellipsis = '…'): string {
	if (width <= 0) return '';
	let cut = text;
	let cells = stringWidth(text);
	if (cells > width) {
		cut = truncate(text, width, ellipsis);
		cells = stringWidth(cut);
	}
	const space = ' '.repeat(Math.max(0, width - cells));
	return align === 'right' ? space + cut : cut + space;
}

/** Cuts to at most `width` cells. */
export function truncate(text: string, width: number, ellipsis = '…'): string {
	if (width <= 0) return '';
	if (stringWidth(text) <= width) return text;
	return cliTruncate(text, width, {truncationCharacter: width > ellipsis.length ? ellipsis : ''});
}

/** A piece of a line that gives way to more important ones when the line is too long. */
export interface Piece {
	text: string;
	/** The highest stays longest. */
	priority: number;
}

/** The pieces that fit in `width` cells, joined; the least important are left out first. */
export function joinPieces(pieces: readonly Piece[], width: number, gap: string): string {
	const gapCells = stringWidth(gap);
	let kept = pieces.filter(piece => piece.text !== '');
	const cells = () => kept.reduce((sum, piece) => sum + stringWidth(piece.text) + gapCells, -gapCells);
	while (kept.length > 1 && cells() > width) {
		const least = Math.min(...kept.map(piece => piece.priority));
		const last = kept.findLastIndex(piece => piece.priority === least);
		kept = kept.filter((_, index) => index !== last);
	}
	return truncate(kept.map(piece => piece.text).join(gap), width);
}

/** Pieces at both ends of a line of exactly `width` cells. */
export function joinSides(left: readonly Piece[], right: readonly Piece[], width: number, gap = '  '): string {
	const gapCells = stringWidth(gap);
	const leftSet = new Set(left);
	const kept = [...left, ...right].filter(piece => piece.text !== '');
	const needed = () =>
		kept.reduce((sum, piece) => sum + stringWidth(piece.text) + gapCells, 0) - (kept.length ? gapCells : 0);
	while (kept.length > 1 && needed() > width) {
		const least = Math.min(...kept.map(piece => piece.priority));
		kept.splice(
			kept.findLastIndex(piece => piece.priority === least),
			1,
		);
	}
	const join = (pieces: Piece[]) => pieces.map(piece => piece.text).join(gap);
	const start = join(kept.filter(piece => leftSet.has(piece)));
	const end = join(kept.filter(piece => !leftSet.has(piece)));
	if (end === '') return fitTo(start, width);
	return fitTo(start, Math.max(0, width - stringWidth(end))) + truncate(end, width);
}

/** Breaks plain text into lines of at most `width` cells, at spaces where there are some. */
export function wrapWords(text: string, width: number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		let rest = word;
		if (line !== '' && stringWidth(line) + 1 + stringWidth(rest) <= width) {
			line += ` ${rest}`;
			continue;
		}
		if (line !== '') lines.push(line);
		while (stringWidth(rest) > width) {
			const head = truncate(rest, Math.max(1, width), '');
			if (head === '') break;
			lines.push(head);
			rest = rest.slice(head.length);
		}
		line = rest;
	}
	lines.push(line);
	return lines;
}
