/** Which known word was meant by an unknown one. */

/** Edit distance: a letter inserted, deleted or replaced, or two letters swapped. */
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

/** The nearest known word, ignoring case; null when none is near enough. */
export function nearest(word: string, known: Iterable<string>): string | null {
	const wanted = word.toLowerCase().slice(0, 64);
	let best: string | null = null;
	let fewest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
	for (const candidate of known) {
		const lower = candidate.toLowerCase();
		// A prefix counts as one edit.
		const edits = wanted.length > 1 && lower.startsWith(wanted) ? 1 : distance(wanted, lower);
		if (edits < fewest) [best, fewest] = [candidate, edits];
	}
	return best;
}

/** ` Did you mean "send"?`, to append to a sentence; empty when no known word is near. */
export function didYouMean(word: string, known: Iterable<string>): string {
	const meant = nearest(word, known);
	return meant === null ? '' : ` Did you mean "${meant}"?`;
}
