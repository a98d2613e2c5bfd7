/** Texts and times out of the record that the walker found last. */
import {asMoment} from './object.ts';
import {field} from './walker/record-fields.ts';
import type {RecordWalker} from './walker/record-walker.ts';

/** What a field's value is in the record, as it stands there; null if it is absent. */
export function foundJson({bytes, places}: RecordWalker, name: number): string | null {
	const start = places[2 * name]!;
	return start === 0 ? null : bytes.toString('utf8', start, places[2 * name + 1]!);
}

/** A text; null if it is absent or empty. */
export function foundText(walker: RecordWalker, name: number): string | null {
	return unescaped(foundJson(walker, name) ?? '') || null;
}

/** Whether a field is this text, which is ASCII. */
export function isFound(walker: RecordWalker, name: number, text: string): boolean {
	const {places} = walker;
	return places[2 * name + 1]! - places[2 * name]! === text.length && foundText(walker, name) === text;
}

interface Repeated {
	bytes: Uint8Array;
	length: number;
	text: string | null;
}

/** By field, what it was the last time. */
const repeated: Repeated[] = [];

/** The same for what is mostly as in the record before: it is compared, which takes less than decoding, and is one text. */
export function foundAgain(walker: RecordWalker, name: number): string | null {
	const {bytes, places} = walker;
	const start = places[2 * name]!;
	const length = places[2 * name + 1]! - start;
	repeated[name] ??= {bytes: new Uint8Array(256), length: 0, text: null};
	const last = repeated[name];
	let same = length === last.length ? 0 : -1;
	while (same >= 0 && same < length && bytes[start + same] === last.bytes[same]) same++;
	if (same === length) return last.text;
	const text = foundText(walker, name);
	if (length <= last.bytes.length) {
		last.bytes.set(bytes.subarray(start, start + length));
		last.length = length;
		last.text = text;
	}
	return text;
}

/** The minute of the last time, as it is written up to its seconds, and when it began. */
const minute = new Uint8Array('2026-11-22T10:00:'.length);
let minuteMs = Number.NaN;
const point = 46;
const letterZ = 90;

/** When the record was written, in ms since the epoch; null if it does not say. Mostly in the same minute as the one before. */
export function foundTime(walker: RecordWalker): number | null {
	const {bytes, places} = walker;
	const start = places[2 * field.timestamp]!;
	const seconds = start + minute.length;
	// 2026-11-22T10:00:00.000Z
	const isUsual =
		places[2 * field.timestamp + 1] === seconds + 7 && bytes[seconds + 2] === point && bytes[seconds + 6] === letterZ;
	if (isUsual) {
		let same = 0;
		while (same < minute.length && bytes[start + same] === minute[same]) same++;
		if (same < minute.length) {
			minute.set(bytes.subarray(start, seconds));
			minuteMs = Date.parse(`${bytes.toString('latin1', start, seconds)}00.000Z`);
		}
		const ms =
			twoDigits(bytes, seconds) * 1000 + twoDigits(bytes, seconds + 3) * 10 + (twoDigits(bytes, seconds + 4) % 10);
		if (ms >= 0 && ms < 60_000 && minuteMs >= 0) return minuteMs + ms;
	}
	return asMoment(Date.parse(foundText(walker, field.timestamp) ?? ''));
}

/** Not a number if they are none. */
function twoDigits(bytes: Buffer, at: number): number {
	const [tens, ones] = [bytes[at]! - 48, bytes[at + 1]! - 48];
	return tens >= 0 && tens < 10 && ones >= 0 && ones < 10 ? tens * 10 + ones : Number.NaN;
}

/** The paths of files that the record's tool calls name. */
export function foundFiles({bytes, files}: RecordWalker): string[] {
	const paths: string[] = [];
	for (let index = 0; index < files[0]!; index++) {
		const path = unescaped(bytes.toString('utf8', files[2 * index + 1]!, files[2 * index + 2]!));
		if (path) paths.push(path);
	}
	return paths;
}

/** Of what stands between two quotes; null if its escapes are broken. */
function unescaped(text: string): string | null {
	if (!text.includes('\\')) return text;
	try {
		return JSON.parse(`"${text}"`) as string;
	} catch {
		return null;
	}
}
