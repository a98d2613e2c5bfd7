/**
 * Reads JSON where it lies, in bytes. Turning whole transcript lines into objects is what makes reading them slow; a walk
 * over the bytes that steps across values nobody asked for is several times faster and needs no memory.
 */

/** This and everything below it is white space, where JSON is valid. */
const space = 32;
export const quote = 34;
export const backslash = 92;
export const colon = 58;
export const comma = 44;
export const openBrace = 123;
export const closeBrace = 125;
export const openBracket = 91;
export const closeBracket = 93;

/** The end of a key without escapes, that is the index of its closing quote; -1 if it has any or never ends. */
export function endOfPlainKey(bytes: Uint8Array, from: number, end: number): number {
	for (let at = from; at < end; at++) {
		const byte = bytes[at]!;
		if (byte === quote) return at;
		if (byte === backslash) return -1;
	}
	return -1;
}

/** `from` is just after the opening quote; the answer is just after the closing one, or -1. */
export function skipString(bytes: Uint8Array, from: number, end: number): number {
	let at = from;
	while (at < end) {
		const byte = bytes[at]!;
		if (byte === quote) return at + 1;
		at += byte === backslash ? 2 : 1;
	}
	return -1;
}

/** The end of a number, `true`, `false` or `null`. */
export function endOfWord(bytes: Uint8Array, from: number, end: number): number {
	let at = from;
	while (at < end) {
		const byte = bytes[at]!;
		if (byte === comma || byte === closeBrace || byte === closeBracket || byte <= space) break;
		at++;
	}
	return at;
}

/** `from` is at an opening brace or bracket; the answer is just after the one that closes it, or -1. */
export function skipNested(bytes: Uint8Array, from: number, end: number): number {
	let at = from;
	let depth = 0;
	while (at < end) {
		const byte = bytes[at++]!;
		if (byte === quote) {
			at = skipString(bytes, at, end);
			if (at < 0) return -1;
		} else if (byte === openBrace || byte === openBracket) depth++;
		else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return at;
	}
	return -1;
}

/** Whether the bytes from `start` are exactly this ASCII word. */
export function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
	if (end - start !== word.length) return false;
	for (let index = 0; index < word.length; index++) {
		if (bytes[start + index] !== word.charCodeAt(index)) return false;
	}
	return true;
}

/** The text between two quotes, escapes resolved; null if they are broken. */
export function readText(bytes: Buffer, start: number, end: number): string | null {
	for (let at = start; at < end; at++) {
		if (bytes[at] === backslash) return parseText(bytes.toString(undefined, start, end));
	}
	return bytes.toString(undefined, start, end);
}

function parseText(escaped: string): string | null {
	try {
		return JSON.parse(`"${escaped}"`) as string;
	} catch {
		return null;
	}
}
