/**
 * Steps over JSON without looking at what it says: AssemblyScript, compiled into walker.wasm.ts with walk.assembly.ts, which
 * says how.
 */
import {
	backslash,
	closeBrace,
	closeBracket,
	colon,
	comma,
	deepest,
	newline,
	openBrace,
	openBracket,
	openings,
	quote,
	space,
} from './memory.assembly';

/** What may come next in a value that is stepped over. */
export enum Next {
	value,
	/** A value, or the end of what was just opened. */
	valueOrEnd,
	/** A comma, a colon, or the end of what is open. */
	separator,
	/** The rest of a text. */
	text,
}

const longestWord = 512;
/** What stands before the place where a record is gone on with is there, too. */
export const keptBytes = 64;

/** Where `skim` stopped; where, how deep and with what it goes on when there are more bytes. */
export let stoppedAt: usize = 0;
export let goOnAt: usize = 0;
export let goOnDepth: u32 = 0;
export let goOnWith: i32 = Next.value;
/** Where the next record can begin when `skim` stopped at a damage. */
export let restartAt: usize = 0;

export function isBlank(byte: u8): bool {
	return byte === space || byte === newline || byte === 13 || byte === 9;
}

/** Where the bytes end. Two bytes 0 are put there: the first may seem to be escaped. */
let end: usize = 0;

export function setEnd(at: usize): void {
	end = at;
	store<u16>(at, 0);
}

export function forgetStop(): void {
	stoppedAt = 0;
}

/** A bit for each of 64 bytes that compared equal. */
function bits(a: v128, b: v128, c: v128, d: v128): u64 {
	const low = u64(<u32>i8x16.bitmask(a)) | (u64(<u32>i8x16.bitmask(b)) << 16);
	return low | (u64(<u32>i8x16.bitmask(c)) << 32) | (u64(<u32>i8x16.bitmask(d)) << 48);
}

/**
 * `at` is in a text; the answer is just after the quote that ends it. 0: a control character that is not escaped, or the end
 * of the bytes, comes first, at `stoppedAt`. 64 bytes at a time: texts are nearly all of a transcript, and code has many quotes in it.
 */
export function skipText(at: usize): usize {
	// With this bit turned over, quotes and control characters are the bytes up to 32.
	const turned = i8x16.splat(2);
	const most = i8x16.splat(32);
	const slash = i8x16.splat(backslash);
	const odd: u64 = (u64.MAX_VALUE / 3) * 2;
	/** 1: the first of the bytes is escaped. */
	let isEscaped: u64 = 0;
	while (true) {
		const a = v128.load(at);
		const b = v128.load(at, 16);
		const c = v128.load(at, 32);
		const d = v128.load(at, 48);
		const stopA = i8x16.le_u(v128.xor(a, turned), most);
		const stopB = i8x16.le_u(v128.xor(b, turned), most);
		const stopC = i8x16.le_u(v128.xor(c, turned), most);
		const stopD = i8x16.le_u(v128.xor(d, turned), most);
		const slashes = bits(i8x16.eq(a, slash), i8x16.eq(b, slash), i8x16.eq(c, slash), i8x16.eq(d, slash));
		// Escaped are the bytes after the first, third, … backslash of a run. A run is subtracted from the odd places, so that
		// the borrow ends where the run does, and shows whether that is at an odd place. There is no branch in this: it would
		// be a guess at every line of code.
		const runs = slashes & ~isEscaped;
		const ends = (((runs << 1) | odd) - runs) ^ odd;
		const stops = bits(stopA, stopB, stopC, stopD) & ~(ends ^ (slashes | isEscaped));
		isEscaped = (ends & slashes) >>> 63;
		if (stops !== 0) {
			const stop = at + <usize>ctz(stops);
			if (load<u8>(stop) === quote) return stop + 1;
			stoppedAt = min(stop, end);
			return 0;
		}
		at += 64;
	}
}

