/** Text measured in terminal cells: a CJK character takes two, an accent none. */
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';

/** The cells that a text takes; colours take none. */
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

/** A piece of a line, which gives way to more important ones if the line is too long. */
export interface Piece {
	text: string;
	/** The highest stays longest. */
	priority: number;
	/** A shorter replacement with its own priority; without it the piece is left out. */
	shorter?: Piece | undefined;
}

/** The pieces that fit in `width` cells with `gap` in between; the least important give way first. */
function fitPieces<Kept extends Piece>(pieces: readonly Kept[], width: number, gap: string): Kept[] {
	const gapCells = stringWidth(gap);
	const kept = pieces.filter(piece => piece.text !== '');
	let cells = kept.reduce((sum, piece) => sum + stringWidth(piece.text) + gapCells, -gapCells);
	while (cells > width && (kept.length > 1 || kept[0]?.shorter)) {
		const least = Math.min(...kept.map(piece => piece.priority));
		const index = kept.findLastIndex(piece => piece.priority === least);
		const {text, shorter} = kept[index]!;
		if (shorter) kept[index] = {...kept[index]!, shorter: undefined, ...shorter};
		else kept.splice(index, 1);
		cells += shorter ? stringWidth(shorter.text) - stringWidth(text) : -stringWidth(text) - gapCells;
	}
	return kept;
}

const join = (pieces: readonly Piece[], gap: string) => pieces.map(piece => piece.text).join(gap);

/** The pieces that fit, in at most `width` cells. */
export const joinPieces = (pieces: readonly Piece[], width: number, gap: string): string =>
	truncate(join(fitPieces(pieces, width, gap), gap), width);

/** A line of exactly `width` cells with pieces at both ends. */
export function joinSides(left: readonly Piece[], right: readonly Piece[], width: number, gap = '  '): string {
	const all = [...left.map(piece => ({...piece, end: false})), ...right.map(piece => ({...piece, end: true}))];
	const kept = fitPieces(all, width, gap);
	const start = kept.filter(piece => !piece.end);
	const end = truncate(
		join(
			kept.filter(piece => piece.end),
			gap,
		),
		width,
	);
	return fitTo(join(start, gap), width - stringWidth(end)) + end;
}

/** Lines of at most `width` cells with as many texts each as fit; none is left out. */
export function flowTexts(texts: readonly string[], width: number, gap: string): string[] {
	const lines: string[] = [];
	let line = '';
	for (const text of texts.filter(candidate => candidate !== '')) {
		const longer = line === '' ? text : line + gap + text;
		if (line === '' || stringWidth(longer) <= width) line = longer;
		else {
			lines.push(line);
			line = text;
		}
	}
	return line === '' ? lines : [...lines, line];
}

/** Breaks plain text into lines of at most `width` cells, after a blank near the end if there is one; blanks are kept. */
export function wrapCells(text: string, width: number): string[] {
	const lines: string[] = [];
	let rest = text;
	while (stringWidth(rest) > width) {
		const full = truncate(rest, width, '');
		if (full === '') break;
		const blank = full.lastIndexOf(' ') + 1;
		const head = blank > full.length / 2 ? full.slice(0, blank) : full;
		lines.push(head);
		rest = rest.slice(head.length);
	}
	return [...lines, rest];
}

/** Breaks plain text into lines of at most `width` cells, at spaces if possible. */
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
