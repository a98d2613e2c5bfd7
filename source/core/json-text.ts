/** JSON to print: names in it are untrusted, and it may be looked at on a terminal before it is parsed. */

/** Controls that JSON lets through (8-bit ones among them), marks that turn the direction of text, and other unseen ones. */
const unseen = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string) =>
	Array.from(
		{length: character.length},
		(_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
	).join('');

/** The value as indented JSON with a line feed at its end, everything in it visible; it parses to the same value. */
export function toJsonText(value: unknown): string {
	return `${JSON.stringify(value, null, '\t').replace(unseen, escaped)}\n`;
}
