// biome-ignore-all lint: what asm.js demands is not what is good style elsewhere.
/**
 * Walks through a transcript line where it lies in memory. A first scan is over before V8 has found out which functions
 * are worth optimising; this one is compiled whole before it runs, because it keeps to asm.js (http://asmjs.org/spec):
 * plain JavaScript in which each number is marked as an integer, and all data lies in one buffer. An engine that does not
 * know asm.js runs it as any other function.
 *
 * Values are stepped over where they lie instead of being made into strings and objects. Compact JSON only, as
 * `JSON.stringify` writes it. Everything else here is told by `answer-line.ts`, which lays out the buffer.
 */
export interface LineKernel {
	/** Returns a `lineKind`; see `answer-line.ts` for what it leaves in the buffer. */
	readLine(start: number, end: number): number;
	/** Leaves 53 bits of the bytes in the buffer; see `hash.ts`, which does the same. */
	hash(start: number, end: number, seed: number): void;
}

/** Places in the buffer, in bytes. Below `table` lie the lines. */
export const layout = {
	size: 0x100000,
	/** A hash and its field, for each slot. */
	table: 0x80000,
	/** Start and end of each field's text in the last line, 0 where there is none. */
	places: 0x84000,
	/** Counts by their fields, -1 for what is no count. */
	counts: 0x85000,
	hash: 0x86000,
	/** Kinds of line, each with its length before it, then 0. The first one is that of answers. */
	kinds: 0x87000,
} as const;

interface Library {
	Uint8Array: Uint8ArrayConstructor;
	Int32Array: Int32ArrayConstructor;
	Math: {imul(a: number, b: number): number};
}

