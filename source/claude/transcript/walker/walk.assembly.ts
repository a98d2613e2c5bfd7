/**
 * Walks over the bytes of a transcript and finds its records. AssemblyScript: scripts/walker.ts compiles it into walker.wasm.ts;
 * what it gains is told in docs/decisions/transcript-walker.md. record-walker.ts is its other half, which puts keys and bytes
 * into the memory and takes out what was found.
 *
 * A byte 0 is put behind the last byte that was read. Valid JSON holds none, so that every loop ends there, and none has to
 * compare its position with the end.
 */
import {
	backslash,
	closeBrace,
	closeBracket,
	colon,
	comma,
	isBlank,
	isDigit,
	Next,
	newline,
	openBrace,
	openBracket,
	quote,
	restartAt,
	skim,
	skipText,
	skipWord,
	space,
	stoppedAt,
} from './skim.assembly';

export {goOnAt, goOnDepth, goOnWith, restartAt, skim, stoppedAt} from './skim.assembly';

/** What is done with the value of a key. */
enum Found {
	nothing,
	/** Its place, if it is a text. */
	text,
	/** The number, if it is a count. */
	count,
	/** Added to the list of files, if it is a text. */
	file,
	/** Its place, whatever it is. */
	place,
	/** Its place; of an object the keys are looked at. */
	object,
	/** Its place; of a list of objects the keys of all of them are looked at. */
	list,
}

/** Records that are of none of the types asked for, and those that are not written as usual; others: see record-fields.ts. */
const uninteresting = 0;
const unusual = 1;

const fields: u32 = 32;
/** Counts are the first fields. */
const countFields: u32 = 7;
/** The record itself: its place. */
const recordField = 8;

const slots = 512;
const mostFiles: u32 = 64;

// The memory. Bytes of the transcript lie from `window` on.
const keys: usize = 0x1000;
const levels: usize = 0x2000;
/** Start and end of what was found, by field; a start of 0: absent. Texts are without their quotes. */
export const places: usize = 0x3000;
/** By field, f64; -1: absent. In the place of the last, 1: some count of the record is no plain number. */
export const counts: usize = 0x3400;
/** How many files are named in a record, then starts and ends of their paths. */
export const files: usize = 0x3800;
export const window: usize = 0x10000;
export const windowBytes: usize = 0x100000;

/** Damaged places so far; whether what comes before the next record or line belongs to the last of them. */
export let damages: i32 = 0;
export let isInDamage: bool = false;

export function setDamages(count: i32, isIn: bool): void {
	damages = count;
	isInDamage = isIn;
}

/** Makes the key known whose bytes stand at the window's start. `inner`: the level of the keys in its value, if any. */
export function learnKey(level: i32, length: i32, field: u8, found: u8, inner: u8): void {
	const hash = hashOf(level, window, window + length);
	const slot = slotOf(hash);
	store<i32>(slot, hash);
	store<u8>(slot, field, 4);
	store<u8>(slot, found, 5);
	store<u8>(slot, inner, 6);
	if (inner === 0) return;
	store<u8>(levels + 4 * inner, <u8>level);
	store<u8>(levels + 4 * inner, field, 1);
	store<u8>(levels + 4 * inner, u8(found === Found.list), 2);
}

/** Keys are known by a hash of their level and their bytes: they are Claude Code's and the API's own, not a person's. */
function hashOf(level: i32, at: usize, end: usize): i32 {
	let hash = level;
	for (; at < end; at++) hash = (hash * 0x1000193) ^ load<u8>(at);
	return hash;
}

/** The slot of a key, or the empty one where it would be. */
function slotOf(hash: i32): usize {
	let slot = hash ^ (hash >>> 11);
	while (true) {
		const at: usize = keys + 8 * (slot++ & (slots - 1));
		if (load<i32>(at) === hash || load<i32>(at) === 0) return at;
	}
}

function note(field: u32, start: usize, end: usize): void {
	store<u32>(places + 8 * field, <u32>start);
	store<u32>(places + 8 * field, <u32>end, 4);
}

function setOddCounts(isTrue: bool): void {
	store<f64>(counts + 8 * countFields, <f64>isTrue);
}

function addFile(start: usize, end: usize): void {
	const count = load<u32>(files);
	if (count === mostFiles) return;
	store<u32>(files, count + 1);
	store<u32>(files + 8 * count, <u32>start, 4);
	store<u32>(files + 8 * count, <u32>end, 8);
}

/** Reads up to nine digits; the answer is just after them. 0: it is no plain count. */
function readCount(at: usize, field: u32): usize {
	const start = at;
	let value: f64 = 0;
	while (isDigit(load<u8>(at))) value = value * 10 + (load<u8>(at++) - 48);
	const byte = load<u8>(at);
	if (at === start || at - start > 9 || (byte !== comma && byte !== closeBrace)) return 0;
	store<f64>(counts + 8 * field, value);
	return at;
}

