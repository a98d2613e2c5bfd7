/** What conversations are called, and the order of names. */

/** The last part of a path; null where it has none. Transcripts of another system have its separators. */
export const lastFolder = (path: string | null): string | null => path?.split(/[\\/]/).findLast(Boolean) ?? null;

/** What a conversation is called that no process has given a name; null: nothing is known that it could be called. */
export const conversationName = ({title, cwd}: {title: string | null; cwd: string | null}): string | null =>
	title ?? lastFolder(cwd);

/** ASCII in the order of the Unicode Collation Algorithm, https://www.unicode.org/reports/tr10/, small letters alone. */
const alphabet = '_-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz';
const rankOf = new Map([...` ${alphabet}`].map((letter, rank) => [letter, rank]));
const plain = /^[ -~]*$/;

/**
 * As dictionaries order them. Names of ASCII characters need no dictionary: to load the one for `localeCompare` takes
 * longer than to list twenty sessions. They come in the same order either way, so the two can be mixed.
 */
export function compareNames(a: string, b: string): number {
	if (a === b) return 0;
	if (!plain.test(a) || !plain.test(b)) return a.localeCompare(b);
	const [small, other] = [a.toLowerCase(), b.toLowerCase()];
	for (let index = 0; index < small.length && index < other.length; index++) {
		if (small[index] !== other[index]) return rankOf.get(small[index]!)! - rankOf.get(other[index]!)!;
	}
	if (small.length !== other.length) return small.length - other.length;
	// The same word: at the first letter that differs, the small one comes first.
	for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return a[index] === small[index] ? -1 : 1;
	return 0;
}
