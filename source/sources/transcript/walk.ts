/** Walks the keys of a JSON object, or the elements of an array, in bytes. The visitor says where to go on. */
import {
	closeBrace,
	closeBracket,
	colon,
	comma,
	endOfPlainKey,
	openBrace,
	openBracket,
	quote,
	skipSpace,
	space,
} from './scan.ts';

/** Not JSON. */
export const broken = -1;
/** JSON, but written in a way that this walk does not read: a key with escapes, a number as text. Parse it properly. */
export const doubtful = -2;
/** The visitor has seen all it wants. */
export const enough = -3;

/** Gets a key and the start of its value; answers the position after the value, or one of the words above. */
export type VisitKey = (bytes: Buffer, keyStart: number, keyEnd: number, valueAt: number, end: number) => number;
export type VisitElement = (bytes: Buffer, valueAt: number, end: number) => number;

/** `from` is at the opening brace. Answers the position after the closing one, or why not. */
export function walkObject(bytes: Buffer, from: number, end: number, visit: VisitKey): number {
	if (from >= end || bytes[from] !== openBrace) return broken;
	let at = skipSpace(bytes, from + 1, end);
	if (at < end && bytes[at] === closeBrace) return at + 1;
	while (at < end && bytes[at] === quote) {
		const keyStart = at + 1;
		const keyEnd = endOfPlainKey(bytes, keyStart, end);
		if (keyEnd < 0) return doubtful;
		// Claude Code writes no white space: looking before calling saves most of the time this takes.
		at = keyEnd + 1;
		if (bytes[at]! <= space) at = skipSpace(bytes, at, end);
		if (at >= end || bytes[at] !== colon) return broken;
		at++;
		if (bytes[at]! <= space) at = skipSpace(bytes, at, end);
		at = visit(bytes, keyStart, keyEnd, at, end);
		if (at < 0) return at;
		if (bytes[at]! <= space) at = skipSpace(bytes, at, end);
		if (at >= end) return broken;
		if (bytes[at] === closeBrace) return at + 1;
		if (bytes[at] !== comma) return broken;
		at++;
		if (bytes[at]! <= space) at = skipSpace(bytes, at, end);
	}
	return broken;
}

/** `from` is at the opening bracket. Answers the position after the closing one, or why not. */
export function walkArray(bytes: Buffer, from: number, end: number, visit: VisitElement): number {
	if (from >= end || bytes[from] !== openBracket) return broken;
	let at = skipSpace(bytes, from + 1, end);
	if (at < end && bytes[at] === closeBracket) return at + 1;
	while (at < end) {
		at = visit(bytes, at, end);
		if (at < 0) return at;
		at = skipSpace(bytes, at, end);
		if (at >= end) return broken;
		if (bytes[at] === closeBracket) return at + 1;
		if (bytes[at] !== comma) return broken;
		at = skipSpace(bytes, at + 1, end);
	}
	return broken;
}