/** Walks through a record that is written as usual, noting what is known; the answer is just after it. 0: it is not. */
function walk(at: usize, goesIntoLists: bool): usize {
	memory.fill(places, 0, 8 * fields);
	for (let field: u32 = 0; field < countFields; field++) store<f64>(counts + 8 * field, -1);
	setOddCounts(false);
	store<u32>(files, 0);
	let level: i32 = 0;
	at++;
	while (load<u8>(at) === quote) {
		at++;
		let hash = level;
		let byte = load<u8>(at);
		while (byte !== quote) {
			if (byte < space || byte === backslash) return 0;
			hash = (hash * 0x1000193) ^ byte;
			byte = load<u8>(++at);
		}
		if (load<u8>(at, 1) !== colon) return 0;
		at += 2;
		const slot = slotOf(hash);
		const isKnown = load<i32>(slot) === hash;
		const field: u32 = isKnown ? load<u8>(slot, 4) : 0;
		const found: i32 = isKnown ? load<u8>(slot, 5) : Found.nothing;
		const value = at;
		byte = load<u8>(at);
		if (byte === quote) {
			at = skipText(at + 1);
			if (at === 0) return 0;
			if (found === Found.text) note(field, value + 1, at - 1);
			else if (found === Found.count) setOddCounts(true);
			else if (found === Found.file) addFile(value + 1, at - 1);
		} else if (byte === openBrace || byte === openBracket) {
			const isList = byte === openBracket;
			const inner = at + 1 + <usize>isList;
			let goesIn = found === Found.object && !isList && load<u8>(inner) === quote;
			if (found === Found.list && isList && goesIntoLists && load<u8>(at, 1) !== closeBracket) {
				// Whatever else may stand in a list: it never does.
				if (load<u8>(at, 1) !== openBrace || load<u8>(inner) !== quote) return 0;
				goesIn = true;
			}
			if (goesIn) {
				note(field, value, 0);
				level = load<u8>(slot, 6);
				at = inner;
				continue;
			}
			at = skim(at, 0, Next.value, false);
			if (at === 0) return 0;
			if (found === Found.count) setOddCounts(true);
			else if (found >= Found.place) note(field, value, at);
		} else {
			const end = found === Found.count ? readCount(at, field) : 0;
			if (found === Found.count && end === 0) setOddCounts(true);
			at = end !== 0 ? end : skipWord(at);
			if (at === value) return 0;
			if (found >= Found.place) note(field, value, at);
		}
		byte = load<u8>(at++);
		while (byte === closeBrace) {
			if (level === 0) return at;
			const around = levels + 4 * level;
			if (load<u8>(around, 2) !== 0) {
				// The next object of a list, or the list's end.
				if (load<u8>(at) === comma && load<u8>(at, 1) === openBrace) {
					at += 2;
					byte = comma;
					break;
				}
				if (load<u8>(at++) !== closeBracket) return 0;
			}
			store<u32>(places + 8 * <u32>load<u8>(around, 1), <u32>at, 4);
			level = load<u8>(around);
			byte = load<u8>(at++);
		}
		if (byte !== comma) return 0;
	}
	return 0;
}

function countDamage(): void {
	if (!isInDamage) damages++;
	isInDamage = true;
}

/** Where a record can begin: at a brace with a quote or its end behind it. `end`: nowhere. */
function findStart(at: usize, end: usize): usize {
	for (; at < end; at++) {
		const byte = load<u8>(at);
		if (byte === openBrace) {
			let behind = at + 1;
			while (isBlank(load<u8>(behind))) behind++;
			if (behind === end || load<u8>(behind) === quote || load<u8>(behind) === closeBrace) return at;
		}
		if (byte === newline) isInDamage = false;
		// Padding, and the mark at the start of a file that says it is UTF-8.
		else if (byte > space && byte !== 0xef && byte !== 0xbb && byte !== 0xbf) countDamage();
	}
	return end;
}

/**
 * Finds the next record between `at` and `end` that is of a type that was made known, which is the answer. 0: there are no
 * more whole ones, and what is left begins where the place of the record does.
 */
export function nextRecord(at: usize, end: usize, goesIntoLists: bool): i32 {
	store<u8>(end, 0);
	while (true) {
		at = findStart(at, end);
		if (at === end) break;
		const walked = walk(at, goesIntoLists);
		const recordEnd = walked !== 0 ? walked : skim(at, 0, Next.value, isBlank(load<u8>(at, 1)));
		if (recordEnd !== 0) {
			const type = walked !== 0 ? typeFound() : unusual;
			if (type !== uninteresting) {
				isInDamage = false;
				note(recordField, at, recordEnd);
				return type;
			}
			at = recordEnd;
		} else {
			if (stoppedAt === end) break;
			countDamage();
			at = restartAt;
		}
	}
	note(recordField, at, end);
	return 0;
}

/** The level of the types of records, and the field of a record's type. */
const typeLevel = 15;
const typeField = 9;

function typeFound(): i32 {
	const start: usize = load<u32>(places + 8 * typeField);
	if (start === 0) return uninteresting;
	const end: usize = load<u32>(places + 8 * typeField, 4);
	const hash = hashOf(typeLevel, start, end);
	const slot = slotOf(hash);
	if (load<i32>(slot) === hash) return load<u8>(slot, 4);
	for (let at = start; at < end; at++) if (load<u8>(at) === backslash) return unusual;
	return uninteresting;
}
