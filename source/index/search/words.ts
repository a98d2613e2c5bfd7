/** Splits texts and searches into words in the same way. */

/** The patterns are made when they are needed: from Unicode's tables that takes a millisecond, which a report and a first frame can do without. */
export function wordsOf(text: string): readonly string[] {
	// In scripts without spaces between words, each character is a word, so that parts of a sentence can be found.
	const unspaced =
		/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu;
	return (
		text
			.normalize('NFC')
			.toLowerCase()
			.replace(unspaced, ' $& ')
			.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? []
	);
}

/** For FTS5: all words, each of them perhaps only begun; null: nothing is searched for; '': something that no text has. */
export function matchExpression(search: string): string | null {
	if (search.trim() === '') return null;
	return wordsOf(search)
		.map(one => `"${one}"*`)
		.join(' ');
}
