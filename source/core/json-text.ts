/** JSON to print: names in it are untrusted, and it may be viewed in a terminal before it is parsed. */

/** Controls that JSON lets through (8-bit ones among them), marks that turn the direction of text, and other unseen ones. */
const unseen = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string) =>
	Array.from(
		{length: character.length},
		(_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
	).join('');

/** JSON on one line, with invisible characters escaped. */
export const toJsonLine = (value: unknown): string => JSON.stringify(value).replace(unseen, escaped);

/** Indented JSON with a final line feed and invisible characters escaped; it parses to the same value. */
export const toJsonText = (value: object): string => [...jsonTextParts(value)].join('');

/**
 * The same in pieces. A field of the object may hold any iterable: its items are created and
 * written one by one, so that thousands of them are never in memory together.
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
