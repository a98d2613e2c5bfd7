/**
 * The keys that are looked for: AssemblyScript, compiled into walker.wasm.ts with walk.assembly.ts, which says how. A key is
 * known by a hash of its level and its bytes: all are Claude Code's and the API's own; what people and tools write is in values.
 */
import {backslash, keys, levels, masks, quote, slots, space, window} from './memory.assembly';

/** What is done with the value of a key. */
export enum Found {
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

const multiplier: u64 = 0x9e3779b97f4a7;

/** Makes the key known that stands at the window's start, a quote behind it. `inner`: the level of the keys in its value. */
export function learnKey(level: i32, field: u8, found: u8, inner: u8): void {
	v128.store(masks, i8x16.splat(-1));
	readKey(window, level);
	const slot = slotOf(keyHash);
	store<u32>(slot, keyHash);
	store<u8>(slot, field, 4);
	store<u8>(slot, found, 5);
	store<u8>(slot, inner, 6);
	if (inner === 0) return;
	store<u8>(levels + 4 * inner, <u8>level);
	store<u8>(levels + 4 * inner, field, 1);
	store<u8>(levels + 4 * inner, u8(found === Found.list), 2);
}

/** The hash of the key that was read last. */
export let keyHash: u32 = 0;

/** Takes up to 16 bytes into a hash. */
export function mix(hash: u64, at: usize, length: usize): u64 {
	const bytes = length < 16 ? v128.and(v128.load(at), v128.load(masks + 16 - length)) : v128.load(at);
	hash = (hash ^ i64x2.extract_lane(bytes, 0)) * multiplier;
	return (hash ^ (hash >>> 32) ^ i64x2.extract_lane(bytes, 1)) * multiplier;
}

/** Reads the key at `at`; the answer is the place of the quote that ends it. 0: it has something in it that no plain key has. */
export function readKey(at: usize, level: u64): usize {
	let hash = level;
	while (true) {
		const bytes = v128.load(at);
		const stops = i8x16.bitmask(i8x16.le_u(v128.xor(bytes, i8x16.splat(2)), i8x16.splat(space)));
		const length: usize = stops === 0 ? 16 : ctz(stops);
		const slashes = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(backslash)));
		if (slashes !== 0 && <usize>ctz(slashes) < length) return 0;
		hash = mix(hash, at, length);
		at += length;
		if (stops !== 0) break;
	}
	keyHash = u32(hash >>> 32);
	return load<u8>(at) === quote ? at : 0;
}

/** The slot of a key, or the empty one where it would be. */
export function slotOf(hash: u32): usize {
	let slot = hash;
	while (true) {
		const at: usize = keys + 8 * (slot++ & (slots - 1));
		if (load<u32>(at) === hash || load<u32>(at) === 0) return at;
	}
}