/** How many backslashes stand just before `at`, from `start` on. */
function slashesBefore(at: usize, start: usize): u64 {
	let from = at;
	while (from > start && load<u8>(from - 1) === backslash) from--;
	return at - from;
}

/** The end of a number, `true`, `false` or `null`; of anything longer a place within it, which no word ends at. */
export function skipWord(at: usize): usize {
	const most = at + longestWord;
	let byte = load<u8>(at);
	while (at < most && (isLetter(byte) || isDigit(byte) || byte === 43 || byte === 45 || byte === 46))
		byte = load<u8>(++at);
	return at;
}

function isLetter(byte: u8): bool {
	return <u8>((byte | 32) - 97) < 26;
}

export function isDigit(byte: u8): bool {
	return <u8>(byte - 48) < 10;
}

/**
 * Steps over a value, or what is left of it, by its brackets, texts and commas; the answer is just after it. 0: the bytes
 * end at `stoppedAt`, or the value is damaged there. `mayWrap`: line ends between its parts are no damage.
 */
export function skim(at: usize, depth: u32, next: i32, mayWrap: bool): usize {
	const isFromStart = depth === 0;
	const from = isFromStart ? at : at - keptBytes;
	let textEnd: usize = !isFromStart && load<u8>(at - 1) === quote ? at : 0;
	let closedFrom: usize = 0;
	let closedTo: usize = 0;
	while (true) {
		if (next === Next.text) {
			textEnd = skipText(at);
			if (textEnd === 0) {
				at = stoppedAt - <usize>(slashesBefore(stoppedAt, at) & 1);
				break;
			}
			at = textEnd;
			next = Next.separator;
		}
		stoppedAt = at;
		const byte = load<u8>(at);
		if (next === Next.separator && (byte === comma || byte === colon)) {
			next = Next.value;
			at++;
		} else if (byte === closeBrace || byte === closeBracket) {
			if (next === Next.value) break;
			at++;
			if (--depth === 0) return at;
			closedFrom = isFromStart && depth < deepest && byte === closeBrace ? <usize>load<u32>(openings + 4 * depth) : 0;
			closedTo = at;
			next = Next.separator;
		} else if (isBlank(byte)) {
			if (byte === newline && !mayWrap) break;
			at++;
		} else if (next === Next.separator) {
			break;
		} else if (byte === quote) {
			next = Next.text;
			at++;
		} else if (byte === openBrace || byte === openBracket) {
			// What is written over several lines is indented, but for its beginning.
			if (depth > 0 && load<u8>(at - 1) === newline) break;
			if (depth < deepest) store<u32>(openings + 4 * depth, <u32>at);
			depth++;
			next = Next.valueOrEnd;
			at++;
		} else {
			stoppedAt = skipWord(at);
			// One that ends with the bytes is read again when there are more.
			if (stoppedAt === at || load<u8>(stoppedAt) === 0) break;
			at = stoppedAt;
			next = Next.separator;
		}
	}
	goOnAt = at;
	goOnDepth = depth;
	goOnWith = next;
	restartAt = restartFor(from, next === Next.separator, closedFrom, closedTo, textEnd);
	return 0;
}

/**
 * Where a record can begin that comes just after one that was cut off before `stoppedAt`. The beginning of it was taken for
 * a part of the other: for its value, for the end of a text that it was cut off in, or for what such a text goes on with.
 */
function restartFor(from: usize, isSeparatorNext: bool, closedFrom: usize, closedTo: usize, textEnd: usize): usize {
	const before = blanksBefore(stoppedAt);
	if (isSeparatorNext && closedFrom !== 0 && before === closedTo) return closedFrom;
	const isTextEnd = isSeparatorNext && stoppedAt === textEnd && load<u8>(stoppedAt) >= space;
	const opening = (isTextEnd ? blanksBefore(textEnd - 1) : before) - 1;
	return opening > from && load<u8>(opening) === openBrace ? opening : stoppedAt;
}

/** Where the blanks begin that end at `at`. */
function blanksBefore(at: usize): usize {
	while (isBlank(load<u8>(at - 1))) at--;
	return at;
}
