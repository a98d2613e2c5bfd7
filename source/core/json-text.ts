/** JSON to print: names in it are untrusted, and it may be looked at on a terminal before it is parsed. */

/** Controls that JSON lets through (8-bit ones among them), marks that turn the direction of text, and other unseen ones. */
const unseen = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string) =>
	Array.from(
		{length: character.length},
		(_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
	).join('');

/** JSON on one line, everything in it visible. */
export const toJsonLine = (value: unknown): string => JSON.stringify(value).replace(unseen, escaped);

/** The value as indented JSON with a line feed at its end, everything in it visible; it parses to the same value. */
export const toJsonText = (value: object): string => [...jsonTextParts(value)].join('');

/**
 * The same in pieces. A list in one of the object's fields may be anything that can be iterated: its items are made, and
 * made into text, one after the other, so that thousands of them need no memory together.
 */
export function* jsonTextParts(value: object): Generator<string> {
	let separator = '{';
	for (const [name, field] of Object.entries(value)) {
		if (field === undefined) continue;
		yield `${separator}\n\t${textOf(name, 1)}: `;
		separator = ',';
		if (typeof field === 'object' && field !== null && Symbol.iterator in field) yield* listParts(field);
		else yield textOf(field, 1);
	}
	yield separator === '{' ? '{}\n' : '\n}\n';
}

function* listParts(list: Iterable<unknown>): Generator<string> {
	let separator = '[';
	for (const item of list) {
		yield `${separator}\n\t\t${textOf(item ?? null, 2)}`;
		separator = ',';
	}
	yield separator === '[' ? '[]' : '\n\t]';
}

const textOf = (value: unknown, depth: number): string =>
	JSON.stringify(value, null, '\t')
		.replace(unseen, escaped)
		.replaceAll('\n', `\n${'\t'.repeat(depth)}`);
