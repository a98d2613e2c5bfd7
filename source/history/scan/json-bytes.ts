/**
 * Walking JSON as bytes: what a transcript holds is gigabytes of text that nobody counts, so values are stepped over
 * where they lie instead of being made into strings and objects. Compact JSON only, as `JSON.stringify` writes it.
 * Every function returns the position after what it read, or -1 for what it does not understand.
 */

export const quote = 0x22;
export const comma = 0x2c;
export const colon = 0x3a;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
const backslash = 0x5c;
const digitZero = 0x30;

/** `at` is the position after the opening quote; returns the position of the closing one. */
export function endOfString(bytes: Uint8Array, at: number, end: number): number {
	let position = at;
	while (position < end) {
		const byte = bytes[position]!;
		if (byte === quote) return position;
		position += byte === backslash ? 2 : 1;
	}
	return -1;
}

/** Like `endOfString`, for strings that must be taken as they lie: -1 when there is an escape in it. */
export function endOfPlainString(bytes: Uint8Array, at: number, end: number): number {
	for (let position = at; position < end; position++) {
		const byte = bytes[position]!;
		if (byte === quote) return position;
		if (byte === backslash) return -1;
	}
	return -1;
}

/** Steps over any value. Brackets are only counted: a line that is not JSON must be refused by who uses a value of it. */
export function skipValue(bytes: Uint8Array, at: number, end: number): number {
	const first = bytes[at]!;
	if (first === quote) {
		const close = endOfString(bytes, at + 1, end);
		return close < 0 ? -1 : close + 1;
	}
	if (first === openBrace || first === openBracket) return skipNested(bytes, at, end);
	for (let position = at; position < end; position++) {
		const byte = bytes[position]!;
		if (byte === comma || byte === closeBrace || byte === closeBracket) return position === at ? -1 : position;
	}
	return -1;
}

function skipNested(bytes: Uint8Array, at: number, end: number): number {
	let depth = 0;
	let position = at;
	while (position < end) {
		const byte = bytes[position++]!;
		if (byte === quote) {
			// Inlined `endOfString`: most bytes of an answer are inside strings here.
			for (;;) {
				if (position >= end) return -1;
				const inner = bytes[position++]!;
				if (inner === quote) break;
				if (inner === backslash) position++;
			}
		} else if (byte === openBrace || byte === openBracket) {
			depth++;
		} else if (byte === closeBrace || byte === closeBracket) {
			if (--depth === 0) return position;
		}
	}
	return -1;
}

/** Where a member of an object lies: its key without quotes, and the first byte of its value. */
export interface Member {
	keyStart: number;
	keyEnd: number;
	value: number;
}

/** Reads `"key":` at `at`. False for anything else, and for a key with an escape in it. */
export function readKey(bytes: Uint8Array, at: number, end: number, into: Member): boolean {
	if (bytes[at] !== quote) return false;
	into.keyStart = at + 1;
	into.keyEnd = endOfPlainString(bytes, at + 1, end);
	into.value = into.keyEnd + 2;
	return into.keyEnd >= 0 && bytes[into.keyEnd + 1] === colon;
}

/** The non-negative integer at `at`, ended by a comma or a brace; -1 for any other number. */
export function readCount(bytes: Uint8Array, at: number, end: number): number {
	let value = 0;
	let position = at;
	while (position < end) {
		const digit = bytes[position]! - digitZero;
		if (digit < 0 || digit > 9) break;
		value = value * 10 + digit;
		position++;
	}
	const next = bytes[position];
	return position === at || position - at > 15 || (next !== comma && next !== closeBrace) ? -1 : value;
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

const days = (year: number, month: number, day: number) => {
	// Days since 1970-01-01 in the proleptic Gregorian calendar, with years that begin in March.
	const shifted = month > 2 ? year : year - 1;
	const yearOfEra = shifted % 400;
	const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
	const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
	return Math.floor(shifted / 400) * 146_097 + dayOfEra - 719_468;
};

const isoLength = 24;

/** Milliseconds since the epoch of `2026-11-20T12:00:00.000Z`, exactly so written; -1 for anything else. */
export function readTimestamp(bytes: Uint8Array, start: number, end: number): number {
	if (end - start !== isoLength || bytes[start + 23] !== 0x5a || bytes[start + 10] !== 0x54) return -1;
	if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d || bytes[start + 19] !== 0x2e) return -1;
	if (bytes[start + 13] !== colon || bytes[start + 16] !== colon) return -1;
	const year = digits(bytes, start, 4);
	const month = digits(bytes, start + 5, 2);
	const day = digits(bytes, start + 8, 2);
	const hour = digits(bytes, start + 11, 2);
	const minute = digits(bytes, start + 14, 2);
	const second = digits(bytes, start + 17, 2);
	const milli = digits(bytes, start + 20, 3);
	// A day that the month does not have (February 30th) is left to `Date`, like everything else that is unusual.
	if (month < 1 || month > 12 || day < 1 || day > 28 + (month === 2 ? 0 : 2)) return slowTimestamp(bytes, start, end);
	if (hour > 23 || minute > 59 || second > 59) return -1;
	if (year < 0 || hour < 0 || minute < 0 || second < 0 || milli < 0) return -1;
	return (((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000 + milli;
}

function slowTimestamp(bytes: Uint8Array, start: number, end: number): number {
	const time = Date.parse(String.fromCharCode(...bytes.subarray(start, end)));
	return Number.isNaN(time) ? -1 : time;
}

/** -1 or below when one of them is not a digit. */
function digits(bytes: Uint8Array, at: number, count: number): number {
	let value = 0;
	for (let index = 0; index < count; index++) {
		const digit = bytes[at + index]! - digitZero;
		if (digit < 0 || digit > 9) return -100_000;
		value = value * 10 + digit;
	}
	return value;
}
