/** Characters that fill their cell, or a part of it: drawn as boxes they join without seams, whatever the font. */

export interface BlockShape {
	/** Left, top, width and height, in cells. */
	box: readonly [left: number, top: number, width: number, height: number];
	opacity: number;
}

const shades: Readonly<Record<string, number>> = {'░': 0.25, '▒': 0.5, '▓': 0.75};

/** Of the first character of a text; null: it is drawn as text. */
export function blockShape(text: string): BlockShape | null {
	const [character = ' '] = text;
	const opacity = shades[character];
	if (opacity !== undefined) return {box: [0, 0, 1, 1], opacity};
	const solid = solidBox(character.codePointAt(0)!);
	return solid && {box: solid, opacity: 1};
}

function solidBox(code: number): BlockShape['box'] | null {
	// ▁ to █: from the bottom up, in eighths; ▉ to ▏: from the left, seven eighths down to one.
	if (code >= 0x2581 && code <= 0x2588) return [0, 1 - (code - 0x2580) / 8, 1, (code - 0x2580) / 8];
	if (code >= 0x2589 && code <= 0x258f) return [0, 0, (0x2590 - code) / 8, 1];
	if (code === 0x2595) return [7 / 8, 0, 1 / 8, 1];
	// ─
	if (code === 0x2500) return [0, 0.48, 1, 0.06];
	return null;
}
