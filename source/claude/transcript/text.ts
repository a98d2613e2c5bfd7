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

let lastMinute = '';
let lastMinuteMs = Number.NaN;

/** When the record was written, in ms since the epoch; null if it does not say. */
export function foundTime(walker: RecordWalker): number | null {
	const text = foundText(walker, field.timestamp) ?? '';
	// 2026-11-22T10:00:00.000Z: only of another minute all of it has to be read.
	if (text.length === 24 && text.endsWith('Z')) {
		const minute = text.slice(0, 17);
		if (minute !== lastMinute) {
			lastMinute = minute;
			lastMinuteMs = Date.parse(`${minute}00.000Z`);
		}
		const seconds = Number(text.slice(17, 23));
		if (seconds >= 0 && seconds < 60 && lastMinuteMs >= 0) return lastMinuteMs + Math.round(seconds * 1000);
	}
	return asMoment(Date.parse(text));
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
