/** Text from outside made safe for a terminal. Names, paths, branches, models and prompts are all untrusted. */

/** Only visible ASCII and single spaces: nearly all text, which needs no further checks. */
const plain = /^[\x21-\x7e]*(?: [\x21-\x7e]+)*$/;

/**
 * Escape sequences whole, so that their letters do not stay behind (ECMA-48): control strings (OSC, DCS, SOS, PM, APC)
 * up to their end, CSI with parameters, and the two- or three-byte ones. Each piece excludes what ends it: linear time.
 */
const escapeSequences =
	/(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;

const lineBreaksAndTabs = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/**
 * Invisible characters that change what is shown: other controls, direction marks, zero-width and blank
 * letters, tags (all "default ignorable" in Unicode's terms), annotation marks, noncharacters. Joiners and the emoji
 * selectors are handled separately, since emoji are built with them.
 */
const invisible = /[\p{Cc}\p{NChar}\ufff9-\ufffb[\p{DI}--[\u200d\ufe0e\ufe0f]]]/gv;

/** A variation selector after something that has no emoji or text form. */
const looseSelector = /(?<!\p{Emoji})[\ufe0e\ufe0f]/gv;

/** A zero-width joiner that does not join two emoji. */
const looseJoiner = /(?<![\p{ExtPict}\p{EMod}\ufe0f])\u200d|\u200d(?!\p{ExtPict})/gv;

/** More than a few marks on one letter paint over the lines above and below. */
const markPile = /([\p{M}--[\ufe0e\ufe0f]]{4})[\p{M}--[\ufe0e\ufe0f]]+/gv;

/**
 * One line of text without anything that could move the cursor, colour the screen, hide, reorder or overpaint: escape
 * sequences, control characters, direction overrides, invisible characters. Line breaks and tabs become a space.
 */
export function clean(text: string): string {
	return plain.test(text) ? text : withoutControls(text).replace(/ {2,}/g, ' ').trim();
}

function withoutControls(text: string): string {
	return text
		.toWellFormed()
		.replace(escapeSequences, '')
		.replace(lineBreaksAndTabs, ' ')
		.replace(invisible, '')
		.replace(looseSelector, '')
		.replace(looseJoiner, '')
		.replace(markPile, '$1');
}

/** A row of another program's screen: blanks and colours (SGR) stay, everything else with an effect is removed. */
export function cleanRow(row: string): string {
	return row
		.split(/(\x1b\[[\d;:]*m)/)
		.map((piece, index) => (index % 2 === 1 ? piece : withoutControls(piece)))
		.join('');
}

/** A copy of the first characters: a slice would make V8 keep the whole text, which may be a hostile megabyte. */
export function cutText(text: string, maxLength: number): string {
	return text.length <= maxLength ? text : structuredClone(text.slice(0, maxLength));
}

/** The same as `clean`, cut to `maxLength` characters. */
export function cleanLabel(text: string, maxLength = 200): string {
	// Cut before cleaning, which is what costs; again after, without halving a character.
	const cleaned = clean(cutText(text, 4 * maxLength));
	return cleaned.length <= maxLength ? cleaned : `${cleaned.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
