/**
 * Walks over the bytes of a transcript and finds its records. AssemblyScript: scripts/walker.ts compiles it into walker.wasm.ts;
 * what it gains is said in docs/decisions/transcript-walker.md. record-walker.ts is its other half, which puts keys and bytes
 * into the memory and takes out what was found.
 *
 * A byte 0 is put behind the last byte that was read. Valid JSON holds none, so that every loop ends there, and none has to
 * compare its position with the end.
 */
import {Found, keyHash, mix, readKey, slotOf} from './keys.assembly';
import {
	backslash,
	closeBrace,
	closeBracket,
	colon,
	comma,
	counts,
	files,
	hashes,
	levels,
	newline,
	openBrace,
	openBracket,
	places,
	quote,
	space,
} from './memory.assembly';
import {
	forgetStop,
	isBlank,
	isDigit,
	Next,
	restartAt,
	setEnd,
	skim,
	skipText,
	skipWord,
	stoppedAt,
} from './skim.assembly';
import {readTime} from './time.assembly';

export {learnKey} from './keys.assembly';
export {counts, files, hashes, places, window, windowBytes} from './memory.assembly';
export {goOnAt, goOnDepth, goOnWith, keptBytes, restartAt, stoppedAt} from './skim.assembly';

/** Records that are of none of the types asked for, and those that are not written as usual; others: see record-fields.ts. */
const uninteresting = 0;
const unusual = 1;
const answer = 2;
/** An answer that says nothing new but which files it is about. */
const repeatedAnswer = 3;

const fields: u32 = 38;
/** Counts are the first fields; behind the last is 1 when one of them is no plain number. */
const oddCountsField: u32 = 7;
/** The record itself: its place. */
const recordField = 8;
const typeField = 9;
const messageIdField = 10;
const usageField = 11;
const timestampField = 12;
const firstRepeatedField: u32 = 13;
const lastRepeatedField: u32 = 22;
const modelField = 20;
const requestIdField = 23;
/** Of objects that are only gone into, and may stand in several places. */
const otherField: u32 = 31;
const toolUseIdField = 30;
const toolCallIdField = 32;
/** The level of the types of records. */
const typeLevel = 15;

const mostFiles: u32 = 64;

/** Damaged places so far; whether what comes before the next record or line belongs to the last of them. */
export let damages: i32 = 0;
export let isInDamage: bool = false;

/** A hash of the last answer's ids, model and usage: it has a record for each content block, which repeat them. */
export let lastAnswer: f64 = 0;

/** Takes up what was left at the end of an earlier reading. */
export function begin(damagesBefore: i32, isIn: bool, answer: f64): void {
	damages = damagesBefore;
	isInDamage = isIn;
	lastAnswer = answer;
}

function note(field: u32, start: usize, end: usize): void {
	store<u32>(places + 8 * field, <u32>start);
	store<u32>(places + 8 * field, <u32>end, 4);
}

function isNoted(field: u32): bool {
	return load<u32>(places + 8 * field) !== 0;
}

function setCount(field: u32, count: f64): void {
	store<f64>(counts + 8 * field, count);
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
	setCount(field, value);
	return at;
}

