/** Texts and times out of bytes. Most texts of a transcript repeat from line to line: those are decoded once. */
import {field} from './walker/record-fields.ts';
import type {RecordWalker} from './walker/record-walker.ts';

const colon = 58;
const backslash = 92;
const dash = 45;
const point = 46;
const letterT = 84;
const letterZ = 90;

/** The text of a field of the record that was found last; null if it is absent or empty. */
export function foundText({bytes, places}: RecordWalker, name: number): string | null {
	const start = places[2 * name]!;
	return start === 0 ? null : memos[name]!(bytes, start, places[2 * name + 1]!) || null;
}

/** What stands there as it is; null if it is absent. */
export function foundJson({bytes, places}: RecordWalker, name: number): string | null {
	const start = places[2 * name]!;
	return start === 0 ? null : bytes.toString('utf8', start, places[2 * name + 1]!);
}

/** Milliseconds since the epoch. */
export function foundTime({bytes, places}: RecordWalker): number | null {
	const start = places[2 * field.timestamp]!;
	return start === 0 ? null : readTime(bytes, start, places[2 * field.timestamp + 1]!);
}

/** The paths of files that the record's tool calls name. */
export function foundFiles({bytes, files}: RecordWalker): string[] {
	const paths: string[] = [];
	for (let index = 0; index < files[0]!; index++) {
		const path = readText(bytes, files[2 * index + 1]!, files[2 * index + 2]!);
		if (path) paths.push(path);
	}
	return paths;
}

/** Answers the same text again without decoding, as long as the same bytes come. */
function createTextMemo(): (bytes: Buffer, start: number, end: number) => string | null {
	const last = new Uint8Array(256);
	let length = -1;
	let text: string | null = null;
	return (bytes, start, end) => {
		if (end - start === length) {
			let index = 0;
			while (index < length && bytes[start + index] === last[index]) index++;
			if (index === length) return text;
		}
		text = readText(bytes, start, end);
		length = end - start <= last.length ? end - start : -1;
		for (let index = 0; index < length; index++) last[index] = bytes[start + index]!;
		return text;
	};
}

const memos = Object.values(field).reduce<ReturnType<typeof createTextMemo>[]>((all, name) => {
	all[name] = createTextMemo();
	return all;
}, []);

/** The text between two quotes, escapes resolved; null if they are broken. */
function readText(bytes: Buffer, start: number, end: number): string | null {
	for (let at = start; at < end; at++) {
		if (bytes[at] === backslash) return parseText(bytes.toString('utf8', start, end));
	}
	return bytes.toString('utf8', start, end);
}

function parseText(escaped: string): string | null {
	try {
		return JSON.parse(`"${escaped}"`) as string;
	} catch {
		return null;
	}
}

/** Milliseconds since the epoch of an ISO 8601 time; null if it is none. */
function readTime(bytes: Buffer, start: number, end: number): number | null {
	// 2026-11-22T10:00:00.000Z
	const isUsual =
		end - start === 24 &&
		bytes[start + 4] === dash &&
		bytes[start + 7] === dash &&
		bytes[start + 10] === letterT &&
		bytes[start + 13] === colon &&
		bytes[start + 16] === colon &&
		bytes[start + 19] === point &&
		bytes[start + 23] === letterZ;
	if (isUsual) {
		const year = digits(bytes, start, 4);
		const month = digits(bytes, start + 5, 2);
		const day = digits(bytes, start + 8, 2);
		const hour = digits(bytes, start + 11, 2);
		const minute = digits(bytes, start + 14, 2);
		const second = digits(bytes, start + 17, 2);
		const millisecond = digits(bytes, start + 20, 3);
		const isPlain = year >= 1970 && inRange(month, 1, 12) && inRange(day, 1, 28) && inRange(hour, 0, 23);
		if (isPlain && inRange(minute, 0, 59) && inRange(second, 0, 59) && millisecond >= 0) {
			return Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
		}
	}
	const time = Date.parse(readText(bytes, start, end) ?? '');
	return Number.isFinite(time) ? time : null;
}

/** Negative if they are not all digits. */
function digits(bytes: Buffer, start: number, count: number): number {
	let value = 0;
	for (let at = start; at < start + count; at++) {
		const digit = bytes[at]! - 48;
		if (digit < 0 || digit > 9) return -1;
		value = value * 10 + digit;
	}
	return value;
}

function inRange(value: number, low: number, high: number): boolean {
	return value >= low && value <= high;
}
