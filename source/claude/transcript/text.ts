/** Reads texts and times from the record that the walker found last. */
import {asTime} from './object.ts';
import {field} from './walker/record-fields.ts';
import type {RecordWalker} from './walker/record-walker.ts';

/** A field's raw value in the record; null if absent. */
export function foundJson({bytes, places}: RecordWalker, name: number): string | null {
	const start = places[2 * name]!;
	return start === 0 ? null : bytes.toString('utf8', start, places[2 * name + 1]!);
}

/** A text; null if it is absent or empty. */
export function foundText(walker: RecordWalker, name: number): string | null {
	return unescaped(foundJson(walker, name) ?? '') || null;
}

/** Whether a field equals this ASCII text. */
export function isFound(walker: RecordWalker, name: number, text: string): boolean {
	const {places} = walker;
	return places[2 * name + 1]! - places[2 * name]! === text.length && foundText(walker, name) === text;
}

/** The last value of each field. */
const repeated: {hash: number; text: string | null}[] = [];

/** A text that is mostly the same in consecutive answers: only its hash is compared, and all share one string. */
export function foundAgain(walker: RecordWalker, name: number): string | null {
	const hash = walker.hashes[name]!;
	const last = repeated[name];
	if (last?.hash === hash) return last.text;
	const text = foundText(walker, name);
	repeated[name] = {hash, text};
	return text;
}

/** When an answer was written, in ms since the epoch; null if unknown. */
export function foundTime(walker: RecordWalker): number | null {
	const at = walker.counts[field.timestamp]!;
	return at >= 0 ? at : asTime(foundText(walker, field.timestamp));
}

const noFiles: readonly string[] = [];

/** The paths of files that the record's tool calls name. */
export function foundFiles({bytes, files}: RecordWalker): readonly string[] {
	if (files[0] === 0) return noFiles;
	const paths: string[] = [];
	for (let index = 0; index < files[0]!; index++) {
		const path = unescaped(bytes.toString('utf8', files[2 * index + 1]!, files[2 * index + 2]!));
		if (path) paths.push(path);
	}
	return paths;
}

/** The string value of JSON text between two quotes; null if its escapes are invalid. */
function unescaped(text: string): string | null {
	if (!text.includes('\\')) return text;
	try {
		return JSON.parse(`"${text}"`) as string;
	} catch {
		return null;
	}
}