/** Walks through a record that is written as usual, noting what is known; the answer is just after it. 0: it is not. */
function walk(at: usize, goesIntoLists: bool): usize {
	memory.fill(places, 0, 8 * fields);
	for (let field: u32 = 0; field < oddCountsField; field++) setCount(field, -1);
	setCount(oddCountsField, 0);
	store<u32>(files, 0);
	let level: i32 = 0;
	at++;
	while (load<u8>(at) === quote) {
		at = readKey(at + 1, level);
		if (at === 0 || load<u8>(at, 1) !== colon) return 0;
		at += 2;
		const slot = slotOf(keyHash);
		const isKnown = load<u32>(slot) === keyHash;
		const field: u32 = isKnown ? load<u8>(slot, 4) : 0;
		const found: i32 = isKnown ? load<u8>(slot, 5) : Found.nothing;
		const value = at;
		// Of a key that stands there twice the last value holds.
		if (found === Found.object && field !== otherField && isNoted(field)) return 0;
		let byte = load<u8>(at);
		if (byte === quote) {
			at = skipText(at + 1);
			if (at === 0) return 0;
			if (found === Found.text) {
				// Several calls or results in one record: all are wanted.
				if ((field === toolUseIdField || field === toolCallIdField) && isNoted(field)) return 0;
				note(field, value + 1, at - 1);
			} else if (found === Found.count) setCount(oddCountsField, 1);
			else if (found === Found.file) addFile(value + 1, at - 1);
		} else if (byte === openBrace || byte === openBracket) {
			const isList = byte === openBracket;
			const inner = at + 1 + <usize>isList;
			let goesIn = found === Found.object && !isList && load<u8>(inner) === quote;
			// White space: its keys would not be seen.
			if (found === Found.object && !isList && !goesIn && load<u8>(inner) !== closeBrace) return 0;
			if (found === Found.list && isList && goesIntoLists && load<u8>(at, 1) !== closeBracket) {
				// Whatever else may stand in a list: it never does.
				if (load<u8>(at, 1) !== openBrace || load<u8>(inner) !== quote) return 0;
				goesIn = true;
			}
			if (goesIn) {
				// Of two under one key the second counts, and nothing of the first.
				note(field, value, 0);
				level = load<u8>(slot, 6);
				at = inner;
				continue;
			}
			at = skim(at, 0, Next.value, false);
			if (at === 0) return 0;
			if (found === Found.count) setCount(oddCountsField, 1);
			else if (found >= Found.place) note(field, value, at);
		} else {
			const end = found === Found.count ? readCount(at, field) : 0;
			if (found === Found.count && end === 0) setCount(oddCountsField, 1);
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

export function countDamage(): void {
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
	setEnd(end);
	while (true) {
		at = findStart(at, end);
		if (at === end) break;
		forgetStop();
		const walked = walk(at, goesIntoLists);
		// Most records that are not as usual are not whole yet: in the middle of a text.
		if (walked === 0 && stoppedAt === end) break;
		const recordEnd = walked !== 0 ? walked : skim(at, 0, Next.value, isBlank(load<u8>(at, 1)));
		if (recordEnd !== 0) {
			const type = walked !== 0 ? typeFound(goesIntoLists) : unusual;
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

/** The same as `skim`, with the end of the bytes: for a record that is longer than the window. */
export function skimOn(at: usize, end: usize, depth: u32, next: i32, mayWrap: bool): usize {
	setEnd(end);
	return skim(at, depth, next, mayWrap);
}

function typeFound(goesIntoLists: bool): i32 {
	const start: usize = load<u32>(places + 8 * typeField);
	if (start === 0) return uninteresting;
	readKey(start, typeLevel);
	const slot = slotOf(keyHash);
	if (load<u32>(slot) !== keyHash)
		return hasEscapes(start, load<u32>(places + 8 * typeField, 4)) ? unusual : uninteresting;
	const type = load<u8>(slot, 4);
	if (type !== answer) return type;
	if (isRepeated()) return goesIntoLists ? repeatedAnswer : uninteresting;
	for (let field = firstRepeatedField; field <= lastRepeatedField; field++) {
		store<f64>(hashes + 8 * field, f64(hashPlace(field, 0) >>> 11));
	}
	const time = load<u32>(places + 8 * timestampField);
	setCount(timestampField, load<u32>(places + 8 * timestampField, 4) - time === 24 ? readTime(<usize>time) : -1);
	return type;
}

function hasEscapes(at: usize, end: usize): bool {
	for (; at < end; at++) if (load<u8>(at) === backslash) return true;
	return false;
}

/** Without a request id the time tells answers apart, too: to the minute, for the records of one answer are not of one moment. */
function isRepeated(): bool {
	const ids = hashPlace(messageIdField, hashPlace(requestIdField, 0));
	let hash = hashPlace(usageField, hashPlace(modelField, ids));
	const time: usize = load<u32>(places + 8 * timestampField);
	if (load<u32>(places + 8 * requestIdField) === 0 && time !== 0) hash = mix(hash, time, 16);
	const isSame = f64(hash >>> 11) === lastAnswer;
	lastAnswer = f64(hash >>> 11);
	return isSame && load<u32>(places + 8 * usageField) !== 0;
}

function hashPlace(field: u32, hash: u64): u64 {
	const end: usize = load<u32>(places + 8 * field, 4);
	for (let at: usize = load<u32>(places + 8 * field); at < end; at += 16) hash = mix(hash, at, end - at);
	return hash;
}
