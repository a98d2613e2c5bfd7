/** Which known word somebody meant by one that is not known. */

/** Edits that turn one word into the other: a letter more, less or replaced, or two that changed places. */
function distance(from: string, to: string): number {
	let before: number[] = [];
	let above = Array.from({length: to.length + 1}, (_, column) => column);
	for (let row = 1; row <= from.length; row++) {
		const current = [row];
		for (let column = 1; column <= to.length; column++) {
			const isSame = from[row - 1] === to[column - 1];
			let edits = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + (isSame ? 0 : 1));
			const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
			if (isSwapped) edits = Math.min(edits, before[column - 2]! + 1);
			current.push(edits);
		}
		[before, above] = [above, current];
	}
	return above[to.length]!;
}

/** The known word that is nearest, whatever its case; null when none is near enough to be what was meant. */
export function nearest(word: string, known: Iterable<string>): string | null {
	const wanted = word.toLowerCase().slice(0, 64);
	let best: string | null = null;
	let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
	for (const candidate of known) {
		const lower = candidate.toLowerCase();
		// The beginning of a word is as near as one slip.
		const edits = wanted.length > 1 && lower.startsWith(wanted) ? 1 : distance(wanted, lower);
		if (edits < fewest) [best, fewest] = [candidate, edits];
	}
	return best;
}

/** ` Did you mean "send"?`, to stand behind a sentence; empty when nothing known is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
	const meant = nearest(word, known);
	return meant === null ? '' : ` Did you mean "${meant}"?`;
}
