/** What conversations are called, and the order of names. */

/** The last part of a path; null where it has none. Transcripts of another system have its separators. */
export const lastFolder = (path: string | null): string | null => path?.split(/[\\/]/).findLast(Boolean) ?? null;

/** The name of a conversation that no process has named; null: nothing to name it by. */
export const conversationName = ({title, cwd}: {title: string | null; cwd: string | null}): string | null =>
	title ?? lastFolder(cwd);

/** ASCII in the order of the Unicode Collation Algorithm, https://www.unicode.org/reports/tr10/, small letters alone. */
const alphabet = '_-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz';
const rankOf = new Map([...` ${alphabet}`].map((letter, rank) => [letter, rank]));
const plain = /^[ -~]*$/;

/**
 * Alphabetical order. ASCII names do without `localeCompare`: loading its collation data takes
 * longer than listing twenty sessions. The order is the same either way, so the two can be mixed.
 */
export function compareNames(a: string, b: string): number {
	if (a === b) return 0;
	if (!plain.test(a) || !plain.test(b)) return a.localeCompare(b);
	const [small, other] = [a.toLowerCase(), b.toLowerCase()];
	for (let index = 0; index < small.length && index < other.length; index++) {
		if (small[index] !== other[index]) return rankOf.get(small[index]!)! - rankOf.get(other[index]!)!;
	}
	if (small.length !== other.length) return small.length - other.length;
	// Equal but for case: at the first difference, lower case comes first.
	for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return a[index] === small[index] ? -1 : 1;
	return 0;
}
