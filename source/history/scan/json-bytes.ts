/**
 * Walking JSON as bytes: what a transcript holds is gigabytes of text that nobody counts, so values are stepped over
 * where they lie instead of being made into strings and objects. Compact JSON only, as `JSON.stringify` writes it.
 *
 * Few and small functions on purpose: a first reading is over before large ones are compiled.
 */

export const quote = 0x22;
export const comma = 0x2c;
export const colon = 0x3a;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const openBracket = 0x5b;
export const backslash = 0x5c;
const digitZero = 0x30;
/** A bracket with this bit is the brace of the same kind. */
const bracketBit = 0x20;

/** `at` is the value's first byte. Returns the position after its last; -1: it does not end before `end`. */
export function skipValue(bytes: Uint8Array, at: number, end: number): number {
	let position = at;
	let depth = 0;
	// Brackets are only counted: what is in them is not looked at.
	while (position < end) {
		const byte = bytes[position]!;
		if (byte === quote) {
			position++;
			for (;;) {
				if (position >= end) return -1;
				const inner = bytes[position++]!;
				if (inner === quote) break;
				if (inner === backslash) position++;
			}
			if (depth === 0) return position > end ? -1 : position;
		} else if ((byte | bracketBit) === openBrace) {
			depth++;
			position++;
		} else if ((byte | bracketBit) === closeBrace) {
			// At the top it belongs to whom the value belongs to: a number has ended.
			if (depth === 0) return position === at ? -1 : position;
			position++;
			if (--depth === 0) return position;
		} else if (byte === comma && depth === 0) return position === at ? -1 : position;
		else position++;
	}
	return -1;
}

/** The non-negative integer from `start` to `end`; -1 for any other value. */
export function readCount(bytes: Uint8Array, start: number, end: number): number {
	if (end - start > 15) return -1;
	let value = 0;
	for (let position = start; position < end; position++) {
		const digit = bytes[position]! - digitZero;
		if (digit < 0 || digit > 9) return -1;
		value = value * 10 + digit;
	}
	return value;
}

/** Whether the bytes from `start` to `end` spell `word`, which is ASCII. */
export function spells(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
	const length = word.length;
	if (end - start !== length) return false;
	for (let index = 0; index < length; index++) {
		if (bytes[start + index] !== word[index]) return false;
	}
	return true;
}

export const ascii = (word: string): Uint8Array => Uint8Array.from(word, letter => letter.charCodeAt(0));
