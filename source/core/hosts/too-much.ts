/**
 * Looks at a line of JSON before it is parsed: an empty object takes two characters of it and fifty bytes of memory, and
 * objects with a million names keep V8 busy for seconds.
 */
export function isTooMuch(line: string, most: {values: number; names: number}): boolean {
	const names = new Set<string>();
	let values = 0;
	/** Where the string literal around `at` begins; -1: there is none. */
	let text = -1;
	for (let at = 0; at < line.length; at++) {
		const character = line[at];
		if (text >= 0) {
			if (character === '\\') at++;
			else if (character === '"') {
				if (/[:\s]/.test(line[at + 1] ?? '')) names.add(line.slice(text, at));
				text = -1;
			}
		} else if (character === '"') text = at;
		else if (character === ',' || character === '[' || character === '{') values++;
		if (values > most.values || names.size > most.names) return true;
	}
	return false;
}