export function createLineKernel(library: Library, _foreign: object, heap: ArrayBuffer): LineKernel {
	'use asm';
	var bytes = new library.Uint8Array(heap);
	var words = new library.Int32Array(heap);
	var imul = library.Math.imul;

	/** The position after the quote that ends the text at `position`; -1: it does not end before `end`. */
	function skipText(position: number, end: number): number {
		position = position | 0;
		end = end | 0;
		var byte = 0;
		while ((position | 0) < (end | 0)) {
			byte = bytes[position >> 0]! | 0;
			position = (position + 1) | 0;
			if ((byte | 0) == 0x22) return position | 0;
			if ((byte | 0) == 0x5c) position = (position + 1) | 0;
		}
		return -1;
	}

	/** The position after the value at `position`; -1: it does not end before `end`. Brackets are only counted. */
	function skipValue(start: number, end: number): number {
		start = start | 0;
		end = end | 0;
		var position = 0;
		var depth = 0;
		var byte = 0;
		position = start;
		while ((position | 0) < (end | 0)) {
			byte = bytes[position >> 0]! | 0;
			if ((byte | 0) == 0x22) {
				position = skipText((position + 1) | 0, end) | 0;
				if ((position | 0) < 0) return -1;
				if ((depth | 0) == 0) return position | 0;
			} else if ((byte | 0x20) == 0x7b) {
				depth = (depth + 1) | 0;
				position = (position + 1) | 0;
			} else if ((byte | 0x20) == 0x7d) {
				// At the top it belongs to whom the value belongs to: a number has ended.
				if ((depth | 0) == 0) {
					if ((position | 0) == (start | 0)) return -1;
					return position | 0;
				}
				depth = (depth - 1) | 0;
				position = (position + 1) | 0;
				if ((depth | 0) == 0) return position | 0;
			} else {
				if ((byte | 0) == 0x2c) {
					if ((depth | 0) == 0) {
						if ((position | 0) == (start | 0)) return -1;
						return position | 0;
					}
				}
				position = (position + 1) | 0;
			}
		}
		return -1;
	}

	/** Whether the bytes from `start` to `end` are those at `kind`, whose length lies before it. */
	function spells(start: number, end: number, kind: number): number {
		start = start | 0;
		end = end | 0;
		kind = kind | 0;
		if (((end - start) | 0) != (bytes[kind >> 0]! | 0)) return 0;
		while ((start | 0) < (end | 0)) {
			kind = (kind + 1) | 0;
			if ((bytes[start >> 0]! | 0) != (bytes[kind >> 0]! | 0)) return 0;
			start = (start + 1) | 0;
		}
		return 1;
	}

	/** 0 for a kind of line that is passed over, 1 for answers, 2 for any other. */
	function kindOf(start: number, end: number): number {
		start = start | 0;
		end = end | 0;
		var kind = 0x87000;
		if (spells(start, end, kind) | 0) return 1;
		kind = (kind + 1 + (bytes[kind >> 0]! | 0)) | 0;
		while (bytes[kind >> 0]! | 0) {
			if (spells(start, end, kind) | 0) return 0;
			kind = (kind + 1 + (bytes[kind >> 0]! | 0)) | 0;
		}
		return 2;
	}

	/** The integer of at most nine digits from `start` to `end`; -1 for anything else. */
	function readCount(start: number, end: number): number {
		start = start | 0;
		end = end | 0;
		var value = 0;
		var digit = 0;
		if (((end - start) | 0) > 9) return -1;
		while ((start | 0) < (end | 0)) {
			digit = ((bytes[start >> 0]! | 0) - 0x30) | 0;
			if (digit >>> 0 > 9) return -1;
			value = (imul(value, 10) + digit) | 0;
			start = (start + 1) | 0;
		}
		return value | 0;
	}

	/** What was found can be an answer, or not. */
	function judge(): number {
		var place = 0;
		var count = 0;
		// Type, message id, model, output.
		if ((words[0x84008 >> 2]! | 0) == 0) return 2;
		if ((words[0x84060 >> 2]! | 0) == 0) return 2;
		if ((words[0x84068 >> 2]! | 0) == 0) return 2;
		if ((words[0x84088 >> 2]! | 0) == 0) return 2;
		// Only the parser knows what copies in forks of an older kind mean.
		if (words[0x84018 >> 2]! | 0) return 2;
		// `<synthetic>`: what Claude Code says itself.
		place = words[0x84068 >> 2]! | 0;
		if ((bytes[place >> 0]! | 0) == 0x3c) return 0;
		place = 0x84080;
		count = 0x85040;
		while ((place | 0) < 0x840b8) {
			words[count >> 2] = readCount(words[place >> 2]! | 0, words[(place + 4) >> 2]! | 0) | 0;
			place = (place + 8) | 0;
			count = (count + 4) | 0;
		}
		return 1;
	}

	function walkLine(start: number, end: number): number {
		start = start | 0;
		end = end | 0;
		var position = 0;
		var depth = 0;
		var hash = 0;
		var byte = 0;
		var slot = 0;
		var name = 0;
		var next = 0;
		var place = 0;
		if (((end - start) | 0) < 2) return 2;
		if ((bytes[start >> 0]! | 0) != 0x7b) return 2;
		place = 0x84000;
		while ((place | 0) < 0x840b8) {
			words[place >> 2] = 0;
			place = (place + 4) | 0;
		}
		position = (start + 1) | 0;
		while (1) {
			// A key, known by a hash of its level and its bytes.
			if ((bytes[position >> 0]! | 0) != 0x22) return 2;
			position = (position + 1) | 0;
			hash = depth;
			while (1) {
				byte = bytes[position >> 0]! | 0;
				position = (position + 1) | 0;
				if ((byte | 0) == 0x22) break;
				if ((byte | 0) == 0x5c) return 2;
				if ((position | 0) >= (end | 0)) return 2;
				hash = imul(hash, 0x1000193) ^ byte;
			}
			if ((bytes[position >> 0]! | 0) != 0x3a) return 2;
			position = (position + 1) | 0;
			slot = (0x80000 + (((hash ^ (hash >>> 11)) & 1023) << 3)) | 0;
			name = 0;
			if ((words[slot >> 2]! | 0) == (hash | 0)) name = words[(slot + 4) >> 2]! | 0;

			// An attachment's line and a prompt's, whose content comes before any model, need not be walked through.
			if ((name | 0) == 4) {
				if ((words[0x84068 >> 2]! | 0) == 0) return 2;
			}
			if ((bytes[position >> 0]! | 0) == 0x7b) {
				if ((name | 0) == 2) return 0;
				if ((name | 0) > 22) {
					// An object that is gone into, if there is anything in it.
					if ((bytes[(position + 1) >> 0]! | 0) != 0x7d) {
						depth = (name - 22) | 0;
						position = (position + 1) | 0;
						continue;
					}
				}
			}
			next = skipValue(position, end) | 0;
			if ((next | 0) < 0) return 2;
			if ((name | 0) > 22) name = 0;
			if (name) {
				place = (0x84000 + (name << 3)) | 0;
				words[place >> 2] = position;
				words[(place + 4) >> 2] = next;
				if ((name | 0) > 5) {
					if ((name | 0) < 16) {
						// A text without its quotes, or nothing.
						if ((bytes[position >> 0]! | 0) == 0x22) {
							words[place >> 2] = (position + 1) | 0;
							words[(place + 4) >> 2] = (next - 1) | 0;
						} else {
							words[place >> 2] = 0;
							words[(place + 4) >> 2] = 0;
						}
					}
				}
				if ((name | 0) == 1) {
					byte = kindOf((position + 1) | 0, (next - 1) | 0) | 0;
					if ((byte | 0) != 1) return byte | 0;
				}
			}
			position = next;
			while (1) {
				byte = bytes[position >> 0]! | 0;
				position = (position + 1) | 0;
				if ((byte | 0) != 0x7d) break;
				// Both objects within `usage` lead back to it.
				if ((depth | 0) > 2) depth = 2;
				else depth = (depth - 1) | 0;
				if ((depth | 0) < 0) {
					if ((position | 0) == (end | 0)) return judge() | 0;
					return 2;
				}
			}
			if ((byte | 0) != 0x2c) return 2;
			if ((position | 0) >= (end | 0)) return 2;
		}
		return 2;
	}

	function hashText(start: number, end: number, seed: number): void {
		start = start | 0;
		end = end | 0;
		seed = seed | 0;
		var low = 0;
		var high = 0x297a2d39;
		var byte = 0;
		low = 0x2c1b3c6d ^ seed;
		while ((start | 0) < (end | 0)) {
			byte = bytes[start >> 0]! | 0;
			low = imul(low ^ byte, 0x85ebca6b);
			high = imul(high ^ byte, 0xc2b2ae35);
			low = low ^ (low >>> 13);
			high = high ^ (high >>> 16);
			start = (start + 1) | 0;
		}
		low = imul(low ^ (high >>> 15), 0x7feb352d);
		high = imul(high ^ (low >>> 16), 0x846ca68b);
		low = low ^ (low >>> 15);
		high = high ^ (high >>> 13);
		words[0x86000 >> 2] = low;
		words[0x86004 >> 2] = high;
	}

	// Under other names: what shortens them to one would no longer be asm.js.
	return {readLine: walkLine, hash: hashText};
}
